"""What one refresh stores is what an independent count of the same orders and answers says."""

import shutil
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from samphan.accounts.models import Branch
from samphan.customers.models import Customer
from samphan.insights.models import CustomerScore, EconomicsAssumption, Figure, FittedModel
from samphan.insights.rules.leaving import window_of
from samphan.insights.selectors.behind import (
    Stretch,
    active_customers,
    lost_customers,
    reactivated_customers,
)
from samphan.insights.selectors.purchases import Known
from samphan.insights.selectors.said import SaidRow, said_customers
from samphan.insights.selectors.scores import scores_at_risk
from samphan.insights.services.engine import figures, refresh_engine
from samphan.insights.services.engine.history import TABLES
from samphan.insights.table_export import export_tables
from tests import world
from tests.insights.engine.buyers import PEOPLE, UNTIL, ZONE, Bought, Business, purchase_days, value
from tests.world import NOW

pytestmark = pytest.mark.django_db


def test_every_buyer_is_scored_with_her_own_history(refreshed: Business) -> None:
    assert CustomerScore.objects.count() == PEOPLE
    for score in CustomerScore.objects.all():
        days = purchase_days(refreshed.bought[score.customer_id])
        known = (score.frequency, score.recency_days, score.age_days)
        assert known == (len(days) - 1, (days[-1] - days[0]).days, (UNTIL - days[0]).days)
        assert score.alive_probability is None or 0 <= score.alive_probability <= 1
        assert score.clv_low_satang is not None
        assert score.clv_low_satang <= score.clv_satang <= (score.clv_high_satang or 0)
    model = FittedModel.objects.get()
    assert (model.n, model.version, model.until_date) == (PEOPLE, 1, UNTIL)


def test_who_is_within_her_own_usual_gap_is_not_at_risk(refreshed: Business) -> None:
    overdue = set()
    for score in CustomerScore.objects.filter(frequency__gt=0):
        usual = score.recency_days / score.frequency
        if score.age_days - score.recency_days > usual:
            overdue.add(score.pk)
        else:
            assert score.expected_loss_satang == 0
    once = set(CustomerScore.objects.filter(frequency=0).values_list("pk", flat=True))
    listed = {score.pk for score in scores_at_risk(limit=PEOPLE).scores}
    assert listed <= overdue | once
    assert listed & overdue
    at_risk = sum(CustomerScore.objects.values_list("expected_loss_satang", flat=True))
    assert abs(int(str(value("risk")["expected_loss_satang"])) - at_risk) <= PEOPLE


def test_a_reason_says_on_which_side_of_the_usual_the_customer_is(refreshed: Business) -> None:
    scores = list(CustomerScore.objects.all())
    quiet = {score.pk: score.age_days - score.recency_days for score in scores}
    usual = float(np.median(list(quiet.values())))
    told = [(score, reason) for score in scores for reason in score.reasons if reason["kind"] == "association"]
    assert told
    for score, reason in told:
        assert reason["side"] in {"low", "high", "none"}
        if reason["code"] == "recency_days":
            assert reason["side"] == ("high" if quiet[score.pk] > usual else "low")
        if reason["code"] == "last_score":
            assert (reason["side"] == "none") == (score.attitude == "")


def test_totals_are_the_sums_of_the_rows_behind_them(refreshed: Business) -> None:
    won = [who for who, branch_id in refreshed.home.items() if branch_id == world.branch("A").pk]
    for scope, rows in (
        ("all", CustomerScore.objects.all()),
        (f"branch:{world.branch('A').pk}", CustomerScore.objects.filter(customer__in=won)),
    ):
        clv = value("clv", scope)
        assert clv["n"] == rows.count()
        assert abs(int(str(clv["total_satang"])) - sum(rows.values_list("clv_satang", flat=True))) <= rows.count()
        assert sum(each["count"] for each in clv["bins"]) == rows.count()  # type: ignore[attr-defined]
    assert value("clv")["n"] == sum(value("clv", f"branch:{branch.pk}")["n"] for branch in Branch.objects.all())  # type: ignore[misc]


def active(bought: Bought, first: date, last: date) -> set[int]:
    return {who for who, rows in bought.items() if any(first <= day <= last for day, _ in rows)}


