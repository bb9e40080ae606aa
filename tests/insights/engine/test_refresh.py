"""One refresh of the engine: what it stores is what an independent count of the same orders says."""

import threading
import time
from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from samphan.accounts.models import Branch
from samphan.analytics.durable import only_writer
from samphan.customers.models import Customer, Order
from samphan.insights.models import CustomerScore, EconomicsAssumption, Figure, FittedModel
from samphan.insights.rules.leaving import window_of
from samphan.insights.selectors.behind import lost_customers
from samphan.insights.selectors.scores import scores_of_attitude
from samphan.insights.services.engine import figures, fitting, refresh_engine
from samphan.insights.services.engine.history import TABLES
from samphan.insights.table_export import export_tables
from samphan.signals.models import Signal
from tests import world
from tests.world import NOW

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Bangkok")
UNTIL = NOW.astimezone(ZONE).date() - timedelta(days=1)
PEOPLE = 240


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer refits than in the product: the intervals' width is not what is tested here."""
    monkeypatch.setattr(fitting, "REFITS", 10)


def people(count: int, branch: Branch | None = None) -> list[Customer]:
    made = [Customer(first_name=f"ลูกค้า {n}", branch=branch, created_at=NOW, updated_at=NOW) for n in range(count)]
    return Customer.objects.bulk_create(made)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def buy(customer: Customer, day: date, satang: int, *, hour: int = 12, status: str = "paid") -> Order:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    ref = f"{customer.pk}-{day}-{hour}-{satang}"
    return Order(
        customer=customer, branch=customer.branch, external_ref=ref, total_satang=satang, ordered_at=at, status=status,
        created_at=NOW,
    )  # fmt: skip


