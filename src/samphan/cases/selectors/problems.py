"""Reading the outer loop: causes by weight, problems with what they collected, and what a fix changed."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from samphan.cases.models import Case, Cause, Problem, ProblemCase, ProblemCause, ProblemState, ProblemTelling
from samphan.cases.rules.outer_loop import (
    CauseWeight,
    ComparedNps,
    ComparedShare,
    Report,
    Windows,
    compared_nps,
    compared_share,
    nps_counts,
    reported_again,
    windows_of,
)
from samphan.cases.selectors.causes import cause_mapping
from samphan.customers.models import Customer
from samphan.insights.selectors.answers import nps_answers
from samphan.insights.selectors.scores import expected_losses

MOST_PROBLEMS = 200
VIEWS = {
    "active": (ProblemState.OPEN, ProblemState.FIXING),
    "fixed": (ProblemState.FIXED, ProblemState.TOLD),
    "dropped": (ProblemState.DROPPED,),
}


@dataclass(frozen=True, kw_only=True)
class ProblemLine:
    """A problem with what it collected; `value_satang` is the value at risk with its customers."""

    problem: Problem
    cases: int
    customers: int
    value_satang: int
    since_fix: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What changed after a fix, for those who had reported the problem."""

    windows: Windows
    again: ComparedShare
    nps: ComparedNps
    cases_before: int
    cases_after: int


@dataclass(frozen=True, kw_only=True)
class TellingCounts:
    """How many reporters are still to be written to, and how the letters stand, as message state -> count."""

    waiting: int
    written: int
    by_state: dict[str, int] = field(default_factory=dict)


def cause_weights(*, since: datetime, until: datetime | None = None) -> list[CauseWeight]:
    """Return how much each cause weighs among the cases opened since then, in three queries and in no order.

    With `until`, only among those opened before it. A cause that left the tree counts as the one it was mapped to.
    """
    opened = Case.objects.filter(cause__isnull=False, opened_at__gte=since)
    if until is not None:
        opened = opened.filter(opened_at__lt=until)
    pairs = list(opened.values_list("cause__code", "customer_id").annotate(n=Count("pk")))
    losses = expected_losses(customer_ids={customer for _, customer, _ in pairs if customer is not None})
    cases: dict[str, int] = defaultdict(int)
    customers: dict[str, int] = defaultdict(int)
    value: dict[str, int] = defaultdict(int)
    mapping, seen = cause_mapping(), set()
    for old, customer_id, n in pairs:
        code = mapping.get(old, old)
        cases[code] += n
        # Two causes that count as one may both be of one customer, who is counted once.
        if customer_id is not None and (code, customer_id) not in seen:
            seen.add((code, customer_id))
            customers[code] += 1
            value[code] += losses.get(customer_id, 0)
    return [
        CauseWeight(code=code, cases=n, customers=customers[code], value_satang=value[code])
        for code, n in cases.items()
    ]


def causes_by_code(*, codes: Collection[str]) -> dict[str, Cause]:
    """Return the newest edition of each of these causes, by code: one query."""
    found = Cause.objects.filter(code__in=codes).select_related("parent").order_by("tree__number")
    return {cause.code: cause for cause in found}


def live_problems(*, codes: Collection[str]) -> dict[str, Problem]:
    """Return the problem that collects each of these causes' cases now, by code."""
    live = ProblemCause.objects.filter(code__in=codes, is_live=True).select_related("problem")
    return {cause.code: cause.problem for cause in live}


def find_problem(*, problem_id: int) -> Problem | None:
    """Return a problem with its owner and words, or None."""
    return Problem.objects.select_related("owner", "opened_by", "release").filter(pk=problem_id).first()


def problem_list(*, view: str) -> list[ProblemLine]:
    """Return the problems of a view ("active", "fixed", "dropped"), those with the most cases first: three queries."""
    problems = Problem.objects.filter(state__in=VIEWS[view]).select_related("owner")
    return _lines(problems)


def problem_line(*, problem: Problem) -> ProblemLine:
    """Return one problem with what it collected."""
    return _lines(Problem.objects.filter(pk=problem.pk).select_related("owner"))[0]


