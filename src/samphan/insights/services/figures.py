"""The figures the database counts by itself: answers, loop, repurchase, tones. Cheap enough for any process."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from samphan.accounts.models import Branch
from samphan.accounts.selectors import firm_timezone
from samphan.analytics.repurchase import FirstPurchases
from samphan.insights.models import Figure
from samphan.insights.rules.loop import CaseRow, ClockResult, case_times_value, causes_value
from samphan.insights.rules.loyalty import (
    AnswerCounts,
    Value,
    add_counts,
    answers_value,
    months_value,
    nps_value,
)
from samphan.insights.rules.periods import ALL, PERIODS, Period, period, period_ending, scopes_of
from samphan.insights.rules.returns import cohorts_value, repurchase_value
from samphan.insights.rules.tones import ToneCounts
from samphan.insights.selectors.answers import AskedCounts, asked_counts, nps_counts
from samphan.insights.selectors.clocks import case_clock_results
from samphan.insights.selectors.purchases import (
    BranchGaps,
    BranchPurchases,
    first_purchases,
    known_purchases_end_on,
    orders_in_other_currencies,
    purchase_gaps,
)
from samphan.insights.selectors.tones import read_texts
from samphan.insights.sources import cases_since

Progress = Callable[[int, int], None]
Scopes = dict[int | None, tuple[str, ...]]

NAMES = ("answers", "nps", "nps_by_month", "causes", "case_times", "repurchase", "cohorts", "tones")


@dataclass(frozen=True)
class _Spans:
    """One period: of what was said and done about it, and of what was bought (`purchases_end_on`).

    `orders_left_out` are those of another currency than the firm's: no figure counts them.
    """

    said: Period
    bought: Period
    orders_left_out: int


@dataclass
class _Scope:
    """What one scope's figures of one period are made of."""

    answers: list[AnswerCounts] = field(default_factory=list)
    asked: list[AskedCounts] = field(default_factory=list)
    purchases: list[FirstPurchases] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    tones: ToneCounts = field(default_factory=ToneCounts)


def refresh_figures(*, now: datetime, progress: Progress | None = None) -> int:
    """Recompute and store every figure for every scope and period; return how many were stored.

    All are swapped in one transaction, so that no page shows half an old and half a new truth. `progress(done, total)`
    is called after each step.
    """
    timezone = firm_timezone()
    scopes = scopes_of(dict(Branch.objects.values_list("id", "parent_id")))
    bought_until = known_purchases_end_on(now=now, timezone=timezone)
    left_out = orders_in_other_currencies(before=now)
    steps = len(PERIODS) + 1
    rows: list[Figure] = []
    for step, code in enumerate(PERIODS, start=1):
        spans = _Spans(
            said=period(code, now=now, timezone=timezone),
            bought=period_ending(code, day=bought_until, timezone=timezone),
            orders_left_out=left_out,
        )
        for scope, name, value, span in _values(spans, now, scopes):
            dated = value | {"since": span.since.isoformat(), "until": span.until.isoformat()}
            rows.append(Figure(name=name, scope=scope, period=code, value=dated, computed_at=now))
        if progress:
            progress(step, steps)
    replace_figures(rows, names=NAMES)
    if progress:
        progress(steps, steps)
    return len(rows)


def replace_figures(rows: Sequence[Figure], *, names: Collection[str]) -> None:
    """Swap the figures of these names in one transaction; other figures stay."""
    with transaction.atomic():
        _wait_for_other_swaps()
        Figure.objects.filter(name__in=names).delete()
        Figure.objects.bulk_create(rows, batch_size=500)