@pytest.fixture
def business() -> dict[int, list[tuple[date, int]]]:
    """Two branches, customers who buy and stop; returns their paid purchases by customer."""
    world.organisation()
    branches = [world.branch("A"), world.branch("B")]
    random = np.random.default_rng(7)
    bought: dict[int, list[tuple[date, int]]] = defaultdict(list)
    orders = []
    for branch in branches:
        for customer in people(PEOPLE // 2, branch):
            day = UNTIL - timedelta(days=int(random.integers(30, 600)))
            rate, usual = random.gamma(2.0, 20.0), float(random.gamma(4.0, 20_000.0))
            while day <= UNTIL:
                amount = int(usual * random.gamma(6.0) / 6.0) + 100
                orders.append(buy(customer, day, amount))
                bought[customer.pk].append((day, amount))
                if random.random() < 0.15:
                    break
                day += timedelta(days=max(1, int(random.exponential(rate + 5.0))))
    Order.objects.bulk_create(orders)
    for who, rows in bought.items():
        Customer.objects.filter(pk=who).update(first_order_at=noon(rows[0][0]), last_order_at=noon(rows[-1][0]))
    return bought


def value(name: str, scope: str = "all", period: str = "12m") -> dict[str, object]:
    return Figure.objects.get(name=name, scope=scope, period=period).value


def purchase_days(bought: list[tuple[date, int]]) -> list[date]:
    return sorted({day for day, _ in bought})


def test_every_buyer_is_scored_with_her_own_history(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    people(3)  # who never bought
    assert refresh_engine(folder=tmp_path, now=NOW) == PEOPLE
    for score in CustomerScore.objects.all():
        days = purchase_days(business[score.customer_id])
        known = (score.frequency, score.recency_days, score.age_days)
        assert known == (len(days) - 1, (days[-1] - days[0]).days, (UNTIL - days[0]).days)
        assert score.alive_probability is None or 0 <= score.alive_probability <= 1
        assert score.clv_low_satang is not None
        assert score.clv_low_satang <= score.clv_satang <= (score.clv_high_satang or 0)
    model = FittedModel.objects.get()
    assert (model.n, model.version, model.until_date) == (PEOPLE, 1, UNTIL)


def test_totals_are_the_sums_of_the_rows_behind_them(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    for scope, rows in (
        ("all", CustomerScore.objects.all()),
        (f"branch:{world.branch('A').pk}", CustomerScore.objects.filter(customer__branch=world.branch("A"))),
    ):
        clv = value("clv", scope)
        assert clv["n"] == rows.count()
        assert abs(int(str(clv["total_satang"])) - sum(rows.values_list("clv_satang", flat=True))) <= rows.count()
        assert sum(each["count"] for each in clv["bins"]) == rows.count()  # type: ignore[attr-defined]
    assert value("clv")["n"] == sum(value("clv", f"branch:{branch.pk}")["n"] for branch in Branch.objects.all())  # type: ignore[misc]


def active(bought: dict[int, list[tuple[date, int]]], first: date, last: date) -> set[int]:
    return {who for who, rows in bought.items() if any(first <= day <= last for day, _ in rows)}


def test_churn_by_month_is_what_a_walk_through_the_orders_counts(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    figure = value("churn_by_month")
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
        assert {row.pk for row in rows_behind(start, end, window)} == before - now


def months_of_a_year() -> list[date]:
    index = UNTIL.year * 12 + UNTIL.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(12)]


def rows_behind(start: date, end: date, window: int) -> list[Customer]:
    """The customers the page lists as lost in a month."""
    since = datetime(start.year, start.month, start.day, tzinfo=ZONE)
    until = datetime(end.year, end.month, end.day, tzinfo=ZONE) + timedelta(days=1)
    back = timedelta(days=window)
    return lost_customers(since=since, until=until, quiet_since=since - back, quiet_until=until - back, limit=1000)


def test_cohorts_count_who_bought_again_in_a_later_month(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
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


def test_a_second_refresh_changes_nothing_but_versions_and_reads_no_day_again(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    first = {f.name: f.value for f in Figure.objects.filter(scope="all", period="24m", name__in=figures.NAMES)}
    scores = list(CustomerScore.objects.order_by("pk").values_list("pk", "clv_satang", "churn_risk"))
    assert sum(each.days_written for each in export_tables(folder=tmp_path / TABLES)) == 0
    refresh_engine(folder=tmp_path, now=NOW)
    second = {f.name: f.value for f in Figure.objects.filter(scope="all", period="24m", name__in=figures.NAMES)}
    assert first["clv"]["model"].pop("version") == 1
    assert second["clv"]["model"].pop("version") == 2
    assert second == first
    assert list(CustomerScore.objects.order_by("pk").values_list("pk", "clv_satang", "churn_risk")) == scores


def test_a_known_margin_makes_value_margin(business: dict[int, list[tuple[date, int]]], tmp_path: Path) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    revenue = int(str(value("clv")["total_satang"]))
    EconomicsAssumption.objects.create(
        margin_percent=40, acquisition_cost_satang=20_000, retention_cost_satang_a_year=5_000, changed_at=NOW
    )
    refresh_engine(folder=tmp_path, now=NOW)
    assert int(str(value("clv")["total_satang"])) == pytest.approx(0.4 * revenue, rel=1e-6)
    assert value("economics")["result"] is not None


def test_answers_stand_beside_what_the_same_customers_did(
    business: dict[int, list[tuple[date, int]]], tmp_path: Path
) -> None:
    said = NOW - timedelta(days=300)
    for number, who in enumerate(sorted(business)):
        Signal.objects.create(
            submission_kind="review", submission_id=number, field="nps", type="rating", scale="nps",
            score=10 if number % 2 else 2, source="test", customer_id=who, occurred_at=said,
        )  # fmt: skip
    refresh_engine(folder=tmp_path, now=NOW)
    figure = value("quadrants")
    window = int(str(figure["horizon_days"]))
    day = said.astimezone(ZONE).date()
    back = active(business, day + timedelta(days=1), day + timedelta(days=window))
    counted = {(c["attitude"], c["behaviour"]): c["customers"] for c in figure["cells"]}  # type: ignore[attr-defined]
    promoters = {who for number, who in enumerate(sorted(business)) if number % 2}
    assert counted["promoter", "back"] == len(back & promoters)
    assert counted["detractor", "gone"] == len(set(business) - promoters - back)
    for (attitude, behaviour), count in counted.items():
        since = date.fromisoformat(str(figure["since"])) - timedelta(days=window)
        rows = scores_of_attitude(attitude=attitude, behaviour=behaviour, answered_from=since, limit=1000)
        assert (len(rows) if count is not None else 0) == (count or 0)
    assert set(CustomerScore.objects.values_list("attitude", flat=True)) == {"promoter", "detractor"}


def test_a_firm_without_purchases_has_no_engine_figures_and_loses_old_ones(tmp_path: Path) -> None:
    world.organisation()
    Figure.objects.create(name="clv", scope="all", period="12m", value={}, computed_at=NOW)
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert not Figure.objects.filter(name__in=figures.NAMES).exists()


def test_customers_who_all_bought_once_are_counted_but_not_forecast(tmp_path: Path) -> None:
    world.organisation()
    Order.objects.bulk_create(buy(one, UNTIL - timedelta(days=n), 10_000) for n, one in enumerate(people(60)))
    assert refresh_engine(folder=tmp_path, now=NOW) == 0
    assert value("churn_now")["expected"] is None
    assert value("retention_cohorts")["n"] == 60
    assert not Figure.objects.filter(name="clv").exists()


@pytest.fixture
def odd_orders() -> Customer:
    world.organisation()
    one, *others = people(40)
    rows = [buy(each, UNTIL - timedelta(days=200), 10_000) for each in others]
    rows += [buy(each, UNTIL - timedelta(days=100), 10_000) for each in others]
    rows += [
        buy(one, UNTIL - timedelta(days=300), 50_000),
        buy(one, UNTIL - timedelta(days=300), 20_000, hour=18),  # the same day: one purchase day
        buy(one, UNTIL - timedelta(days=200), 0),  # a free order is no purchase
        buy(one, UNTIL - timedelta(days=190), -50_000),  # money back is no visit
        buy(one, UNTIL - timedelta(days=150), 70_000, status="cancelled"),
        buy(one, UNTIL - timedelta(days=100), 30_000),
        buy(one, UNTIL + timedelta(days=40), 90_000),  # a date that has not come
    ]
    Order.objects.bulk_create(rows)
    return one


def test_returns_cancellations_free_orders_and_dates_to_come_count_as_documented(
    odd_orders: Customer, tmp_path: Path
) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    score = CustomerScore.objects.get(customer=odd_orders)
    assert (score.frequency, score.recency_days, score.age_days) == (1, 200, 300)


def test_who_was_erased_is_scored_no_more(business: dict[int, list[tuple[date, int]]], tmp_path: Path) -> None:
    refresh_engine(folder=tmp_path, now=NOW)
    gone = Customer.objects.filter(pk__in=sorted(business)[:3])
    gone.delete()
    assert CustomerScore.objects.count() == PEOPLE - 3
    assert refresh_engine(folder=tmp_path, now=NOW) == PEOPLE - 3
    assert value("clv")["n"] == PEOPLE - 3


def test_two_refreshes_at_a_time_run_one_after_the_other(tmp_path: Path) -> None:
    world.organisation()
    order: list[str] = []

    def hold() -> None:
        with only_writer(tmp_path):
            started.set()
            time.sleep(1.0)
            order.append("the other is done")

    started = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    started.wait()
    refresh_engine(folder=tmp_path, now=NOW, progress=lambda done: order.append(f"step {done}"))
    other.join()
    assert order[0] == "the other is done"
    assert order[-1] == "step 5"
