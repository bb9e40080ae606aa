"""Responses leave without what was said, and a change of any of them is noticed."""

from datetime import timedelta

import pytest

from samphan.surveys.exports import EXPORTS
from samphan.surveys.models import Response, Survey
from tests import world
from tests.exported import rows_of, save, unnoticed

pytestmark = pytest.mark.django_db
(RESPONSES,) = EXPORTS


@pytest.fixture
def response() -> Response:
    """Return one response that is not finished yet."""
    survey = Survey.objects.create(code="nps", name_th="ก", name_en="N", created_at=world.NOW, updated_at=world.NOW)
    return Response.objects.create(
        survey=survey, customer=world.customer(), branch=world.branch(), external_ref="R-1", answered_at=world.NOW
    )


def test_a_response_leaves_with_the_code_of_its_survey(response: Response) -> None:
    (row,) = rows_of(RESPONSES)
    assert (row["id"], row["customer_key"], row["survey_code"]) == (response.pk, response.customer_id, "nps")
    assert (row["answered_at"], row["finished_at"], row["wants_contact"]) == (world.NOW, None, False)


def test_a_response_of_nobody_leaves_too(response: Response) -> None:
    Response.objects.create(source="kiosk", answered_at=world.NOW)
    assert {row["customer_key"] for row in rows_of(RESPONSES)} == {response.customer_id, None}


def test_every_change_of_a_response_is_noticed(response: Response) -> None:
    changes = {
        "customer_id": world.customer().pk, "survey_id": None, "branch_id": None, "source": "api", "channel": "line",
        "wants_contact": True, "finished_at": world.NOW, "answered_at": world.NOW - timedelta(days=1),
    }  # fmt: skip
    assert unnoticed(RESPONSES, response, changes, save) == []