def problem_causes(*, problem: Problem) -> list[str]:
    """Return the codes of a problem's causes."""
    return list(problem.causes.order_by("code").values_list("code", flat=True))


def problem_cases(*, problem: Problem, limit: int = 50) -> list[Case]:
    """Return the newest cases a problem collected."""
    cases = Case.objects.filter(collected_by__problem=problem).select_related("customer", "owner", "collected_by")
    return list(cases.order_by("-opened_at", "-pk")[:limit])


def problem_of(*, case_id: int) -> ProblemCase | None:
    """Return which problem a case belongs to, and whether somebody said so; None for none."""
    return ProblemCase.objects.select_related("problem").filter(case_id=case_id).first()


def reporters_to_tell(*, problem: Problem) -> QuerySet[Customer]:
    """Return the customers who reported a problem before its fix and were not written to, in order."""
    told = ProblemTelling.objects.filter(problem=problem).values("customer_id")
    by_customers = ProblemCase.objects.filter(problem=problem, case__customer__isnull=False)
    # Who reported it after the fix is heard by their case: to them it is not done.
    reported = by_customers.filter(case__opened_at__lt=problem.fixed_at).values("case__customer_id")
    return Customer.objects.filter(pk__in=reported).exclude(pk__in=told).order_by("pk")


def telling_counts(*, problem: Problem) -> TellingCounts:
    """Return how the telling of a problem stands."""
    tellings = ProblemTelling.objects.filter(problem=problem)
    by_state = dict(tellings.values_list("message__state").annotate(n=Count("pk")))
    waiting = reporters_to_tell(problem=problem).count() if problem.fixed_at else 0
    return TellingCounts(
        waiting=waiting, written=sum(by_state.values()), by_state={state or "": n for state, n in by_state.items()}
    )


def comparison(*, problem: Problem, now: datetime) -> Comparison | None:
    """Return what changed after a problem's fix, or None before it."""
    if problem.fixed_at is None:
        return None
    windows = windows_of(fixed_at=problem.fixed_at, window_days=problem.window_days, now=now)
    collected = ProblemCase.objects.filter(
        problem=problem, case__opened_at__gte=windows.earlier_at - windows.window, case__opened_at__lt=now
    )
    rows = list(collected.values_list("case__customer_id", "case__opened_at"))
    reports = [Report(customer_id=customer_id, at=at) for customer_id, at in rows if customer_id is not None]
    affected = {one.customer_id for one in reports if one.at < windows.fixed_at}
    before, after = (
        nps_counts(nps_answers(customer_ids=affected, since=since, until=since + windows.followed).values())
        for since in (windows.earlier_at, windows.fixed_at)
    )
    return Comparison(
        windows=windows,
        again=compared_share(
            reported_again(reports, split_at=windows.earlier_at, windows=windows),
            reported_again(reports, split_at=windows.fixed_at, windows=windows),
        ),
        nps=compared_nps(before, after),
        cases_before=sum(windows.earlier_at <= at < windows.fixed_at for _, at in rows),
        cases_after=sum(windows.fixed_at <= at < windows.fixed_at + windows.followed for _, at in rows),
    )


def _lines(problems: QuerySet[Problem]) -> list[ProblemLine]:
    after_fix = Q(collected__case__opened_at__gte=F("fixed_at"))
    counted = problems.annotate(
        case_count=Count("collected"),
        customer_count=Count("collected__case__customer", distinct=True),
        after_count=Count("collected", filter=after_fix),
    ).order_by("-case_count", "-pk")[:MOST_PROBLEMS]
    found = list(counted)
    pairs = list(
        ProblemCase.objects.filter(problem__in=[one.pk for one in found], case__customer__isnull=False)
        .values_list("problem_id", "case__customer_id")
        .distinct()
    )
    losses = expected_losses(customer_ids={customer for _, customer in pairs if customer is not None})
    value: dict[int, int] = defaultdict(int)
    for problem_id, customer_id in pairs:
        value[problem_id] += losses.get(customer_id, 0) if customer_id is not None else 0
    return [
        ProblemLine(
            problem=one,
            cases=one.case_count,
            customers=one.customer_count,
            value_satang=value[one.pk],
            since_fix=one.after_count,
        )
        for one in found
    ]
