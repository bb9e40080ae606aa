"""A business of two branches as the engine's tests know it: who bought when, what they said, what went wrong."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from samphan.accounts.models import Branch
from samphan.cases.models import Case, CaseState, Cause, CauseTreeVersion
from samphan.customers.models import Customer, Order
from samphan.insights.models import Figure
from samphan.promises.models import Calendar, CalendarVersion, Clock, ClockState, Promise
from samphan.signals.models import Signal
from tests import world
from tests.world import NOW

ZONE = ZoneInfo("Asia/Bangkok")
UNTIL = NOW.astimezone(ZONE).date() - timedelta(days=1)
PEOPLE = 180
TOPICS = ("delivery.late", "staff.kind")
Bought = dict[int, list[tuple[date, int]]]


@dataclass(frozen=True)
class Business:
    """What was put into the database, and the folder a refresh has left its tables in."""

    bought: Bought
    home: dict[int, int]  # customer -> the branch of the first purchase
    said: dict[int, tuple[int, date]]  # buyer -> latest score and its day
    prospects: list[int]
    folder: Path


def people(count: int, branch: Branch | None = None) -> list[Customer]:
    """Return customers who have not bought yet."""
    made = [Customer(first_name=f"ลูกค้า {n}", branch=branch, created_at=NOW, updated_at=NOW) for n in range(count)]
    return Customer.objects.bulk_create(made)


def noon(day: date) -> datetime:
    """Return the middle of a local day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)


def buy(customer: Customer, day: date, satang: int, *, hour: int = 12, status: str = "paid") -> Order:
    """Return an order that is not saved yet."""
    at = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    ref = f"{customer.pk}-{day}-{hour}-{satang}"
    return Order(
        customer=customer, branch=customer.branch, external_ref=ref, total_satang=satang, ordered_at=at, status=status,
        created_at=NOW,
    )  # fmt: skip


