"""Wait steps on cases: what they ask about, and how they stand."""

from samphan.automation.models import WaitStep
from samphan.cases.models import Attempt, Case, CaseState


def case_waits(*, case_id: int) -> list[WaitStep]:
    """Return the wait steps on a case in the order of their times."""
    return list(WaitStep.objects.filter(case_id=case_id).order_by("due_at", "pk"))


def case_facts(*, case: Case) -> dict[str, object]:
    """Return everything a wait step may ask about a case (see `facts.CASE_SCHEMA`)."""
    return {
        "is_contacted": case.first_contact_at is not None,
        "tries": Attempt.objects.filter(case=case).count(),
        "has_owner": case.owner_id is not None,
        "is_waiting": case.state == CaseState.WAITING,
        "priority": case.priority,
        "is_customer_known": case.customer_id is not None,
    }
