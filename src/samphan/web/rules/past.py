"""What an edition would have done over a past period: counted while the reader waits, or in the background."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from samphan.automation import selectors as automation
from samphan.automation import services
from samphan.automation.services import TrialReport
from samphan.web.numbers import whole

if TYPE_CHECKING:
    from samphan.automation.models import BackTest, RuleTreeVersion

TRIAL_DAYS = (30, 90, 365)


@dataclass(frozen=True)
class Period:
    """From `since` up to, and without, `until`; `days` where one of `TRIAL_DAYS` was chosen, else both dates."""

    since: datetime
    until: datetime
    days: int | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Past:
    """A trial as shown: its figures when there are any, those of the edition in use, and how far a long count is."""

    period: Period | None = None
    trial: TrialReport | None = None
    active_trial: TrialReport | None = None
    # Of which version that is.
    active_number: int | None = None
    is_too_long: bool = False
    # The count in the background that was asked for, or else the last there was.
    test: "BackTest | None" = None
    is_count: bool = False
    days: int | None = None

    @property
    def share_done(self) -> float:
        """Return how much of a long count is done, 0 to 1."""
        return min(self.test.total / self.test.expected, 1.0) if self.test and self.test.expected else 1.0


def period_of(asked: Mapping[str, str], at: datetime) -> Period | None:
    """Return the period a form asks for: days back, or two dates, both included; None where there is neither."""
    days = whole(asked.get("trial"))
    if days in TRIAL_DAYS:
        return Period(since=at - timedelta(days=days), until=at, days=days)
    first, last = _date(asked.get("since", "")), _date(asked.get("until", ""))
    if first is None or last is None or first > last or last.year >= date.max.year:
        return None
    return Period(since=_midnight(first), until=_midnight(last + timedelta(days=1)), first=first, last=last)


def past_of(
    asked: Mapping[str, str], version: "RuleTreeVersion", active: "RuleTreeVersion | None", at: datetime
) -> Past:
    """Return the trial an address asks for (?trial=, ?since=&until= or ?count=); else where the last long count is."""
    test_id = whole(asked.get("count"))
    test = automation.find_back_test(version_id=version.pk, back_test_id=test_id)
    if test_id is not None and test is not None:
        found = TrialReport(total=test.total, unmatched=test.unmatched, cases=test.cases, by_branch=test.by_branch)
        days = max((test.until - test.since).days, 1)
        beside = TrialReport(total=test.total, unmatched=test.compared_unmatched, cases=test.compared_cases)
        is_compared = test.compared is not None and test.finished_at is not None
        return Past(
            test=test,
            is_count=True,
            trial=found if test.finished_at else None,
            active_trial=beside if is_compared else None,
            active_number=test.compared.number if test.compared else None,
            days=days,
        )
    period = period_of(asked, at)
    if period is None:
        return Past(test=test)
    if not services.fits_at_once(version_id=version.pk, since=period.since, until=period.until):
        return Past(period=period, is_too_long=True, test=test)
    days = max((period.until - period.since).days, 1)
    compared = active if active and active.pk != version.pk else None
    trial, active_trial = _trial(version, period, at), _trial(compared, period, at)
    number = compared.number if compared else None
    return Past(period=period, trial=trial, active_trial=active_trial, active_number=number, test=test, days=days)


def _trial(version: "RuleTreeVersion | None", period: Period, at: datetime) -> TrialReport | None:
    if version is None:
        return None
    return services.try_on_past(version_id=version.pk, since=period.since, until=period.until, now=at)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
