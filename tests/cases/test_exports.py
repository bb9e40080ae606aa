"""Cases and tries to reach customers leave without a word, and a change of any of them is noticed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from samphan.accounts.models import User
from samphan.cases.exports import EXPORTS
from samphan.cases.models import Attempt, Case
from tests import world
from tests.exported import ZONE, rows_of, save, unnoticed

pytestmark = pytest.mark.django_db
CASES, ATTEMPTS = EXPORTS


def test_a_case_leaves_as_codes_times_and_cost(opened: Callable[..., Case]) -> None:
    case = opened(excerpt="ไม่มีใครโทรกลับ", score=2, scale="nps")
    (row,) = rows_of(CASES)
    assert (row["id"], row["customer_key"], row["kind"], row["state"]) == (
        case.pk,
        case.customer_id,
        "feedback",
        "open",
    )
    assert (row["opened_at"], row["score"], row["cost"], row["cause_code"]) == (world.NOW, 2, 0, None)
    assert not any(words in str(row) for words in ("รอนาน", "โทรกลับ"))


def test_a_write_of_a_case_is_noticed_by_its_version(opened: Callable[..., Case]) -> None:
    case = opened()
    before = CASES.stamps(ZONE)
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)
    assert CASES.stamps(ZONE) != before
    changes = {"customer_id": world.customer().pk, "priority": 1, "opened_at": world.NOW - timedelta(days=1)}
    assert unnoticed(CASES, case, changes, save) == []


def test_an_attempt_leaves_without_its_note(opened: Callable[..., Case], agent: User) -> None:
    case = opened()
    made = Attempt.objects.create(
        case=case, channel="phone", outcome="no_answer", note="สายไม่ว่าง", made_by=agent, made_at=world.NOW
    )
    (row,) = rows_of(ATTEMPTS)
    assert (row["id"], row["case_id"], row["customer_key"], row["outcome"]) == (
        made.pk, case.pk, case.customer_id, "no_answer"
    )  # fmt: skip
    assert "สาย" not in str(row)
    assert unnoticed(ATTEMPTS, made, {"outcome": "reached", "made_at": world.NOW - timedelta(days=1)}, save) == []
