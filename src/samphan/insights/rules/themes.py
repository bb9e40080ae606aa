"""Which weeks themes are looked for in, in how many weeks' texts, and when one is given up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from samphan.insights.rules.tones import TONES

# Themes a week has at most, and the weeks whose trend is shown and whose texts are kept track of.
MOST_THEMES = 20
TREND_WEEKS = 12
# As `language.themes` has it, which a page cannot ask: fewer texts hold anecdotes.
FEWEST_TEXTS = 60
# A large firm's week speaks for itself; a small firm's is looked at together with the weeks before it.
WINDOWS_WEEKS = (1, 4, TREND_WEEKS)
ENOUGH_TEXTS = 500
LONGEST_NAME = 60
NOT_UNDERSTOOD = "unknown"


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def latest_week(*, now: datetime, timezone: str) -> date:
    """Return the Monday of the latest week that is over, in the firm's time zone."""
    return week_of(now.astimezone(ZoneInfo(timezone)).date()) - timedelta(weeks=1)


def weeks_up_to(week: date, count: int) -> list[date]:
    """Return so many Mondays, oldest first, the given one last."""
    return [week - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def window_of(texts_in: Mapping[int, int]) -> int:
    """Return in how many weeks' texts to look: the fewest that hold enough, else the most there are.

    `texts_in` says for each of `WINDOWS_WEEKS` how many texts it holds.
    """
    return next((weeks for weeks in WINDOWS_WEEKS if texts_in[weeks] >= ENOUGH_TEXTS), WINDOWS_WEEKS[-1])


def is_to_find(*, week: date, latest: date, texts_before: int | None) -> bool:
    """Say whether a week's themes are looked for (again).

    The latest week always is, as answers come late and readings are corrected; an older one when it never was, or had
    too few texts then (an import may have brought more). `texts_before` is how many it had, None when never looked at.
    """
    return week == latest or texts_before is None or texts_before < FEWEST_TEXTS


def is_given_up(*, last_week: date, latest: date) -> bool:
    """Say whether a theme has not been spoken of for so long that a new one is no longer taken for it."""
    return latest - last_week >= timedelta(weeks=TREND_WEEKS)


def tone_of(sentiment: str) -> str:
    """Return the tone a reading counts as; what was not read yet counts as not understood."""
    return sentiment if sentiment in TONES else NOT_UNDERSTOOD


def tone_counts(tones: Iterable[str]) -> dict[str, int]:
    """Return how many texts are of each tone, all of them named."""
    counted = Counter(tones)
    return {tone: counted[tone] for tone in (*TONES, NOT_UNDERSTOOD)}
