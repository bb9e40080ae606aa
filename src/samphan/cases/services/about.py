"""What a case is about: the branch and the order."""

from datetime import datetime

from django.db import transaction

from samphan.accounts.models import Branch
from samphan.cases.events import CaseAboutChanged
from samphan.cases.models import Case
from samphan.cases.services.changes import lock_open_case, save_case
from samphan.customers.models import Order
from samphan.eventlog.events import user_actor
from samphan.eventlog.services import record
from samphan.kit.errors import N_, Refused


class AboutUnknown(Refused):
    """A branch there is not, or an order of somebody else."""

    code = "cases.about.unknown"
    message = N_("Choose a branch of ours and an order of this customer.")


@transaction.atomic
def change_about(
    *,
    case_id: int,
    branch_id: int | None,
    order_id: int | None,
    actor_id: int,
    now: datetime,
    version: int | None = None,
) -> Case:
    """Say which branch and which order a case is about; None leaves what was said before."""
    case = lock_open_case(case_id, version=version)
    if changed := say_about(case, branch_id=branch_id, order_id=order_id, actor_id=actor_id, now=now):
        save_case(case, fields=changed, now=now)
    return case


def say_about(case: Case, *, branch_id: int | None, order_id: int | None, actor_id: int, now: datetime) -> list[str]:
    """Put branch and order into a locked case, which the caller saves; return the names of the changed fields."""
    if branch_id is not None and not Branch.objects.filter(pk=branch_id).exists():
        raise AboutUnknown
    if order_id is not None and not _is_theirs(order_id, case):
        raise AboutUnknown
    changed = []
    if branch_id is not None and branch_id != case.branch_id:
        case.branch_id = branch_id
        changed.append("branch")
    if order_id is not None and order_id != case.order_id:
        case.order_id = order_id
        changed.append("order")
    if changed:
        event = CaseAboutChanged(
            subject_id=case.pk, customer_id=case.customer_id, branch_id=case.branch_id, changed=changed
        )
        record(event=event, now=now, actor=user_actor(actor_id))
    return changed


def _is_theirs(order_id: int, case: Case) -> bool:
    return case.customer_id is not None and Order.objects.filter(pk=order_id, customer_id=case.customer_id).exists()
