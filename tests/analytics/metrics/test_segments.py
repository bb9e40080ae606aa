"""RFM scores are equal fifths with ties broken the same way everywhere, and every cell has one name."""

from datetime import date, timedelta
from itertools import product

from samphan.analytics.metrics.segments import GRID, Segment, rfm_scores, rfm_segments, segment_sizes
from tests.analytics.metrics import shop
from tests.analytics.metrics.engines import ORDERS, Engine, by_key, rows_of

SHOP = shop.made_up_shop()
UNTIL = shop.UNTIL
Figures = tuple[date, int, int]


def figures() -> dict[int, Figures]:
    days = shop.purchase_days(SHOP, until=UNTIL)
    return {key: (max(bought), len(bought), sum(bought.values())) for key, bought in days.items()}


def tile(place: int, of: int) -> int:
    """Return the fifth of a place in line: the first fifths take what does not divide evenly, as SQL's NTILE does."""
    size, larger = divmod(of, 5)
    edge = larger * (size + 1)
    return place // (size + 1) + 1 if place < edge else larger + (place - edge) // size + 1


def walked_scores() -> dict[int, tuple[int, int, int]]:
    people = figures()
    orders = [(0, 1, 2), (1, 0, 2), (2, 1, 0)]
    made: dict[int, list[int]] = {key: [] for key in people}
    for order in orders:
        line = sorted(people, key=lambda key: (*(people[key][i] for i in order), key))
        for place, key in enumerate(line):
            made[key].append(tile(place, len(line)))
    return {key: (r, f, m) for key, (r, f, m) in made.items()}


def test_scores_are_those_of_a_walk(engine: Engine) -> None:
    made = by_key(rfm_scores(engine.table(ORDERS, SHOP.orders), until=UNTIL))
    scores, people = walked_scores(), figures()
    assert {
        key: (row["recency_score"], row["frequency_score"], row["monetary_score"]) for key, row in made.items()
    } == scores
    assert {key: (row["last_day"], row["purchase_days"], row["spend"]) for key, row in made.items()} == people


def test_every_cell_of_the_grid_has_exactly_one_segment() -> None:
    cells = [
        (recency, frequency)
        for r_from, r_to, f_from, f_to in GRID.values()
        for recency, frequency in product(range(r_from, r_to + 1), range(f_from, f_to + 1))
    ]
    assert sorted(cells) == list(product(range(1, 6), repeat=2))
    assert set(GRID) == set(Segment)


def test_segments_name_the_scores_and_their_sizes_add_up(engine: Engine) -> None:
    segments = rfm_segments(engine.table(ORDERS, SHOP.orders), until=UNTIL)
    named = by_key(segments)
    for row in named.values():
        r_from, r_to, f_from, f_to = GRID[Segment(row["segment"])]
        assert r_from <= row["recency_score"] <= r_to
        assert f_from <= row["frequency_score"] <= f_to
    sizes = rows_of(segment_sizes(segments))
    assert [row["segment"] for row in sizes] == sorted({row["segment"] for row in named.values()})
    assert sum(row["customers"] for row in sizes) == len(named)
    assert sum(row["spend"] for row in sizes) == sum(row["spend"] for row in named.values())


def test_equal_customers_are_told_apart_by_their_key(engine: Engine) -> None:
    made = by_key(rfm_scores(engine.orders([(key, UNTIL, 500) for key in range(10)]), until=UNTIL))
    assert [made[key]["recency_score"] for key in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_a_tie_of_recency_goes_to_the_more_frequent(engine: Engine) -> None:
    often = [(0, UNTIL - timedelta(days=days), 5) for days in (0, 9)]
    made = by_key(rfm_scores(engine.orders([*often, (1, UNTIL, 900)]), until=UNTIL, tiles=2))
    assert {key: row["recency_score"] for key, row in made.items()} == {0: 2, 1: 1}
    assert {key: row["monetary_score"] for key, row in made.items()} == {0: 1, 1: 2}


def test_a_lone_customer_scores_one_and_nobody_scores_nothing(engine: Engine) -> None:
    (lone,) = rows_of(rfm_scores(engine.orders([(7, UNTIL, 500)]), until=UNTIL))
    assert [lone[f"{name}_score"] for name in ("recency", "frequency", "monetary")] == [1, 1, 1]
    assert rows_of(rfm_segments(engine.orders([]), until=UNTIL)) == []
