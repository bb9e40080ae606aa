"""The usual mix of labels of each kind of talk, estimated from what customers write, without anybody judging it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from samphan import language
from samphan.eventlog.services import record
from samphan.signals.events import PriorMoved
from samphan.signals.models import ReadingSetup, Signal, SignalType
from samphan.signals.rules import read_as
from samphan.signals.rules.learning import FEWEST_FOR_PRIOR, has_moved
from samphan.signals.services.setup import change_setup, current_reader

# What customers write now, and as much of it as settles a mix of four labels.
_SINCE = timedelta(days=90)
_TEXTS = 2000


def update_priors(*, now: datetime) -> list[str]:
    """Estimate the mix of labels of each kind of talk, put those in force that moved, and return them."""
    reader = current_reader()
    recent = Signal.objects.filter(type=SignalType.TEXT, confidence__isnull=False, occurred_at__gte=now - _SINCE)
    moved: dict[str, tuple[list[float], int]] = {}
    for talk, own in sorted(_by_talk(recent.values_list("submission_kind", "channel").distinct()).items()):
        texts = list(recent.filter(own).order_by("-occurred_at", "-id").values_list("text", flat=True)[:_TEXTS])
        if len(texts) < FEWEST_FOR_PRIOR:
            continue
        shares = reader.before_priors(texts, [talk] * len(texts))
        estimate = language.estimate_prior(shares, default=language.default_prior(talk)).tolist()
        if has_moved(present=reader.prior_of(talk), estimate=estimate):
            moved[talk] = ([round(share, 4) for share in estimate], len(texts))
    if moved:
        _put_in_force(moved, now=now)
    return list(moved)


def _by_talk(ways: Iterable[tuple[str, str]]) -> dict[str, Q]:
    """Return how the texts of each kind of talk are found among (submission kind, channel) pairs."""
    found: dict[str, Q] = {}
    for kind, channel in ways:
        own = Q(submission_kind=kind, channel=channel)
        talk = read_as(kind, channel)
        found[talk] = found[talk] | own if talk in found else own
    return found


@transaction.atomic
def _put_in_force(moved: dict[str, tuple[list[float], int]], *, now: datetime) -> None:
    def put(row: ReadingSetup) -> None:
        for talk, (shares, texts) in moved.items():
            row.priors = {**row.priors, talk: {"shares": shares, "texts": texts, "at": now.isoformat()}}

    row = change_setup(put)
    for talk, (shares, _) in moved.items():
        record(event=PriorMoved(subject_id=row.pk, channel=talk, shares=tuple(shares)), now=now)
