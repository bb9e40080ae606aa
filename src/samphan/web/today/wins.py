"""What went well: customers won back and good words, with the colleagues they are credited to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from samphan.accounts.selectors import active_staff
from samphan.cases.selectors import praised, recovered_customers
from samphan.customers.selectors import shown_name
from samphan.surveys.selectors.results import StreamItem, response_stream
from samphan.surveys.selectors.standing import NoSurveyInUse, relationship_survey

if TYPE_CHECKING:
    from samphan.accounts.models import User

RECENT_ANSWERS = 24
SHORTEST_PRAISE = 12
WEEK = timedelta(days=7)
_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class WonBack:
    """One customer who says that it is solved after all; `thanked` are names, `is_mine` whether the reader's is one."""

    customer: str
    number: str
    case_id: int
    at: datetime
    thanked: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class GoodWord:
    """Something kind a customer wrote, and whom it is for (nobody known: empty)."""

    item: StreamItem
    thanked: tuple[str, ...]


def wins_of(*, user: User, now: datetime, limit: int = _SHOWN) -> list[WonBack]:
    """Return the customers won back within a week, the reader's own first, then the latest."""
    won = recovered_customers(since=now - WEEK, until=now)
    lines = [
        WonBack(
            customer=shown_name(win.case.customer) if win.case.customer else "",
            number=win.case.number,
            case_id=win.case.pk,
            at=win.case.closed_at or now,
            thanked=tuple(person.display_name for person in win.credited),
            is_mine=user.pk in {person.pk for person in win.credited},
        )
        for win in won
    ]
    return sorted(lines, key=lambda line: not line.is_mine)[:limit]


def good_word() -> GoodWord | None:
    """Return the gladdest words a promoter wrote among the last answers, and whom they are for: something to cheer."""
    item = max(praise_among_recent(), key=_gladness, default=None)
    if item is None:
        return None
    people = dict(active_staff().values_list("pk", "display_name"))
    first_names = {user_id: name.split()[0] for user_id, name in people.items() if name.split()}
    ids = praised(customer_id=item.customer_id, text=item.text, praised_at=item.answered_at, names=first_names)
    return GoodWord(item=item, thanked=tuple(people[user_id] for user_id in ids if user_id in people))


def praise_among_recent() -> list[StreamItem]:
    """Return what promoters wrote kindly among the last answers, the latest first."""
    try:
        survey = relationship_survey()
    except NoSurveyInUse:
        return []
    return [item for item in response_stream(survey_id=survey.pk, limit=RECENT_ANSWERS) if _is_praise(item)]


def _gladness(item: StreamItem) -> float:
    return (item.said.sentiment_score or 0.0) if item.said else 0.0


def _is_praise(item: StreamItem) -> bool:
    """Say whether a promoter wrote something good, not only gave a high score."""
    return item.category == "promoter" and item.sentiment == "positive" and len(item.text) >= SHORTEST_PRAISE
