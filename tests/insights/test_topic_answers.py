"""NPS answers with what their comments were about."""

from datetime import timedelta

import pytest

from samphan.insights.selectors.topics import topic_answers
from samphan.signals.models import Signal
from tests.insights.texts import say
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_answers_come_oldest_first_in_whatever_order_they_were_stored() -> None:
    """Intervals are drawn from them by place: another order would be another interval."""
    for days in (1, 3, 2):
        comment = say("รอนาน", NOW - timedelta(days=days), topics={"wait_time": "negative"})
        Signal.objects.create(
            submission_kind="response", submission_id=comment.submission_id, field="nps", type="score", scale="nps",
            score=days, source="link", channel="web", occurred_at=comment.occurred_at,
        )  # fmt: skip
    found = topic_answers(since=NOW - timedelta(days=9), until=NOW)
    assert [answer.score for answer in found] == [3, 2, 1]
    assert all(answer.meant == {"wait_time": -1.0} for answer in found)
