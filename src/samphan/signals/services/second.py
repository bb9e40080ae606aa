"""Second opinions: a language model reads the texts our reader is unsure of, outside of any transaction."""

import logging
import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from samphan import language
from samphan.signals.models import Signal, SignalType
from samphan.signals.rules import read_as
from samphan.signals.selectors import corrections_of
from samphan.signals.services.reading import settle, store_readings
from samphan.signals.services.setup import LLM, note_trouble

if TYPE_CHECKING:
    from samphan.language import Sentiment

logger = logging.getLogger(__name__)

# Only what was heard lately: switching the endpoint on does not send it years of old texts.
_HEARD_WITHIN = timedelta(days=7)
_AT_ONCE = 32
_A_CALL = 8
# Stands with a text while it is asked about, so that a slow endpoint is not asked twice at once; also what is kept of
# an answer that makes no sense, or never came because the worker was stopped.
_NOTHING: dict[str, Any] = {"by": "", "probabilities": []}


def llm_backend() -> "Sentiment | None":
    """Return the endpoint of the settings; None where none is set."""
    env = settings.ENVIRONMENT
    if not env.llm_url:
        return None
    return language.LlmSentiment(
        url=env.llm_url, key=env.llm_key, model=env.llm_model, timeout_seconds=env.llm_timeout_seconds
    )


def ask_second_opinions(*, now: datetime) -> int:
    """Ask about recent texts read with less confidence than the setting, and keep the answers; return how many.

    An answer that makes no sense is kept as "nothing to say", so that it is not asked for again. When the endpoint
    fails, answers it gave before are kept; all other texts keep the reading they have, and are asked about later.
    """
    backend = llm_backend()
    if backend is None:
        return 0
    rows, heard = _taken(now), 0
    for at in range(0, len(rows), _A_CALL):
        part = rows[at : at + _A_CALL]
        try:
            channels = [read_as(row.submission_kind, row.channel) for row in part]
            answers = backend.probabilities([row.text for row in part], channels).tolist()
        except language.LlmUnavailable as refused:
            logger.warning("no second opinion: %s", refused)
            _give_back(rows[at:])
            note_trouble(backend=LLM, refused=refused)
            return heard
        texts = {row.pk: (row.text, shares) for row, shares in zip(part, answers, strict=True)}
        heard += _keep(texts, by=backend.version)
    if rows:
        note_trouble(backend=LLM, refused=None)
    return heard


@transaction.atomic
def _taken(now: datetime) -> list[Signal]:
    """Take the newest texts to be asked about, which nobody else then takes."""
    unsure = Signal.objects.filter(
        type=SignalType.TEXT,
        confidence__lt=settings.ENVIRONMENT.llm_below,
        second_opinion__isnull=True,
        occurred_at__gte=now - _HEARD_WITHIN,
    ).order_by("-occurred_at", "-id")
    rows = list(unsure.select_for_update(of=("self",), skip_locked=True)[:_AT_ONCE])
    Signal.objects.filter(pk__in=[row.pk for row in rows]).update(second_opinion=_NOTHING)
    return rows


def _give_back(rows: Sequence[Signal]) -> None:
    taken = Signal.objects.filter(pk__in=[row.pk for row in rows], second_opinion=_NOTHING)
    taken.update(second_opinion=None)


@transaction.atomic
def _keep(texts: dict[int, tuple[str, list[float]]], *, by: str) -> int:
    """Keep the answers about texts that still say what was asked about."""
    rows = list(Signal.objects.select_for_update(of=("self",)).filter(pk__in=texts).order_by("pk"))
    kept = [row for row in rows if row.text == texts[row.pk][0]]
    held = corrections_of(kept)
    heard = 0
    for row in kept:
        shares = [round(share, 4) for share in texts[row.pk][1]]
        made_sense = not any(math.isnan(share) for share in shares)
        row.second_opinion = {"by": by, "probabilities": shares if made_sense else []}
        if made_sense:
            row.probabilities, row.confidence = shares, max(shares)
            settle(row, held.get(row.pk, {}).values())
            heard += 1
    store_readings(kept)
    return heard
