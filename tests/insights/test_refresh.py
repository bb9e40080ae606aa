"""Refreshing stores every figure for every scope and hides what few answers cannot bear."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samphan.cases.models import Case, CaseKind, CaseState, Cause, CauseTreeVersion
from samphan.insights import selectors, services
from samphan.insights.rules.periods import add_months, period, scopes_of
from samphan.signals.models import Signal
from samphan.surveys.models import Purpose, Response, Survey
from tests import world
from tests.insights.test_purchases import order

pytestmark = pytest.mark.django_db
NOW = world.NOW


def answer(score: int, at: datetime, *, branch_id: int | None = None, purpose: str = Purpose.RELATIONSHIP) -> None:
    """Store one NPS answer."""
    survey, _ = Survey.objects.get_or_create(
        purpose=purpose, defaults={"name_th": "n", "name_en": "n", "created_at": at, "updated_at": at}
    )
    response = Response.objects.create(survey=survey, answered_at=at, branch_id=branch_id)
    Signal.objects.create(
        submission_kind="response", submission_id=response.pk, field="nps", type="rating", scale="nps", score=score,
        source="link", branch_id=branch_id, occurred_at=at,
    )  # fmt: skip


def value(name: str, scope: str = "all") -> dict[str, object]:
    """Return a stored figure of the last twelve months."""
    found = selectors.figure(name=name, scope=scope, period="12m")
    assert found is not None
    return found.value


def test_nps_is_counted_by_period_with_interval_and_change() -> None:
    for score, times in ((10, 50), (8, 30), (3, 20)):
        for _ in range(times):
            answer(score, NOW - timedelta(days=5))
            answer(10 if score == 8 else score, NOW - timedelta(days=400))
    services.refresh_figures(now=NOW)
    made = value("nps")
    assert (made["n"], made["nps"], round(made["low"], 1), round(made["high"], 1)) == (100, 30.0, 14.1, 44.2)
    assert made["before"]["nps"] == 60.0
    assert made["change"]["is_change"] is True
    last = value("nps_by_month")["months"][-1]
    assert (last["month"], last["n"], last["promoters"]) == ("2026-11-01", 100, 50)


def test_buying_ends_with_the_newest_order_where_it_is_long_ago_and_what_was_said_with_today() -> None:
    last = NOW - timedelta(days=400)
    early, late = world.customer("ก"), world.customer("ข")
    order(early.pk, last - timedelta(days=60))
    order(early.pk, last - timedelta(days=40))
    order(late.pk, last)
    answer(9, NOW - timedelta(days=2))
    services.refresh_figures(now=NOW)
    bought = value("repurchase")
    assert bought["until"] == (last.date() + timedelta(days=1)).isoformat()
    assert bought["since"] == value("cohorts")["since"] == add_months(last.date(), -11).isoformat()
    assert (bought["n"], bought["windows"]["30"]["n"]) == (2, 1)  # the window of the late one is not over
    assert value("nps")["n"] == 1
    assert value("nps")["until"] == (NOW.date() + timedelta(days=1)).isoformat()


def test_answers_about_a_complaint_do_not_count_as_loyalty() -> None:
    answer(0, NOW - timedelta(days=1), purpose=Purpose.VERIFICATION)
    services.refresh_figures(now=NOW)
    assert value("nps")["n"] == 0


def test_few_answers_show_counts_and_very_few_nothing() -> None:
    for _ in range(5):
        answer(10, NOW - timedelta(days=2))
    answer(10, NOW - timedelta(days=40))
    services.refresh_figures(now=NOW)
    made = value("nps")
    assert (made["n"], made["shown"], made["promoters"]) == (6, "counts", 6)
    assert "nps" not in made
    october = next(m for m in value("nps_by_month")["months"] if m["month"] == "2026-10-01")
    assert october == {"month": "2026-10-01", "n": 1, "shown": "suppressed"}


def test_a_branch_counts_what_lies_below_it() -> None:
    region = world.branch("BKK", "กรุงเทพ")
    shop = world.branch("LPR")
    shop.parent = region
    shop.save()
    for _ in range(5):
        answer(9, NOW - timedelta(days=2), branch_id=shop.pk)
    services.refresh_figures(now=NOW)
    assert [value("nps", scope)["n"] for scope in ("all", f"branch:{region.pk}", f"branch:{shop.pk}")] == [5, 5, 5]


def test_causes_and_times_come_from_the_cases() -> None:
    tree = CauseTreeVersion.objects.create(number=1, created_at=NOW)
    causes = [Cause.objects.create(tree=tree, code=c, name_th=c, name_en=c) for c in ("late", "rude")]
    for n in range(40):
        Case.objects.create(
            kind=CaseKind.FEEDBACK, title="t", opened_at=NOW - timedelta(days=9), last_activity_at=NOW,
            first_contact_at=NOW - timedelta(days=9) + timedelta(minutes=30), cause=causes[n % 8 == 0],
            action_taken="done", state=CaseState.RESOLVED, resolved_at=NOW - timedelta(days=8),
        )  # fmt: skip
    services.refresh_figures(now=NOW)
    bars = value("causes")["bars"]
    assert [(bar["code"], bar["count"], bar["is_vital"]) for bar in bars] == [("late", 35, True), ("rude", 5, False)]
    times = value("case_times")
    assert times["first_contact"] == {"n": 40, "shown": "full", "median": 30.0, "p90": 30.0}
    assert times["close"]["median"] == 1440.0


def test_refreshing_costs_the_same_queries_whatever_the_number_of_branches() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            services.refresh_figures(now=NOW)
        return len(seen)

    world.branch("A1")
    first = cost()
    for n in range(9):
        world.branch(f"B{n}")
    assert cost() == first


def test_a_period_is_whole_local_months_with_the_running_one_last() -> None:
    made = period("12m", now=datetime(2026, 10, 31, 18, 0, tzinfo=UTC), timezone="Asia/Bangkok")
    assert [made.since.isoformat(), made.until.isoformat()] == ["2025-12-01", "2026-11-02"]
    assert made.months()[-1].isoformat() == "2026-11-01"
    assert add_months(made.since, -12) == made.before


def test_a_loop_in_the_branch_tree_ends() -> None:
    assert scopes_of({1: 2, 2: 1})[1] == ("all", "branch:1", "branch:2")
