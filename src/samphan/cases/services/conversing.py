"""When a customer writes: the message finds its case, or becomes one."""

from datetime import datetime

from django.db import transaction

from samphan.cases.events import CaseWoke
from samphan.cases.models import Case, CaseState
from samphan.cases.services.changes import SNOOZE_FIELDS, lock_case, rouse, save_case, start_promise
from samphan.cases.services.closing import reopen_case
from samphan.cases.services.working import go_on
from samphan.eventlog.events import customer_actor
from samphan.eventlog.services import record
from samphan.promises.models import PauseKind
from samphan.promises.selectors import open_pause_kind

NEXT_RESPONSE_PROMISE = "request_next_response"


@transaction.atomic
def take_customer_message(*, case_id: int, now: datetime, is_closer: bool) -> Case:
    """Let a case know that its customer wrote: waiting for them ends, resolved re-opens, the next answer is timed.

    A wait for somebody else or for an agreed date goes on: what was waited for has not come. A trailing "thanks"
    changes nothing: it neither re-opens the case nor starts a clock. A case that sleeps is back in sight either way.
    """
    case = lock_case(case_id)
    actor = customer_actor(case.customer_id)
    slept = rouse(case)
    save_case(case, fields=SNOOZE_FIELDS, now=now)
    if slept:
        event = CaseWoke(subject_id=case.pk, customer_id=case.customer_id, reason="customer_wrote")
        record(event=event, now=now, actor=actor)
    if is_closer:
        return case
    if case.state in {CaseState.RESOLVED, CaseState.VERIFIED, CaseState.SILENT}:
        case = reopen_case(case_id=case_id, reason="customer_wrote", now=now, actor=actor)
    elif open_pause_kind(work_kind="case", work_id=case.pk) == PauseKind.CUSTOMER:
        case = go_on(case_id=case_id, now=now, actor=actor)
    if case.first_contact_at is not None:
        start_promise(case, NEXT_RESPONSE_PROMISE, now=now)
        case.refresh_from_db()
        save_case(case, fields=(), now=now)
    return case
