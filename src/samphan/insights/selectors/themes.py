"""A week's themes as a page shows them, and the texts behind each of their numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samphan.insights.models import Theme, ThemeRun, ThemeText, ThemeWeek
from samphan.insights.rules.themes import TREND_WEEKS, weeks_up_to
from samphan.insights.selectors.paging import Rows, queried
from samphan.insights.selectors.rows import ToldText
from samphan.signals.models import Signal


@dataclass(frozen=True, kw_only=True)
class ThemeLine:
    """One theme of one week; `trend` is its share of each week that was looked at, oldest first, at most twelve."""

    theme: Theme
    size: int
    share: float
    tones: Mapping[str, int]
    quotes: Sequence[ToldText]
    trend: Sequence[float]
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class WeekThemes:
    """One week's themes, the largest first, and the weeks there are to choose from, newest first."""

    run: ThemeRun
    lines: Sequence[ThemeLine]
    weeks: Sequence[date]


def week_themes(*, week: date | None = None) -> WeekThemes | None:
    """Return a week's themes in five queries; the latest week's when none is named or that one is not known.

    None when themes were never looked for.
    """
    latest = ThemeRun.objects.order_by("-week").first()
    if latest is None:
        return None
    runs = list(ThemeRun.objects.filter(week__in=weeks_up_to(latest.week, TREND_WEEKS)).order_by("-week"))
    run = next((one for one in runs if one.week == week), latest)
    placed = list(ThemeWeek.objects.filter(run=run).select_related("theme").order_by("-size", "theme_id"))
    trends = _trends([one.theme_id for one in placed], [one for one in reversed(runs) if one.week <= run.week])
    quoted = _signals(signal_id for one in placed for signal_id in one.quotes)
    lines = [
        ThemeLine(
            theme=one.theme,
            size=one.size,
            share=one.share,
            tones=one.tones,
            quotes=[
                ToldText(signal=quoted[signal_id], tone=quoted[signal_id].sentiment)
                for signal_id in one.quotes
                if signal_id in quoted
            ],
            trend=trends[one.theme_id],
            is_new=one.theme.first_week == run.week,
        )
        for one in placed
    ]
    return WeekThemes(run=run, lines=lines, weeks=[one.week for one in runs])


def theme_texts(*, theme_id: int, week: date, tone: str = "") -> Rows[ToldText]:
    """Return the texts counted for a theme in a week, of one tone or of all, the newest first.

    Whoever asked to be forgotten since is not among them.
    """
    rows = ThemeText.objects.filter(theme_week__theme_id=theme_id, theme_week__run__week=week)
    if tone:
        rows = rows.filter(tone=tone)
    rows = rows.select_related("signal__customer", "signal__branch").order_by("-signal__occurred_at", "-signal_id")
    return queried(rows).through(lambda page: [ToldText(signal=row.signal, tone=row.tone) for row in page])


def find_theme(*, theme_id: int) -> Theme | None:
    """Return a theme, or None."""
    return Theme.objects.filter(pk=theme_id).first()


def _trends(theme_ids: Sequence[int], runs: Sequence[ThemeRun]) -> dict[int, list[float]]:
    """Return each theme's share in each of these weeks that had texts enough for any theme; 0 where it was not met."""
    shares: dict[int, dict[int, float]] = defaultdict(dict)
    met = ThemeWeek.objects.filter(theme_id__in=theme_ids, run__in=[run.pk for run in runs])
    for theme_id, run_id, share in met.values_list("theme_id", "run_id", "share"):
        shares[theme_id][run_id] = share
    told = [run.pk for run in runs if run.themed]
    return {theme_id: [shares[theme_id].get(run_id, 0.0) for run_id in told] for theme_id in theme_ids}


def _signals(ids: Iterable[int]) -> dict[int, Signal]:
    return Signal.objects.select_related("customer", "branch").in_bulk(list(ids))