def test_churn_by_month_is_what_a_walk_through_the_orders_counts(refreshed: Business) -> None:
    business, figure = refreshed.bought, value("churn_by_month")
    gaps = sorted(
        (later - earlier).days
        for rows in business.values()
        for earlier, later in zip(purchase_days(rows), purchase_days(rows)[1:], strict=False)
    )
    window = int(str(figure["window_days"]))
    assert abs(window - window_of(float(np.quantile(gaps, 0.9)))) <= 1
    first = min(rows[0][0] for rows in business.values())
    months = figure["months"]
    assert len(months) == sum(  # type: ignore[arg-type]
        month.replace(day=1) - timedelta(days=1) >= first + timedelta(days=window - 1) for month in months_of_a_year()
    )
    for month in months:  # type: ignore[attr-defined]
        start = date.fromisoformat(month["month"])
        end = min((start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1), UNTIL)
        eve = start - timedelta(days=1)
        now = active(business, end - timedelta(days=window - 1), end)
        before = active(business, eve - timedelta(days=window - 1), eve)
        assert (month["active"], month["lost"]["n"]) == (len(now), len(before))
        if month["lost"]["n"] >= 5:
            assert month["lost"]["successes"] == len(before - now)
        within = stretch(start, end, window)
        assert {row.pk for row in lost_customers(within=within)} == before - now
        assert {row.pk for row in active_customers(within=within)} == now
        known = active(business, first, eve)
        assert {row.pk for row in reactivated_customers(within=within)} == (known - before) & now
        assert month["reactivated"] == len((known - before) & now)


def months_of_a_year() -> list[date]:
    index = UNTIL.year * 12 + UNTIL.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(12)]


def stretch(start: date, end: date, window: int) -> Stretch:
    """Return a month as the page asks for its rows."""
    since = datetime(start.year, start.month, start.day, tzinfo=ZONE)
    until = datetime(end.year, end.month, end.day, tzinfo=ZONE) + timedelta(days=1)
    back = timedelta(days=window)
    return Stretch(since=since, until=until, quiet_since=since - back, quiet_until=until - back)


