"""Signals leave as scores and codes, without a word, and a change of any of them is noticed."""

from datetime import timedelta

import pytest

from samphan.signals.exports import EXPORTS
from samphan.signals.models import Signal
from tests import world
from tests.exported import rows_of, save, unnoticed

pytestmark = pytest.mark.django_db
(SIGNALS,) = EXPORTS


@pytest.fixture
def signal() -> Signal:
    """Return one answered field with words, read already."""
    return Signal.objects.create(
        submission_kind="response", submission_id=7, field="why", type="text", text="รอนานมาก โทร 081-000-0077",
        source="link", customer=world.customer(), occurred_at=world.NOW, read_with="r1", language="th",
        sentiment="negative", sentiment_score=-0.8, topics=["waiting", "staff"],
    )  # fmt: skip


def test_a_signal_leaves_with_its_reading_and_without_its_words(signal: Signal) -> None:
    (row,) = rows_of(SIGNALS)
    assert (row["id"], row["topics"], row["sentiment"], row["score"]) == (
        signal.pk, ["waiting", "staff"], "negative", None
    )  # fmt: skip
    assert "รอนาน" not in str(row)
    assert "081" not in str(row)


def test_every_change_of_a_signal_is_noticed(signal: Signal) -> None:
    changes = {
        "customer_id": None, "branch_id": world.branch().pk, "scale": "nps", "score": 0, "sentiment": "positive",
        "topics": ["waiting"], "urgency": 2, "read_with": "r2", "occurred_at": world.NOW - timedelta(days=1),
    }  # fmt: skip
    assert unnoticed(SIGNALS, signal, changes, save) == []
