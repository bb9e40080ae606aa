"""Response rates: how many of those asked answered, and so for whom every other figure of a survey speaks."""

from dataclasses import dataclass
from datetime import date, timedelta

import ibis.expr.types as ir
from ibis import _

from samphan.analytics.backends import fetch_row
from samphan.analytics.metrics.aggregates import count_where
from samphan.analytics.metrics.orders import Scope, scoped
from samphan.analytics.repurchase import Share


@dataclass(frozen=True, kw_only=True)
class ResponseRate:
    """Invitations of a period: answered in time, of those whose time is over; `pending` may still answer in time."""

    answered: Share
    pending: int
    late: int  # answered after the time was over: counted as asked, not as answered


def response_rate(
    invitations: ir.Table, *, since: date, until: date, observed_until: date, within_days: int, scope: Scope = None
) -> ResponseRate:
    """Return how many of the invitations of the days `since..until` were answered within `within_days` days.

    Parameters
    ----------
    invitations
        One row an ask that went out: `day` date asked, `answered_day` date or empty. Skipped asks are not in it.
    observed_until
        Last day observed. An invitation counts once `within_days` days have passed since it by then, so that last
        week's do not pull the rate down; before, it is pending, even when it is answered already: else the quick
        would count twice as easily as the slow. An answer dated after `observed_until` has not been seen yet.
    within_days
        The day asked and this many days after it are in time. A rate without such a limit would depend on its own age.

    Notes
    -----
    An answer dated before its invitation is taken as answered on the day: clocks differ, and it did come.
    """
    asked = scoped(invitations, scope).filter(_.day.between(since, min(until, observed_until)))
    is_over = asked.day <= observed_until - timedelta(days=within_days)
    came = asked.answered_day.notnull() & (asked.answered_day <= observed_until)
    took_days = asked.answered_day.delta(asked.day, unit="day")
    in_time = came & (took_days <= within_days)
    row = fetch_row(
        asked.agg(
            n=count_where(is_over),
            answered=count_where(is_over & in_time),
            pending=count_where(~is_over),
            late=count_where(is_over & came & (took_days > within_days)),
        )
    )
    return ResponseRate(answered=Share(successes=row["answered"], n=row["n"]), pending=row["pending"], late=row["late"])
