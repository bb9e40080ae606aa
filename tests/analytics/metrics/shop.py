"""A made-up shop with everything an export can hold, and plain walks over its rows to judge the metrics by."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

START, UNTIL = date(2024, 1, 1), date(2025, 6, 30)
DAYS = (UNTIL - START).days

Order = tuple[int | None, date | None, int | None, str]
Response = tuple[int | None, date, str, int | None]
Invitation = tuple[int | None, date, date | None]
Contract = tuple[int | None, date | None, date | None, int | None]


@dataclass(frozen=True, kw_only=True)
class Shop:
    """The rows of one shop."""

    orders: list[Order]
    responses: list[Response]
    invitations: list[Invitation]
    contracts: list[Contract]
    scores: list[tuple[int, float | None]]


def made_up_shop(*, customers: int = 300, seed: int = 20250630) -> Shop:
    """Return a shop: some buy once, some often; some rows are cancelled, refunded, free, late, doubled or broken."""
    chance = random.Random(seed)
    orders: list[Order] = []
    responses: list[Response] = []
    invitations: list[Invitation] = []
    contracts: list[Contract] = []
    for key in range(customers):
        first = chance.randrange(DAYS)
        stays = chance.choice([1, 30, 120, 400, 800])
        for _ in range(chance.choice([1, 1, 1, 2, 3, 6, 15])):
            day = START + timedelta(days=first + (chance.randrange(stays) if stays > 1 else 0))
            amount = chance.choice([0, chance.randrange(100, 90_000), chance.randrange(100, 90_000)])
            orders.append((key, day, amount, chance.choice(["paid"] * 8 + ["cancelled", "returned"])))
            if chance.random() < 0.15:
                orders.append((key, day + timedelta(days=chance.randrange(20)), -amount, "paid"))
            if chance.random() < 0.3:
                orders.append((key, day, chance.randrange(100, 5_000), "paid"))
            if chance.random() < 0.5:
                asked = day + timedelta(days=1)
                wait = chance.choice([None, -1, 0, 2, 7, 8, 30])
                invitations.append((key, asked, None if wait is None else asked + timedelta(days=wait)))
            if chance.random() < 0.5:
                scale, highest = chance.choice([("nps", 10), ("csat", 5), ("ces", 7)])
                score = chance.choice([chance.randint(1 if scale != "nps" else 0, highest), highest, highest + 1, None])
                responses.append((chance.choice([key, key, None]), day, scale, score))
        start = START + timedelta(days=chance.randrange(-200, DAYS))
        for _ in range(chance.choice([0, 1, 2, 3])):
            end = chance.choice([None, start + timedelta(days=chance.randrange(-5, 500))])
            contracts.append((key, start, end, chance.choice([None, 19_900, 49_900])))
            start = (end or start) + timedelta(days=chance.choice([0, 60, 120]))
    orders += [(None, START, 500, "paid"), (3, None, 500, "paid"), (4, START, None, "paid")]
    contracts += [(None, START, None, 100), (5, None, None, 100)]
    chance.shuffle(orders)
    scores = [(key, chance.choice([None, chance.random(), chance.random()])) for key in range(customers) if key % 7]
    return Shop(
        orders=orders,
        responses=responses,
        invitations=invitations,
        contracts=contracts,
        scores=scores,
    )


def purchase_days(shop: Shop, *, until: date) -> dict[int, dict[date, int]]:
    """Return each customer's purchase days with what she spent on them, oldest first."""
    found: dict[int, dict[date, int]] = {}
    for key, day, amount, status in shop.orders:
        if key is None or day is None or amount is None or status != "paid" or amount < 0 or day > until:
            continue
        spent = found.setdefault(key, {})
        spent[day] = spent.get(day, 0) + amount
    return {key: dict(sorted(days.items())) for key, days in found.items()}


def revenue(shop: Shop, *, since: date, until: date) -> dict[int, int]:
    """Return what each customer paid in a period less her refunds, never below zero."""
    found: dict[int, int] = {}
    for key, day, amount, status in shop.orders:
        if key is not None and day is not None and amount is not None and status == "paid" and since <= day <= until:
            found[key] = found.get(key, 0) + amount
    return {key: max(0, total) for key, total in found.items()}
