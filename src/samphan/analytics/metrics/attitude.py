"""What customers say: NPS, CSAT and CES with their intervals, and each customer's attitude.

Sources: NPS after Reichheld, "The One Number You Need to Grow", HBR 81(12), 2003; its interval after Rocks 2016
(`samphan.analytics.intervals`). CSAT as the share of the two highest answers of five. CES as the mean agreement,
1..7, with "the company made it easy for me" (CES 2.0: higher is easier), after Dixon, Toman & DeLisi, "The Effortless
Experience", 2013.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

import ibis
import ibis.expr.types as ir
from ibis import _
from scipy.special import stdtrit

from samphan.analytics.backends import fetch_row
from samphan.analytics.intervals import Interval, NpsCounts, nps_interval
from samphan.analytics.metrics.aggregates import count_where, total
from samphan.analytics.metrics.orders import Scope, scoped
from samphan.analytics.repurchase import Share


class Scale(StrEnum):
    """A question with a number for an answer."""

    NPS = "nps"
    CSAT = "csat"
    STARS = "stars"
    CES = "ces"


class Attitude(StrEnum):
    """What an answer says of the customer; on other scales than NPS likewise the lowest, middle and highest."""

    PROMOTER = "promoter"
    PASSIVE = "passive"
    DETRACTOR = "detractor"


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """The answers a scale allows, and where its detractors end and its promoters begin. All inside."""

    lowest: int
    detractor_to: int
    promoter_from: int
    highest: int


CUTS: dict[Scale, Cuts] = {
    Scale.NPS: Cuts(lowest=0, detractor_to=6, promoter_from=9, highest=10),
    Scale.CSAT: Cuts(lowest=1, detractor_to=2, promoter_from=4, highest=5),
    Scale.STARS: Cuts(lowest=1, detractor_to=2, promoter_from=4, highest=5),
    Scale.CES: Cuts(lowest=1, detractor_to=3, promoter_from=5, highest=7),
}


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Answers on one scale: counts by attitude, and the sums the mean needs."""

    scale: Scale
    promoters: int
    passives: int
    detractors: int
    score_sum: int
    score_squares: int

    @property
    def n(self) -> int:
        """Return the number of answers."""
        return self.promoters + self.passives + self.detractors

    @property
    def top_share(self) -> Share:
        """Return the share of the highest answers: CSAT (4-5 of 5), agreement in CES (5-7 of 7)."""
        return Share(successes=self.promoters, n=self.n)

    @property
    def nps(self) -> Interval | None:
        """Return the NPS in points with its adjusted-Wald interval; None without an answer.

        Raises ValueError on another scale: promoters minus detractors of five stars is not an NPS.
        """
        if self.scale is not Scale.NPS:
            raise ValueError(f"answers on the scale {self.scale.value!r} have no NPS")
        counts = NpsCounts(promoters=self.promoters, passives=self.passives, detractors=self.detractors)
        return nps_interval(counts) if counts.n else None

    @property
    def mean(self) -> Interval | None:
        """Return the mean score with Student's 95 % interval, kept inside the scale; None below two answers.

        Where all answered the same the interval has no width: so few answers say nothing about their spread.
        """
        if self.n < 2:
            return None
        mean = self.score_sum / self.n
        # In whole numbers, so that nothing cancels: n * sum of squares - square of the sum.
        variance = (self.n * self.score_squares - self.score_sum**2) / (self.n * (self.n - 1))
        half = float(stdtrit(self.n - 1, 0.975)) * sqrt(variance / self.n)
        cuts = CUTS[self.scale]
        return Interval(
            estimate=mean, low=max(float(cuts.lowest), mean - half), high=min(float(cuts.highest), mean + half)
        )


def answers(responses: ir.Table, *, scale: Scale, since: date, until: date, scope: Scope = None) -> Answers:
    """Return the answers given on a scale in the days `since..until`, every answer once, anonymous ones too.

    Answers outside the scale (an 11, nothing) are left out: they are errors of intake, not opinions. A customer who
    answers twice counts twice, as a survey's NPS is of answers; for one voice a customer, see `customer_attitudes`.
    """
    cuts = CUTS[scale]
    rows = _valid(responses, scale=scale, since=since, until=until, scope=scope)
    row = fetch_row(
        rows.agg(
            promoters=count_where(_.score >= cuts.promoter_from),
            passives=count_where((_.score > cuts.detractor_to) & (_.score < cuts.promoter_from)),
            detractors=count_where(_.score <= cuts.detractor_to),
            score_sum=total(_.score),
            score_squares=total(_.score * _.score),
        )
    )
    return Answers(scale=scale, **row)


def customer_attitudes(responses: ir.Table, *, scale: Scale, since: date, until: date, scope: Scope = None) -> ir.Table:
    """Return each customer's last answer on a scale in the days `since..until`, as an attitude.

    Of several answers on that day the lowest counts: nobody shall look happier than she said. Anonymous answers
    belong to nobody and are not in it.

    Returns
    -------
    ir.Table
        customer_key; answered_day : date; score : int64; attitude : text, an `Attitude`
    """
    cuts = CUTS[scale]
    rows = _valid(responses, scale=scale, since=since, until=until, scope=scope).filter(_.customer_key.notnull())
    latest = ibis.window(group_by="customer_key", order_by=[_.day.desc(), _.score])
    last = rows.mutate(turn=ibis.row_number().over(latest)).filter(_.turn == 0)
    attitude = ibis.cases(
        (last.score >= cuts.promoter_from, Attitude.PROMOTER.value),
        (last.score > cuts.detractor_to, Attitude.PASSIVE.value),
        else_=Attitude.DETRACTOR.value,
    )
    return last.select("customer_key", answered_day=_.day, score=_.score, attitude=attitude)


def _valid(responses: ir.Table, *, scale: Scale, since: date, until: date, scope: Scope) -> ir.Table:
    cuts = CUTS[scale]
    rows = scoped(responses, scope).filter(
        _.scale == scale.value, _.day.between(since, until), _.score.between(cuts.lowest, cuts.highest)
    )
    return rows.select("customer_key", "day", score=_.score.cast("int64"))
