"""Each week's themes: the texts redacted, factored, and stored with the rows behind every number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from samphan.accounts.selectors import firm_timezone
from samphan.insights.models import Theme, ThemeRun, ThemeText, ThemeWeek
from samphan.insights.rules.themes import (
    MOST_THEMES,
    TREND_WEEKS,
    WINDOWS_WEEKS,
    is_given_up,
    is_to_find,
    latest_week,
    tone_counts,
    tone_of,
    weeks_up_to,
    window_of,
)
from samphan.kit.periods import day_start
from samphan.language import themes as language
from samphan.language.personal import redact
from samphan.signals.models import Signal, SignalType

# More texts than these add seconds to a week's themes and no theme; the newest are taken.
_MOST_TEXTS = 50_000
_CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class _Window:
    """The texts a week's themes are looked for in: ids, words and tones, oldest first."""

    weeks: int
    rows: QuerySet[Signal]

    def read(self) -> tuple[list[int], list[str], list[str]]:
        """Return ids, texts without personal data, and tones."""
        newest = list(self.rows.order_by("-occurred_at", "-id").values_list("id", "text", "sentiment")[:_MOST_TEXTS])
        newest.reverse()
        return (
            [signal_id for signal_id, _text, _tone in newest],
            [redact(text) for _id, text, _tone in newest],
            [tone_of(sentiment) for _id, _text, sentiment in newest],
        )


def refresh_themes(*, now: datetime) -> int:
    """Find the themes of the latest full week, and of weeks before it that have none yet; return how many it has.

    Every week is stored in a transaction of its own and takes the place of what that week had: running it again
    changes nothing but what changed in the texts. Weeks follow one another, so that a firm's first run already shows
    twelve weeks of trend.
    """
    timezone = firm_timezone()
    latest = latest_week(now=now, timezone=timezone)
    weeks = weeks_up_to(latest, TREND_WEEKS)
    looked_at = dict(ThemeRun.objects.filter(week__in=weeks).values_list("week", "texts"))
    found = 0
    for week in weeks:
        if is_to_find(week=week, latest=latest, texts_before=looked_at.get(week)):
            found = _find(week, timezone=timezone, now=now)
    _tidy_up(latest)
    return found


def _find(week: date, *, timezone: str, now: datetime) -> int:
    window = _window(week, timezone)
    ids, texts, tones = window.read()
    made = language.find_themes(texts, count=MOST_THEMES, before=_before())
    with transaction.atomic():
        # Who asked to be forgotten meanwhile is forgotten here too.
        there = set(window.rows.values_list("id", flat=True))
        run, _created = ThemeRun.objects.update_or_create(
            week=week, defaults={"weeks": window.weeks, "texts": len(texts), "themed": 0, "computed_at": now}
        )
        run.themes.all().delete()
        for at, theme in enumerate(made.themes):
            members = [place for place in (made.member == at).nonzero()[0].tolist() if ids[place] in there]
            if members:
                quotes = [ids[place] for place in theme.quotes if ids[place] in there]
                _store(run, _kept(theme, week), [(ids[one], tones[one]) for one in members], quotes)
                run.themed += len(members)
        run.save(update_fields=["themed"])
    return run.themes.count()


def _window(week: date, timezone: str) -> _Window:
    windows = {weeks: _texts(week, weeks, timezone) for weeks in WINDOWS_WEEKS}
    weeks = window_of({weeks: rows.count() for weeks, rows in windows.items()})
    return _Window(weeks=weeks, rows=windows[weeks])


def _texts(week: date, weeks: int, timezone: str) -> QuerySet[Signal]:
    since = day_start(week - timedelta(weeks=weeks - 1), timezone)
    until = day_start(week + timedelta(weeks=1), timezone)
    said = Signal.objects.filter(type=SignalType.TEXT, occurred_at__gte=since, occurred_at__lt=until)
    return said.exclude(text="")


def _before() -> list[language.Theme]:
    """Return the themes there are, for new ones to be recognised by; the oldest first, so that a key stays."""
    return [
        language.Theme(key=theme.key, terms=tuple(theme.terms), quotes=(), size=0, vector=theme.vector)
        for theme in Theme.objects.filter(is_retired=False).order_by("id")
    ]


def _kept(theme: language.Theme, week: date) -> Theme:
    """Return the stored theme; its words are those of the latest week it was found in."""
    vector = dict(theme.vector)
    kept, is_new = Theme.objects.get_or_create(
        key=theme.key,
        defaults={"terms": list(theme.terms), "vector": vector, "first_week": week, "last_week": week},
    )
    if not is_new:
        if week >= kept.last_week:
            kept.terms, kept.vector, kept.last_week = list(theme.terms), vector, week
        kept.first_week = min(kept.first_week, week)
        kept.is_retired = False
        kept.save()
    return kept


def _store(run: ThemeRun, theme: Theme, texts: Sequence[tuple[int, str]], quotes: Sequence[int]) -> None:
    """Store one theme's week with its texts, each a signal's id and its tone."""
    made = ThemeWeek.objects.create(
        run=run,
        theme=theme,
        size=len(texts),
        share=len(texts) / run.texts,
        tones=tone_counts(tone for _id, tone in texts),
        quotes=list(quotes),
    )
    rows = [ThemeText(theme_week=made, signal_id=signal_id, tone=tone) for signal_id, tone in texts]
    ThemeText.objects.bulk_create(rows, batch_size=_CHUNK)


@transaction.atomic
def _tidy_up(latest: date) -> None:
    """Retire what is no longer spoken of; drop themes no week has any more, and the rows of weeks off the trend."""
    for theme in Theme.objects.filter(is_retired=False):
        if is_given_up(last_week=theme.last_week, latest=latest):
            Theme.objects.filter(pk=theme.pk).update(is_retired=True)
    Theme.objects.filter(weeks__isnull=True, name_th="", name_en="").delete()
    ThemeText.objects.filter(theme_week__run__week__lt=weeks_up_to(latest, TREND_WEEKS)[0]).delete()
