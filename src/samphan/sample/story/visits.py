"""What customers buy, and what they go through: a purchase-and-dropout process driven by the service they get.

While a customer is there, purchases come as a Poisson process whose rate differs between people (Gamma), thinned by
the season; after each purchase the customer leaves for good with a chance that a bad experience raises and a repaired
one mostly takes back. This is the process BG/NBD-like models assume, with the cause of leaving added, so that
retention on Insights really differs by what happened.
"""

import random
from datetime import datetime, timedelta

from samphan.sample.story import names
from samphan.sample.story.chance import at_hour, local, pick
from samphan.sample.story.goods import CATALOGUE
from samphan.sample.story.people import is_in_season
from samphan.sample.story.shapes import Line, Person, Purchase
from samphan.sample.story.words import PRAISE

# Rate of purchases while there: Gamma with this shape and a mean of one in 95 days (before thinning, one in 76).
RATE_SHAPE = 1.1
RATE_MEAN_A_DAY = 1 / 76
# Chance to leave after a purchase, by how it went.
LEAVES = 0.14
LEAVES_MORE_WHEN_UNHAPPY = 0.24
LEAVES_MORE_WHEN_REPAIRED = 0.03
LEAVES_LESS_WHEN_DELIGHTED = 0.04
# Chance that something goes wrong.
TROUBLE_INSTALLED = 0.20
TROUBLE_CARRIED = 0.09
STORM_DAYS = 16  # a flood in the last days before `now` makes deliveries late

_GOODS = [(index, good.weight) for index, good in enumerate(CATALOGUE)]
_TROUBLES_INSTALLED = [
    ("rescheduled", 36.0), ("late", 25.0), ("silent", 14.0), ("workmanship", 11.0), ("defect", 5.0), ("price", 4.0),
    ("rude", 3.0), ("billing", 2.0),
]  # fmt: skip
_TROUBLES_CARRIED = [
    ("late", 46.0), ("silent", 18.0), ("defect", 13.0), ("rude", 10.0), ("price", 8.0), ("billing", 5.0),
]  # fmt: skip
_SONGKRAN, _DECEMBER = 4, 12


def purchase(person: Person, person_index: int, at: datetime, *, now: datetime, chance: random.Random) -> Purchase:
    """Return what a customer buys on a visit and how it goes."""
    branch_index = person.branch_index if chance.random() < 0.88 else chance.randrange(len(names.BRANCHES))
    goods = {pick(chance, _GOODS) for _ in range(pick(chance, [(1, 70.0), (2, 22.0), (3, 8.0)]))}
    lines = [Line(good_index=index, quantity=_quantity(index, chance)) for index in sorted(goods)]
    is_installed = any(CATALOGUE[index].is_installed for index in goods)
    experience = ""
    if chance.random() < _trouble_chance(branch_index, at, now, is_installed=is_installed):
        experience = pick(chance, _TROUBLES_INSTALLED if is_installed else _TROUBLES_CARRIED)
    elif chance.random() < 0.45:
        experience = chance.choice(("kind", "fast", "value"))
    return Purchase(
        person_index=person_index,
        branch_index=branch_index,
        ordered_at=at,
        lines=lines,
        experience=experience,
        is_returned=experience == "defect" and chance.random() < 0.35,
    )


def next_visit(at: datetime, rate_a_day: float, chance: random.Random) -> datetime:
    """Return when the customer buys next, if still there."""
    while True:
        later = at + timedelta(days=max(0.02, chance.expovariate(rate_a_day)))
        at = at_hour(later, chance.uniform(10, 20))
        if at < later:
            at = later.replace(microsecond=0)
        if is_in_season(at, chance):
            return at


def rate(chance: random.Random) -> float:
    """Return how many purchases a day a customer makes while there."""
    return max(1e-4, chance.gammavariate(RATE_SHAPE, RATE_MEAN_A_DAY / RATE_SHAPE))


def leaves(experience: str, *, was_repaired: bool, chance: random.Random) -> bool:
    """Say whether the customer is gone for good after a purchase that went like this."""
    share = LEAVES
    if experience in PRAISE:
        share -= LEAVES_LESS_WHEN_DELIGHTED
    elif experience:
        share += LEAVES_MORE_WHEN_REPAIRED if was_repaired else LEAVES_MORE_WHEN_UNHAPPY
    return chance.random() < share


def _quantity(good_index: int, chance: random.Random) -> int:
    is_small = CATALOGUE[good_index].price_baht < 1000
    return pick(chance, [(1, 75.0), (2, 19.0), (4, 6.0)]) if is_small else 1


def _trouble_chance(branch_index: int, at: datetime, now: datetime, *, is_installed: bool) -> float:
    """Return the chance that something goes wrong: by branch, season, and a firm that slowly gets better."""
    share = TROUBLE_INSTALLED if is_installed else TROUBLE_CARRIED
    share *= 1.0 - 0.45 * names.BRANCHES[branch_index][5]
    years_ago = (now - at).days / 365
    share *= 0.75 + 0.3 * years_ago
    month = local(at).month
    share *= 1.5 if month == _SONGKRAN else 1.2 if month == _DECEMBER else 1.0
    if now - at < timedelta(days=STORM_DAYS):
        share *= 3.0
    return min(share, 0.85)
