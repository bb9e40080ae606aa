"""The reactions: each takes the event it reacts to, makes one service call, and takes effect exactly once."""

from samphan.automation import services
from samphan.cases import services as cases
from samphan.eventlog import selectors as eventlog
from samphan.jobs.periodic import every
from samphan.jobs.tasks import task
from samphan.kit import clock


@task(atomic=True)
def handle_response(event_id: int) -> None:
    """A response is finished: follow the feedback tree, or settle the case it verifies."""
    services.handle_response(event_id=event_id, now=clock.now())


@task(atomic=True)
def handle_response_later(event_id: int) -> None:
    """A score was tapped: words may follow."""
    services.handle_response_later(event_id=event_id, now=clock.now())


@task(atomic=True)
def handle_changed_score(event_id: int) -> None:
    """Another score was tapped: the last one holds."""
    services.handle_changed_score(event_id=event_id, now=clock.now())


@task(atomic=True)
def handle_unfinished_response(event_id: int) -> None:
    """The customer tapped a score and wrote nothing more."""
    services.handle_response(event_id=event_id, now=clock.now())


@task(atomic=True)
def handle_review(event_id: int) -> None:
    """A review came in: follow the feedback tree."""
    services.handle_review(event_id=event_id, now=clock.now())


@task(atomic=True)
def handle_message(event_id: int) -> None:
    """A customer wrote: tell the case, or open one."""
    services.handle_message(event_id=event_id, now=clock.now())


@task(atomic=True)
def take_side_answer(event_id: int) -> None:
    """Somebody who was asked about a case answered by mail: put it into the case."""
    event = eventlog.get_event(event_id=event_id)
    cases.take_side_answer(letter_id=event.subject_id, now=clock.now())


@task(atomic=True)
def count_sent_message(event_id: int) -> None:
    """A message went out: the contact that was promised has happened, or a survey was asked."""
    services.count_sent_message(event_id=event_id, now=clock.now())


@task(atomic=True)
def withdraw_ask(event_id: int) -> None:
    """A message did not go out: what it was to ask was not asked."""
    services.withdraw_ask(event_id=event_id, now=clock.now())


@task(atomic=True)
def go_on_with_case(event_id: int) -> None:
    """The clocks of a waiting case run again: work goes on."""
    services.go_on_with_case(event_id=event_id, now=clock.now())


@task(atomic=True)
def tell_new_owner(event_id: int) -> None:
    """A case has an owner: tell them."""
    services.tell_new_owner(event_id=event_id, now=clock.now())


@task(atomic=True)
def tell_former_owner(event_id: int) -> None:
    """A case went back to the queue: tell who did not begin on it."""
    services.tell_former_owner(event_id=event_id, now=clock.now())


@task(atomic=True)
def tell_about_reopening(event_id: int) -> None:
    """A case is open again: tell its owner, and one level up."""
    services.tell_about_reopening(event_id=event_id, now=clock.now())


@task(atomic=True)
def tell_about_clock(event_id: int) -> None:
    """A promise runs out: tell its owner."""
    services.tell_about_clock(event_id=event_id, now=clock.now())


@task(atomic=True)
def tell_about_breach(event_id: int) -> None:
    """A broken promise has come to the next step of the reporting line: tell whoever stands there."""
    services.tell_about_breach(event_id=event_id, now=clock.now())


@task(atomic=True)
def ask_verification(event_id: int) -> None:
    """A case is resolved: ask the customer whether it is."""
    event = eventlog.get_event(event_id=event_id)
    cases.ask_verification(case_id=event.subject_id, now=clock.now())


@task(atomic=True)
def tell_about_call(event_id: int) -> None:
    """The customer answered no letter: ask the owner to call."""
    services.tell_about_call(event_id=event_id, now=clock.now())


@task()
def route_waiting_cases(event_id: int) -> None:
    """Capacity has freed, or somebody has come: look again for owners of cases nobody could take."""
    services.route_waiting_cases(event_id=event_id, now=clock.now())


@task(atomic=True)
def route_reopened_case(event_id: int) -> None:
    """A case is open again: find who works on it."""
    services.route_reopened_case(event_id=event_id, now=clock.now())


@task(atomic=True)
def index_customer(event_id: int) -> None:
    """Something was written about a customer, or taken back: let it be found as it stands."""
    services.index_customer(event_id=event_id, now=clock.now())


@task(atomic=True)
def index_case(event_id: int) -> None:
    """A case has new words: let it be found by them."""
    services.index_case(event_id=event_id, now=clock.now())


@task(atomic=True)
def index_message(event_id: int) -> None:
    """A message came or went: let it be found."""
    services.index_message(event_id=event_id, now=clock.now())


@task(atomic=True)
def link_submission(event_id: int) -> None:
    """Something was heard and read: it may be about an open incident."""
    services.link_submission(event_id=event_id, now=clock.now())


@task(atomic=True)
def link_opened_case(event_id: int) -> None:
    """A colleague opened a case: it may be about an open incident."""
    services.link_opened_case(event_id=event_id, now=clock.now())


@task(atomic=True)
def propose_breach_credit(event_id: int) -> None:
    """A promise is broken: it may be worth something to its customer."""
    services.propose_breach_credit(event_id=event_id, now=clock.now())


@task(queue="bulk", atomic=True)
def go_on_with_back_test(back_test_id: int) -> None:
    """A count over a long past was asked for: count one more step of it."""
    services.go_on_with_back_test(back_test_id=back_test_id, now=clock.now())


@every(seconds=900)
@task(queue="bulk", max_attempts=3)
def look_at_triggers() -> int:
    """Read every alarm's rolling figure; running it twice tells nothing twice."""
    return services.look_at_triggers(now=clock.now())


@task(atomic=True)
def tell_about_trigger(event_id: int) -> None:
    """A rolling figure crossed its level: tell the alarm's owner, once an episode."""
    services.tell_about_trigger(event_id=event_id, now=clock.now())


@task(atomic=True)
def settle_wait(wait_id: int) -> None:
    """The time of a wait step has come: look again, and act where nothing has happened."""
    services.settle_wait(wait_id=wait_id, now=clock.now())


@task(atomic=True)
def cancel_waits(event_id: int) -> None:
    """A case is closed: nothing waits on it any more."""
    services.cancel_waits(event_id=event_id, now=clock.now())
