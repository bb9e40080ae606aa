"""What happens when: the built-in table from each event type to the tasks that react to it."""

from collections.abc import Mapping

from samphan.automation import tasks
from samphan.jobs.leased_task import AnyTask

REACTIONS: Mapping[str, tuple[AnyTask, ...]] = {
    # What customers say
    "survey.response_recorded": (tasks.handle_response_later,),
    "survey.score_changed": (tasks.handle_changed_score,),
    "survey.response_finished": (tasks.handle_response,),
    "reputation.review_recorded": (tasks.handle_review,),
    "message.received": (tasks.handle_message, tasks.index_message),
    "automation.submission_traced": (tasks.link_submission,),
    # What we do about it
    "message.sent": (tasks.count_sent_message, tasks.index_message),
    "message.refused": (tasks.withdraw_ask,),
    "message.failed": (tasks.withdraw_ask,),
    "letter.received": (tasks.take_side_answer,),
    "case.assigned": (tasks.tell_new_owner, tasks.route_waiting_cases),
    "case.resolved": (tasks.ask_verification, tasks.cancel_waits, tasks.route_waiting_cases, tasks.index_case),
    "case.verification_call_due": (tasks.tell_about_call,),
    "case.reopened": (tasks.route_reopened_case, tasks.tell_about_reopening),
    "case.returned": (tasks.tell_former_owner, tasks.route_waiting_cases),
    "case.merged": (tasks.route_waiting_cases,),
    "case.split": (tasks.index_case,),
    "case.priority_changed": (tasks.route_waiting_cases,),
    "desk.opened": (tasks.route_waiting_cases,),
    "desk.closed": (tasks.route_waiting_cases,),
    # What we promised
    "promise.clock_warned": (tasks.tell_about_clock,),
    "promise.clock_breached": (tasks.propose_breach_credit,),
    "promise.clock_escalated": (tasks.tell_about_breach,),
    "promise.clock_resumed": (tasks.go_on_with_case,),
    # What is heard of many at once
    "automation.trigger_fired": (tasks.tell_about_trigger,),
    # What can be found
    "customer.updated": (tasks.index_customer,),
    "customer.note_added": (tasks.index_customer,),
    "customer.fact_added": (tasks.index_customer,),
    "customer.fact_retracted": (tasks.index_customer,),
    "case.opened": (tasks.index_case, tasks.link_opened_case),
    "case.noted": (tasks.index_case,),
    "case.side_asked": (tasks.index_case,),
    "case.side_answered": (tasks.index_case,),
    "case.attempt_logged": (tasks.index_case,),
    "case.action_recorded": (tasks.index_case,),
    "case.record_taken_back": (tasks.index_case,),
}
