"""What the board shows besides the goal and the counts. Nothing here names a customer who did not agree to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from samphan.cases.selectors import published_stories, recovered_customers
from samphan.insights.rules.periods import ALL, DEFAULT_PERIOD
from samphan.insights.selectors import figure
from samphan.language.personal import find_personal
from samphan.promises.rules.attainment import Kept
from samphan.surveys.selectors.results import StreamItem
from samphan.web.today.wins import praise_among_recent

WEEK = timedelta(days=7)
_MOST_WON = 99
_LONGEST_WORDS = 280
_SHORTEST_NAME = 3


@dataclass(frozen=True, kw_only=True)
class KindWords:
    """Something good a customer said. `name` is only there where they agreed to be named."""

    text: str
    language: str
    name: str = ""


def kept_this_month() -> Kept:
    """Return how the promises of cases opened this month were kept, as last computed."""
    stored = figure(name="case_times", scope=ALL, period=DEFAULT_PERIOD)
    months = stored.value.get("kept_by_month") if stored else None
    if not months:
        return Kept()
    return Kept(met=months[-1]["successes"], missed=months[-1]["n"] - months[-1]["successes"])


def won_back_count(*, now: datetime) -> int:
    """Return how many unhappy customers confirmed within a week that it is solved, counted up to 99."""
    return len(recovered_customers(since=now - WEEK, until=now, limit=_MOST_WON))


def kind_words(*, now: datetime) -> KindWords | None:
    """Return words to hang on the wall, others each minute: praise without personal data, else a published story."""
    words = [
        KindWords(text=item.text, language=(item.said.language if item.said else "") or "th")
        for item in praise_among_recent()
        if _is_for_everybody(item)
    ]
    if not words:
        stories = published_stories()[:5]
        words = [KindWords(text=one.title, language=one.language, name=one.name_shown) for one in stories]
    return words[int(now.timestamp()) // 60 % len(words)] if words else None


def _is_for_everybody(item: StreamItem) -> bool:
    """Say whether words can hang on a wall: short, without personal data and without a part of the customer's name."""
    if len(item.text) > _LONGEST_WORDS or find_personal(item.text):
        return False
    names = [part for part in item.customer_name.split() if len(part) >= _SHORTEST_NAME]
    return not any(part.casefold() in item.text.casefold() for part in names)
