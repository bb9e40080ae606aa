"""A case as it really comes about: an unhappy answer, read, opened by the starter tree, given to an agent."""

import pytest

from samphan.accounts.models import User
from samphan.cases.models import Case
from samphan.cases.selectors import find_case_by_submission
from samphan.customers.models import Customer
from samphan.jobs.models import Job
from samphan.jobs.worker import run_until_idle
from samphan.kit import clock
from samphan.sample.loop import prepare_stage
from samphan.signals.rules import comment, rating
from samphan.surveys.selectors import relationship_survey
from samphan.surveys.services import record_response
from tests import world


@pytest.fixture
def agent() -> User:
    """Return the agent of a set-up installation."""
    return prepare_stage(now=clock.now())


@pytest.fixture
def customer() -> Customer:
    """Return a customer with an address."""
    return world.customer(email="pim@example.com")


@pytest.fixture
def case(agent: User, customer: Customer) -> Case:
    """Return the case a very unhappy answer opened."""
    return unhappy(customer)


def unhappy(customer: Customer, words: str = "ช่างเลื่อนนัด 2 รอบ ไม่มีใครโทรบอกก่อน") -> Case:
    """Let a customer answer NPS 2 and return the case it opened."""
    response = record_response(
        survey_id=relationship_survey().pk,
        answers=[rating("nps", "nps", 2), comment("comment", words)],
        customer_id=customer.pk,
        source="link",
        channel="web",
        external_ref=f"test-{customer.pk}",
        now=clock.now(),
    )
    run_until_idle()
    found = find_case_by_submission(submission_kind="response", submission_id=response.pk)
    assert found is not None, list(Job.objects.values_list("task", "state", "due_at", "error"))
    return found