def _wait_for_other_swaps() -> None:
    """Let one swap after the other: of two that overlap, the later would insert what it did not see to delete.

    Nobody who reads waits. On SQLite a transaction has the only lock there is as soon as it begins.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Figure._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _values(spans: _Spans, now: datetime, scopes: Scopes) -> Iterator[tuple[str, str, Value, Period]]:
    """Yield (scope, name, value, the days it counted) of every figure of one period."""
    said = spans.said
    gathered = _gather(spans, now, scopes)
    clocks = case_clock_results(started_from=said.starts_at(said.before))
    known_since = min((group.first_day for group in gathered[ALL].purchases), default=spans.bought.until.toordinal())
    for scope, parts in gathered.items():
        yield from ((scope, name, value, said) for name, value in _said_values(said, parts, clocks))
        yield from ((scope, name, value, spans.bought) for name, value in _bought_values(spans, parts, known_since))


def _gather(spans: _Spans, now: datetime, scopes: Scopes) -> dict[str, _Scope]:
    """Read everything a period needs once, and hand each row to the scopes it belongs to."""
    span = spans.said
    parts = {scope: _Scope() for chain in scopes.values() for scope in chain}
    before, zone = span.starts_at(span.before), span.timezone
    for answers in nps_counts(since=before, until=now, timezone=zone):
        for scope in scopes.get(answers.branch_id, (ALL,)):
            parts[scope].answers.append(answers)
    for asked in asked_counts(since=span.starts_at(span.since), until=now, timezone=zone):
        for scope in scopes.get(asked.branch_id, (ALL,)):
            parts[scope].asked.append(asked)
    _gather_purchases(
        parts,
        scopes,
        first_purchases(until=now, timezone=zone),
        purchase_gaps(since=spans.bought.since, until=now, timezone=zone),
    )
    for case in cases_since(before):
        for scope in scopes.get(case.branch_id, (ALL,)):
            parts[scope].cases.append(case)
    for text in read_texts(before=before, since=span.starts_at(span.since), until=now):
        for scope in scopes.get(text.branch_id, (ALL,)):
            parts[scope].tones.add(text)
    return parts


def _gather_purchases(
    parts: dict[str, _Scope], scopes: Scopes, purchases: Sequence[BranchPurchases], gaps: Sequence[BranchGaps]
) -> None:
    for bought in purchases:
        for scope in scopes.get(bought.branch_id, (ALL,)):
            parts[scope].purchases.append(bought.group)
    for gap in gaps:
        for scope in scopes.get(gap.branch_id, (ALL,)):
            parts[scope].gaps.append((gap.gap_days, gap.times))


def _said_values(span: Period, parts: _Scope, clocks: dict[int, list[ClockResult]]) -> Iterator[tuple[str, Value]]:
    since = span.starts_at(span.since)
    current = [row for row in parts.answers if row.month >= span.since]
    earlier = [row for row in parts.answers if row.month < span.since]
    opened = [case for case in parts.cases if case.opened_at >= since]
    months = span.months()
    yield (
        "answers",
        answers_value(
            answered=sum(row.answered for row in parts.asked),
            invited=sum(row.invited for row in parts.asked),
            invited_answered=sum(row.invited_answered for row in parts.asked),
        ),
    )
    yield "nps", nps_value(add_counts(current), add_counts(earlier))
    yield (
        "nps_by_month",
        months_value(months, {month: add_counts([row for row in current if row.month == month]) for month in months}),
    )
    yield "causes", causes_value(opened)
    yield (
        "case_times",
        case_times_value(
            opened, [case for case in parts.cases if case.opened_at < since], clocks, months, _month_in(span.timezone)
        ),
    )
    yield "tones", parts.tones.value()


def _bought_values(spans: _Spans, parts: _Scope, known_since: int) -> Iterator[tuple[str, Value]]:
    repurchase = repurchase_value(parts.purchases, parts.gaps, period=spans.bought, known_since=known_since)
    yield "repurchase", repurchase | {"orders_left_out": spans.orders_left_out}
    yield "cohorts", cohorts_value(parts.purchases, period=spans.bought)


def _month_in(timezone: str) -> Callable[[datetime], date]:
    zone = ZoneInfo(timezone)
    return lambda at: at.astimezone(zone).date().replace(day=1)
