"""From a solved case to the question whether it is: only a letter the send gate let through is an ask."""

import pytest

from samphan.accounts.models import Organisation, User
from samphan.automation.services import seed_installation
from samphan.cases import services as cases
from samphan.cases.models import Case, CaseState
from samphan.eventlog.models import Event
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.messaging.services import suppress_customer
from samphan.surveys.models import Invitation
from tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Case:
    """A request of a customer who may be written to at any hour."""
    world.organisation()
    seed_installation(now=clock.now())
    Organisation.objects.update(quiet_from="00:00", quiet_until="00:00")
    world.user()
    new = cases.NewCase(kind="request", title="แอร์ไม่เย็น", customer_id=world.customer().pk)
    return cases.open_case(new=new, now=clock.now())


def solve(case: Case) -> Invitation:
    """Solve a case, let everything happen that follows, and return the ask."""
    cases.resolve_case(case_id=case.pk, actor_id=User.objects.get().pk, now=clock.now())
    run_until_idle()
    case.refresh_from_db()
    return Invitation.objects.get()


def test_an_ask_whose_letter_went_out_counts_and_the_case_waits_for_the_answer(case: Case) -> None:
    asked = solve(case)

    assert asked.sent_at is not None
    assert case.state == CaseState.RESOLVED
    assert Event.objects.get(type="survey.invited").data["case_id"] == case.pk


def test_a_case_whose_letter_the_gate_refuses_closes_unconfirmed_with_the_rule(case: Case) -> None:
    suppress_customer(customer_id=case.customer_id or 0, reason="bereavement", purposes=["service"], now=clock.now())

    asked = solve(case)

    assert (asked.sent_at, asked.skipped_reason) == (None, "bereavement")
    assert (case.state, case.verifications.count()) == (CaseState.SILENT, 0)
    assert not Event.objects.filter(type="survey.invited").exists()
    assert Event.objects.get(type="case.verification_not_possible").data["reason"] == "bereavement"
