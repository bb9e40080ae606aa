"""Arms are drawn by hash: stable for ever, even, independent between layers, wider holdouts first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from samphan.analytics.experiments.assignment import (
    BUCKETS,
    HOLDOUT,
    NOT_TAKING_PART,
    Arm,
    Layer,
    Split,
    assign,
    assign_layers,
    bucket,
    buckets,
    unit_key,
)

SALT = "a secret salt"
PEOPLE = [unit_key(person=number) for number in range(20_000)]
SPLITS = {
    Layer.GLOBAL: Split.with_holdout("everything 2026", holdout=500),
    Layer.PROGRAMME: Split.with_holdout("points 2026", holdout=1_000),
    Layer.CAMPAIGN: Split.with_holdout("songkran 2026", holdout=5_000),
}


@pytest.mark.parametrize(
    ("unit", "expected"),
    # printf 'a secret salt\0points 2026\0person:1' | sha256sum, read as a number, modulo 10 000.
    [("person:1", 9062), ("person:2", 8749), ("household:7", 8636), ("person:สมศรี", 3489)],
)
def test_buckets_equal_those_of_the_sha256_tool(unit: str, expected: int) -> None:
    assert bucket(unit, salt=SALT, experiment="points 2026") == expected


def test_many_units_get_the_buckets_each_gets_alone() -> None:
    made = buckets(PEOPLE[:50], salt=SALT, experiment="points 2026")
    assert made.tolist() == [bucket(unit, salt=SALT, experiment="points 2026") for unit in PEOPLE[:50]]


def test_every_hundred_buckets_are_equally_full() -> None:
    made = buckets(PEOPLE, salt=SALT, experiment="points 2026")
    counts = np.bincount(made // 100, minlength=100)
    assert counts.sum() == len(PEOPLE)
    assert stats.chisquare(counts).pvalue > 0.001


def test_another_salt_or_experiment_draws_anew() -> None:
    first = buckets(PEOPLE, salt=SALT, experiment="points 2026")
    for other in (
        buckets(PEOPLE, salt="another salt", experiment="points 2026"),
        buckets(PEOPLE, salt=SALT, experiment="points 2027"),
    ):
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.03


@given(st.lists(st.integers(0, BUCKETS), min_size=1, max_size=4), st.integers(0, 10**9))
def test_a_unit_lands_in_the_arm_that_owns_its_bucket(cuts: list[int], person: int) -> None:
    ends = [*sorted(cuts), BUCKETS]
    sizes = np.diff([0, *ends])
    split = Split(experiment="x", arms=tuple(Arm(name=f"arm {k}", buckets=int(size)) for k, size in enumerate(sizes)))
    unit = unit_key(person=person)
    (arm,) = assign([unit], split, salt=SALT)
    own = int(arm.removeprefix("arm "))
    assert sum(sizes[:own]) <= bucket(unit, salt=SALT, experiment="x") < sum(sizes[: own + 1])


def test_a_larger_holdout_keeps_its_members() -> None:
    small = assign(PEOPLE, Split.with_holdout("x", holdout=500), salt=SALT) == HOLDOUT
    large = assign(PEOPLE, Split.with_holdout("x", holdout=1_500), salt=SALT) == HOLDOUT
    assert np.all(large[small])
    assert large.sum() > small.sum()


def test_a_wider_holdout_takes_part_in_nothing_narrower() -> None:
    made = assign_layers(PEOPLE, SPLITS, salt=SALT)
    wide, middle, narrow = (made.arms[layer] for layer in Layer)
    assert set(middle[wide == HOLDOUT]) == {NOT_TAKING_PART}
    assert set(narrow[(wide == HOLDOUT) | (middle == HOLDOUT)]) == {NOT_TAKING_PART}
    assert NOT_TAKING_PART not in set(narrow[(wide != HOLDOUT) & (middle != HOLDOUT)])
    assert np.array_equal(made.held_out(), (wide == HOLDOUT) | (middle == HOLDOUT) | (narrow == HOLDOUT))


def test_layers_are_independent_of_each_other() -> None:
    made = assign_layers(PEOPLE, SPLITS, salt=SALT)
    middle, narrow = made.arms[Layer.PROGRAMME], made.arms[Layer.CAMPAIGN]
    treated = middle == "treated"
    assert np.mean(middle == HOLDOUT) == pytest.approx(0.95 * 0.10, abs=0.01)
    assert np.mean(narrow[treated] == HOLDOUT) == pytest.approx(0.5, abs=0.02)


def test_a_household_is_one_unit_and_never_a_person_of_the_same_number() -> None:
    assert unit_key(person=1, household=9) == unit_key(person=2, household=9)
    assert unit_key(person=9) != unit_key(person=1, household=9)


@pytest.mark.parametrize(
    ("salt", "experiment", "unit"), [("", "x", "u"), ("s", "", "u"), ("s", "x", ""), ("s", "x", "\0")]
)
def test_a_draw_without_its_parts_is_refused(salt: str, experiment: str, unit: str) -> None:
    with pytest.raises(ValueError, match=r"empty|NUL"):
        bucket(unit, salt=salt, experiment=experiment)


@pytest.mark.parametrize(
    "arms",
    [
        (Arm(name="a", buckets=5_000),),
        (Arm(name="a", buckets=5_000), Arm(name="a", buckets=5_000)),
        (Arm(name="", buckets=5_000), Arm(name="b", buckets=5_000)),
        (Arm(name="a", buckets=-1), Arm(name="b", buckets=10_001)),
    ],
)
def test_arms_that_do_not_divide_the_buckets_are_refused(arms: tuple[Arm, ...]) -> None:
    with pytest.raises(ValueError, match="arms"):
        Split(experiment="x", arms=arms)


def test_layers_of_one_name_are_refused() -> None:
    split = Split.with_holdout("x", holdout=500)
    with pytest.raises(ValueError, match="name of its own"):
        assign_layers(PEOPLE[:3], {Layer.GLOBAL: split, Layer.CAMPAIGN: split}, salt=SALT)