def test_cohorts_count_who_bought_again_in_a_later_month(refreshed: Business) -> None:
    business = refreshed.bought
    for row in value("retention_cohorts")["grids"]["exact"]:  # type: ignore[index]
        month = date.fromisoformat(row["month"])
        members = {who for who, rows in business.items() if purchase_days(rows)[0].replace(day=1) == month}
        assert row["customers"] == len(members)
        for step, cell in enumerate(row["active"]):
            if cell is None:
                continue
            index = month.year * 12 + month.month - 1 + step
            later = date(index // 12, index % 12 + 1, 1)
            assert cell == sum(any(day.replace(day=1) == later for day, _ in business[who]) for who in members)


@pytest.fixture
def folder(refreshed: Business, tmp_path: Path) -> Path:
    """Return a copy of the folder the refresh left, for a test that refreshes again."""
    return shutil.copytree(refreshed.folder, tmp_path / "again")


def test_a_second_refresh_changes_nothing_but_versions_and_reads_no_day_again(folder: Path) -> None:
    first = {f.name: f.value for f in Figure.objects.filter(scope="all", period="24m", name__in=figures.NAMES)}
    scores = list(CustomerScore.objects.order_by("pk").values_list("pk", "clv_satang", "churn_risk"))
    assert sum(each.days_written for each in export_tables(folder=folder / TABLES)) == 0
    refresh_engine(folder=folder, now=NOW)
    second = {f.name: f.value for f in Figure.objects.filter(scope="all", period="24m", name__in=figures.NAMES)}
    assert first["clv"]["model"].pop("version") == 1
    assert second["clv"]["model"].pop("version") == 2
    assert second == first
    assert list(CustomerScore.objects.order_by("pk").values_list("pk", "clv_satang", "churn_risk")) == scores


def first_year_margin(bought: Bought) -> float:
    """Return what those won one to two years before the end paid in their first 365 days, on average."""
    sums = []
    for rows in bought.values():
        first = rows[0][0]
        if 365 <= (UNTIL - first).days < 730:
            sums.append(sum(amount for day, amount in rows if (day - first).days < 365))
    return sum(sums) / len(sums)


def test_a_known_margin_makes_value_margin_and_the_erased_are_scored_no_more(refreshed: Business, folder: Path) -> None:
    EconomicsAssumption.objects.create(
        margin_percent=40, acquisition_cost_satang=20_000, retention_cost_satang_a_year=5_000, changed_at=NOW
    )
    revenue = int(str(value("clv")["total_satang"]))
    refresh_engine(folder=folder, now=NOW)
    assert int(str(value("clv")["total_satang"])) == pytest.approx(0.4 * revenue, rel=1e-6)
    money = value("economics")["result"]
    assert money["margin_first_year_satang"] == pytest.approx(first_year_margin(refreshed.bought) * 0.4 - 5_000, abs=1)  # type: ignore[index]
    Customer.objects.filter(pk__in=sorted(refreshed.bought)[:3]).delete()
    assert CustomerScore.objects.count() == PEOPLE - 3
    assert refresh_engine(folder=folder, now=NOW) == PEOPLE - 3
    assert value("clv")["n"] == PEOPLE - 3


@pytest.mark.parametrize("code", ["all", "A", "B"])
def test_answers_stand_beside_what_the_same_customers_did(refreshed: Business, code: str) -> None:
    scope = "all" if code == "all" else f"branch:{world.branch(code).pk}"
    figure = value("quadrants", scope)
    window, since = int(str(figure["horizon_days"])), date.fromisoformat(str(figure["since"]))
    mine = {who for who, home in refreshed.home.items() if scope in {"all", f"branch:{home}"}}
    counted: dict[tuple[str, str], set[int]] = defaultdict(set)
    for who, (score, day) in refreshed.said.items():
        if who not in mine or day < since - timedelta(days=window):
            continue
        attitude = "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
        later = any(day < bought <= day + timedelta(days=window) for bought, _ in refreshed.bought[who])
        did = "pending" if day > UNTIL - timedelta(days=window) else "back" if later else "gone"
        counted[attitude, did].add(who)
    for cell in figure["cells"]:  # type: ignore[attr-defined]
        found = counted[cell["attitude"], cell["behaviour"]]
        assert cell["customers"] in {len(found), None}
        assert {row.customer.pk for row in said(cell["attitude"], cell["behaviour"], figure, code)} == found
    assert figure["pending"] == sum(len(found) for (_said, did), found in counted.items() if did == "pending")
    silent = mine - set(refreshed.said)
    assert sum(figure["silent"].values()) == len(silent)  # type: ignore[attr-defined]
    assert {row.customer.pk for row in said("none", None, figure, code)} == silent
    told = {
        did: {row.customer.pk for row in said("any", did, figure, code)} for did in ("followed", "pending", "earlier")
    }
    assert {did: len(found) for did, found in told.items()} == {
        "followed": figure["n"], "pending": figure["pending"], "earlier": figure["earlier"]
    }  # fmt: skip
    assert sorted([*silent, *(who for found in told.values() for who in found)]) == sorted(mine)
    assert figure["customers"] == len(mine)
    for did in ("back", "gone"):
        assert len(list(said("none", did, figure, code))) == figure["silent"][did]  # type: ignore[index]


def said(attitude: str, behaviour: str | None, figure: dict[str, object], code: str) -> list[SaidRow]:
    """Return the rows the page lists behind a cell."""
    end = datetime.combine(date.fromisoformat(str(figure["until"])), datetime.min.time(), tzinfo=ZONE)
    branches = None if code == "all" else [world.branch(code).pk]
    horizon = int(str(figure["horizon_days"]))
    return said_customers(
        attitude=attitude,
        behaviour=behaviour,
        known=Known(before=end, timezone="Asia/Bangkok", branch_ids=branches),
        since=date.fromisoformat(str(figure["since"])) - timedelta(days=horizon),
        within_days=horizon,
    )


@pytest.mark.parametrize(("code", "expected"), [("all", (7, 6)), ("A", (7, 5)), ("B", (0, 0))])
def test_who_answered_but_never_bought_is_counted_apart_at_the_branch_she_answered(
    refreshed: Business, code: str, expected: tuple[int, int]
) -> None:
    figure = value("quadrants", "all" if code == "all" else f"branch:{world.branch(code).pk}")
    counted = figure["never_bought"]
    assert (counted["promoter"], counted["detractor"], counted["passive"]) == (*expected, 0)  # type: ignore[index]
    rows = [row.customer.pk for each in ("promoter", "detractor") for row in said(each, "never", figure, code)]
    listed = {"all": refreshed.prospects, "A": refreshed.prospects[:-1], "B": []}
    assert sorted(rows) == listed[code]