def buyers(count: int = PEOPLE) -> Bought:
    """Make two branches of customers who buy and stop; return their paid purchases by customer."""
    world.organisation()
    random = np.random.default_rng(7)
    bought: Bought = defaultdict(list)
    orders = []
    for branch in (world.branch("A"), world.branch("B")):
        for customer in people(count // 2, branch):
            # Half were won in one month, so that there is a cohort large enough to be drawn.
            since = random.integers(265, 290) if random.random() < 0.5 else random.integers(30, 600)
            day = UNTIL - timedelta(days=int(since))
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
    pay_in_dollars(bought)
    # Half have moved: a customer belongs to the branch that won her, wherever she is at home now.
    Customer.objects.filter(pk__in=sorted(bought)[::4]).update(branch=world.branch("B"))
    return bought


def pay_in_dollars(bought: Bought) -> None:
    """Have every ninth buyer, and some who do nothing else, pay in another currency too: no figure counts that."""
    orders = []
    for who in sorted(bought)[::9]:
        customer, first = Customer.objects.get(pk=who), bought[who][0][0]
        orders += [buy(customer, first + timedelta(days=days), 70_000, hour=9) for days in (-20, 3)]
        Customer.objects.filter(pk=who).update(first_order_at=noon(first - timedelta(days=20)))
    strangers = people(9, world.branch("A"))
    Customer.objects.filter(pk__in=[one.pk for one in strangers]).update(
        first_order_at=noon(UNTIL - timedelta(days=200)), last_order_at=noon(UNTIL - timedelta(days=4))
    )
    orders += [buy(one, UNTIL - timedelta(days=days), 70_000) for one in strangers for days in (200, 90, 4)]
    for order in orders:
        order.currency = "USD"
    Order.objects.bulk_create(orders)


def answer(
    who: int,
    score: int,
    day: date,
    *,
    topic: str = "",
    sentiment: str = "",
    branch: Branch | None = None,
    scale: str = "nps",
) -> None:
    """Store an NPS answer, with a comment that was read where it has a topic."""
    number = Signal.objects.count()
    given = {
        "submission_kind": "review", "submission_id": number, "source": "test", "customer_id": who,
        "occurred_at": noon(day), "branch": branch,
    }  # fmt: skip
    Signal.objects.create(field="nps", type="rating", scale=scale, score=score, **given)
    if topic:
        read = {"topics": [topic], "topic_spans": [{"code": topic, "sentiment": sentiment}], "read_with": "test"}
        Signal.objects.create(field="why", type="text", text="…", sentiment=sentiment, **read, **given)


def answers(bought: Bought) -> tuple[dict[int, tuple[int, date]], list[int]]:
    """Have most buyers answer, and some who never bought; return the latest answers of the former, and the latter."""
    random = np.random.default_rng(11)
    said: dict[int, tuple[int, date]] = {}
    for number, who in enumerate(sorted(bought)):
        if number % 5 == 0:
            continue
        score = int(random.choice([2, 5, 7, 9, 10]))
        branch = world.branch("A") if number % 2 else world.branch("B")
        topic = TOPICS[int(score > 6)] if random.random() < 0.7 else TOPICS[number % 2]
        meant = "negative" if score < 7 else "positive"
        if number % 3:
            answer(who, 8, UNTIL - timedelta(days=600))
        if number % 7 == 0:
            answer(who, score + 1 if score < 10 else 10, UNTIL - timedelta(days=550))
        day = UNTIL - timedelta(days=int(random.integers(1, 500)))
        answer(who, score, day, topic=topic, sentiment="neutral" if number % 11 == 0 else meant, branch=branch)
        said[who] = (score, day)
        if number % 6 == 1:
            answer(who, 10, day)  # of one day the lowest counts
    curious = [customer.pk for customer in people(13, world.branch("A"))]
    for number, who in enumerate(curious):
        answer(who, 10 if number < 7 else 3, UNTIL - timedelta(days=20 + number), branch=world.branch("A"))
    answer(curious[0], 4, UNTIL - timedelta(days=5), branch=world.branch("B"), scale="csat")
    answer(curious[-1], 3, UNTIL - timedelta(days=2))  # at no branch: counts for the firm alone
    return said, curious


def case(who: int, day: date, *, cause: Cause | None = None, state: str = CaseState.RESOLVED, **fields: object) -> Case:
    """Store a case of a customer."""
    return Case.objects.create(
        kind="feedback", state=state, title="เรื่อง", customer_id=who, opened_at=noon(day), last_activity_at=noon(day),
        cause=cause, action_taken="-", **fields,
    )  # fmt: skip


def cases(bought: Bought) -> None:
    """Open cases with causes, old and new, open and closed."""
    tree = CauseTreeVersion.objects.create(number=1, is_active=True, created_at=NOW)
    group = Cause.objects.create(tree=tree, code="delivery", name_th="จัดส่ง", name_en="Delivery", position=1)
    leaf = Cause.objects.create(tree=tree, code="delivery.slow", name_th="ช้า", name_en="Slow", parent=group)
    for number, who in enumerate(sorted(bought)[::3]):
        branch = world.branch("A") if number % 2 else world.branch("B")
        case(who, UNTIL - timedelta(days=7 * number), cause=leaf if number % 3 else group, branch=branch)
        if number % 4 == 0:
            case(who, UNTIL - timedelta(days=400), cause=leaf, branch=branch)


def promise(metric: str = "follow_up") -> tuple[Promise, CalendarVersion]:
    """Return a promise and the calendar it runs by, made on first call."""
    calendar, _ = Calendar.objects.get_or_create(name="ทั่วไป", is_default=True)
    version, _ = CalendarVersion.objects.get_or_create(
        calendar=calendar, number=1, defaults={"week": {}, "created_at": NOW}
    )
    made, _ = Promise.objects.get_or_create(
        code=metric, defaults={"metric": metric, "text_th": "-", "text_en": "-", "target_minutes": 60}
    )
    return made, version


def broken(of: Case, day: date, *, state: str = ClockState.MISSED) -> Clock:
    """Break a promise made for a case."""
    made, version = promise()
    stopped = None if state == ClockState.RUNNING else noon(day) + timedelta(hours=9)
    return Clock.objects.create(
        work_kind="case", work_id=of.pk, promise=made, metric=made.metric, calendar_version=version, target_minutes=60,
        customer_id=of.customer_id, branch=of.branch, state=state, started_at=of.opened_at, due_at=noon(day),
        breached_at=noon(day), stopped_at=stopped,
    )  # fmt: skip


def value(name: str, scope: str = "all", period: str = "12m") -> dict[str, object]:
    """Return one stored figure."""
    return Figure.objects.get(name=name, scope=scope, period=period).value


def purchase_days(bought: Sequence[tuple[date, int]]) -> list[date]:
    """Return the days of some purchases, each once."""
    return sorted({day for day, _ in bought})
