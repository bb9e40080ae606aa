"""Texts as customers leave them, stored and read: what tests of readings start from."""

from datetime import datetime

from samphan.signals import services
from samphan.signals.models import Signal
from samphan.signals.rules import Submission, comment, rating
from tests import world


def heard(
    text: str, *, number: int = 1, kind: str = "response", score: int | None = None, at: datetime = world.NOW
) -> Signal:
    """Return a text that was stored and read; with `score` it came with an NPS answer."""
    submission = Submission(kind=kind, id=number)
    services.store_answers(
        submission=submission,
        answers=[comment("comment", text), *([] if score is None else [rating("nps", "nps", score)])],
        source="link",
        channel="review" if kind == "review" else "web",
        customer_id=None,
        branch_id=None,
        occurred_at=at,
    )
    services.read_submission(submission=submission)
    return Signal.objects.get(submission_kind=kind, submission_id=number, type="text")
