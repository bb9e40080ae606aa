"""What several tests of cases begin with."""

from collections.abc import Callable
from datetime import timedelta

from samphan.accounts.models import User
from samphan.cases import services as cases
from samphan.cases.models import Case, Cause
from samphan.eventlog.models import Event
from tests import world

OpenCase = Callable[..., Case]
LATER = world.NOW + timedelta(minutes=30)


def events_of(case: Case) -> list[str]:
    """Return what was recorded about a case, in order."""
    return list(
        Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("pk").values_list("type", flat=True)
    )


def resolved(case: Case, agent: User, cause: Cause) -> Case:
    """Close the loop on our side."""
    return cases.resolve_case(
        case_id=case.pk,
        actor_id=agent.pk,
        now=LATER,
        cause_id=cause.pk,
        action_taken="นัดช่างใหม่",
        told_customer="โทรแจ้งแล้ว",
    )
