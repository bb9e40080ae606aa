"""NPS answers with what their comments were about."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from samphan.insights.selectors.drivers import driver_answers
from samphan.signals.models import Signal
from tests.insights.texts import say
from tests.world import NOW

pytestmark = pytest.mark.django_db
MOMENT, EARLIER = NOW - timedelta(days=1), NOW - timedelta(days=2)


def answer(score: int, at: datetime) -> Signal:
    """Store an NPS answer with a comment that was read."""
    comment = say("รอนาน", at, topics={"wait_time": "negative"})
    return Signal.objects.create(
        submission_kind="response", submission_id=comment.submission_id, field="nps", type="score", scale="nps",
        score=score, source="link", channel="web", occurred_at=at,
    )  # fmt: skip


@pytest.fixture
def rows_in_any_order() -> Iterator[None]:
    """Have the database give rows that no query orders in another order than they were stored in."""
    on, off = {
        "sqlite": ("PRAGMA reverse_unordered_selects = ON", "PRAGMA reverse_unordered_selects = OFF"),
        "postgresql": (
            "SET enable_indexscan = off; SET enable_bitmapscan = off",
            "RESET enable_indexscan; RESET enable_bitmapscan",
        ),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(on)
    yield
    with connection.cursor() as cursor:
        cursor.execute(off)


@pytest.mark.usefixtures("rows_in_any_order")
def test_answers_come_in_one_order_however_their_rows_lie() -> None:
    """Intervals are drawn from them by place: another order would be another interval."""
    first, *_others = [answer(1, MOMENT), answer(2, MOMENT), answer(3, MOMENT), answer(4, EARLIER)]
    for at in (EARLIER, MOMENT):  # PostgreSQL writes a changed row anew, behind all others
        Signal.objects.filter(pk=first.pk).update(occurred_at=at)
    found = driver_answers(since=NOW - timedelta(days=9), until=NOW)
    assert [each.score for each in found] == [4, 1, 2, 3]
    assert all(each.spoke == {"wait_time": -1.0} for each in found)
