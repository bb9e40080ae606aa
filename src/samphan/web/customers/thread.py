"""The relationship thread: twelve months in one line, high when the customer was happy, low when not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samphan.signals.rules import category_of, share_of_scale

if TYPE_CHECKING:
    from samphan.cases.models import Case
    from samphan.customers.models import Order
    from samphan.signals.models import Signal

DAYS = 365
WIDTH, HEIGHT, MARGIN = 276, 64, 8
_NEUTRAL = 0.55
_MOST_DOTS = 40


@dataclass(frozen=True, slots=True)
class Dot:
    """One moment on the thread."""

    x: float
    y: float
    tone: str


@dataclass(frozen=True, slots=True)
class Thread:
    """The drawn thread, what it says in a sentence, and its legend."""

    path: str
    dots: tuple[Dot, ...]
    sentence: str
    legend: tuple[tuple[str, str], ...]


def draw_thread(
    *, orders: Sequence[Order], ratings: Sequence[Signal], cases: Sequence[Case], now: datetime
) -> Thread | None:
    """Return the thread of the last twelve months, or None when nothing happened in them.

    Its height is the last score the customer gave, as a share of the scale; before the first one it is in the middle.
    """
    since = now - timedelta(days=DAYS)
    moments: list[tuple[datetime, str, float | None]] = [(o.ordered_at, "accent", None) for o in orders]
    moments += [(c.opened_at, "gold", None) for c in cases]
    for rating in ratings:
        tone = {"promoter": "prom", "detractor": "det"}.get(category_of(rating.scale, rating.score), "pass")
        moments.append((rating.occurred_at, tone, share_of_scale(rating.scale, rating.score)))
    moments = sorted((m for m in moments if since <= m[0] <= now), key=lambda m: m[0])[-_MOST_DOTS:]
    if not moments:
        return None
    mood, dots = _NEUTRAL, []
    for at, tone, share in moments:
        mood = mood if share is None else share
        x = MARGIN + (at - since) / timedelta(days=DAYS) * (WIDTH - 2 * MARGIN)
        dots.append(Dot(round(x, 1), round(HEIGHT - MARGIN - mood * (HEIGHT - 2 * MARGIN), 1), tone))
    counts = {tone: sum(dot.tone == tone for dot in dots) for tone in ("accent", "prom", "pass", "det", "gold")}
    words = {
        "accent": _("bought %(n)s") % {"n": counts["accent"]},
        "prom": _("happy %(n)s") % {"n": counts["prom"]},
        "pass": _("neither %(n)s") % {"n": counts["pass"]},
        "det": _("unhappy %(n)s") % {"n": counts["det"]},
        "gold": _("cases %(n)s") % {"n": counts["gold"]},
    }
    legend = tuple((tone, words[tone]) for tone in words if counts[tone])
    said = ", ".join(text for _tone, text in legend)
    total = ngettext("%(num)s moment in 12 months: %(said)s.", "%(num)s moments in 12 months: %(said)s.", len(dots))
    return Thread(_curve(dots), tuple(dots), total % {"num": len(dots), "said": said}, legend)


def _curve(dots: Sequence[Dot]) -> str:
    parts = [f"M{dots[0].x} {dots[0].y}"]
    for one, two in pairwise(dots):
        middle = round((one.x + two.x) / 2, 1)
        parts.append(f"C{middle} {one.y} {middle} {two.y} {two.x} {two.y}")
    return "".join(parts)
