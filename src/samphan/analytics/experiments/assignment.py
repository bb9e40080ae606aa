"""Arms by hash: the same unit always lands in the same bucket, on every machine, without a table of random numbers.

`sha256(salt, experiment, unit) mod 10 000`, the whole digest read as one big-endian integer, so that no bucket is
favoured. The three texts are joined by NUL, which none of them may hold: ("ab", "c") and ("a", "bc") stay apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

BUCKETS = 10_000
HOLDOUT = "holdout"
NOT_TAKING_PART = ""

_SEPARATOR = "\0"


class Layer(StrEnum):
    """What a holdout stays away from, widest first: a wider layer's holdout takes part in nothing narrower."""

    GLOBAL = "global"
    PROGRAMME = "programme"
    CAMPAIGN = "campaign"


@dataclass(frozen=True, kw_only=True)
class Arm:
    """One arm and how many of the 10 000 buckets it owns (1 bucket = 0.01 %)."""

    name: str
    buckets: int


@dataclass(frozen=True, kw_only=True)
class Split:
    """How an experiment divides its units: arms own consecutive buckets in the order given, together all 10 000.

    Put the holdout first: a later, larger holdout then only adds members.
    """

    experiment: str
    arms: tuple[Arm, ...]

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        if len(set(names)) != len(names) or NOT_TAKING_PART in names:
            raise ValueError(f"arms need different, non-empty names, not {names}")
        if any(arm.buckets < 0 for arm in self.arms) or sum(arm.buckets for arm in self.arms) != BUCKETS:
            raise ValueError(f"the arms of {self.experiment!r} must own {BUCKETS} buckets together, none below zero")

    @classmethod
    def with_holdout(cls, experiment: str, *, holdout: int, treated: str = "treated") -> "Split":
        """Return the usual split: `holdout` buckets are left alone, the rest is treated."""
        return cls(
            experiment=experiment,
            arms=(Arm(name=HOLDOUT, buckets=holdout), Arm(name=treated, buckets=BUCKETS - holdout)),
        )

    @property
    def shares(self) -> dict[str, float]:
        """Return the planned share (0..1) of each arm: what the sample-ratio gate compares with."""
        return {arm.name: arm.buckets / BUCKETS for arm in self.arms}


@dataclass(frozen=True, kw_only=True, eq=False)
class LayeredArms:
    """The arm of each unit in each layer, aligned with the units given.

    `arms[layer]` holds arm names, dtype str, shape (units,); the empty text where a wider layer's holdout keeps the
    unit out. Such units are in neither arm of the narrower experiment: they must not enter its comparison.
    """

    arms: Mapping[Layer, NDArray[np.str_]]

    def held_out(self) -> NDArray[np.bool_]:
        """Return which units some layer holds out: they get service messages and base points only."""
        made: NDArray[np.bool_] = np.any([arm == HOLDOUT for arm in self.arms.values()], axis=0)
        return made


def unit_key(*, person: int | str, household: int | str | None = None) -> str:
    """Return the unit to randomise: the household where one is known, so that nobody sees a partner treated otherwise.

    Parameters
    ----------
    person, household : int or str
        Their own numbers or names, as the business keeps them.

    Returns
    -------
    str
        "person:7" or "household:7": the prefix keeps the two apart.
    """
    return f"person:{person}" if household is None else f"household:{household}"


def bucket(unit: str, *, salt: str, experiment: str) -> int:
    """Return the bucket of one unit, 0..9999; parameters and errors are those of `buckets`."""
    return int(buckets([unit], salt=salt, experiment=experiment)[0])


def buckets(units: Sequence[str], *, salt: str, experiment: str) -> NDArray[np.int16]:
    """Return the bucket of each unit.

    Parameters
    ----------
    units : sequence of str (n,)
        As `unit_key` gives them.
    salt : str
        The installation's secret: without it nobody can tell who will be held out.
    experiment : str
        Its name: another one draws anew.

    Returns
    -------
    ndarray (n,) of int16
        0..9999.

    Raises
    ------
    ValueError
        An empty salt, experiment or unit, or a text that holds NUL.
    """
    if not salt or not experiment or not all(units):
        raise ValueError("a bucket needs a salt, an experiment and a unit, none of them empty")
    if any(_SEPARATOR in text for text in (salt, experiment, *units)):
        raise ValueError("salt, experiment and unit must not hold NUL, which joins them")
    prefix = sha256(_SEPARATOR.join((salt, experiment, "")).encode())
    made = np.empty(len(units), dtype=np.int16)
    for index, unit in enumerate(units):
        own = prefix.copy()
        own.update(unit.encode())
        made[index] = int.from_bytes(own.digest(), "big") % BUCKETS
    return made


def assign(units: Sequence[str], split: Split, *, salt: str) -> NDArray[np.str_]:
    """Return the arm of each unit. Write it down once, when the unit is first eligible.

    Parameters
    ----------
    units : sequence of str (n,)
        As `unit_key` gives them.
    split : Split
    salt : str
        The installation's secret.

    Returns
    -------
    ndarray (n,) of str
        Arm names.

    Raises
    ------
    ValueError
        As `buckets` does.
    """
    names = np.array([arm.name for arm in split.arms])
    ends = np.cumsum([arm.buckets for arm in split.arms])
    made = buckets(units, salt=salt, experiment=split.experiment)
    return names[np.searchsorted(ends, made, side="right")]


def assign_layers(units: Sequence[str], splits: Mapping[Layer, Split], *, salt: str) -> LayeredArms:
    """Return the arms of each unit, widest layer first: global, then programme, then campaign.

    Parameters
    ----------
    units : sequence of str (n,)
        As `unit_key` gives them.
    splits : mapping of Layer to Split
        Some layers or all. Each draws from its own experiment name, so that the layers are independent.
    salt : str
        The installation's secret.

    Returns
    -------
    LayeredArms
        Arrays (n,) of str, one a layer.

    Raises
    ------
    ValueError
        Two layers share a name (then the narrower holdout would be the wider one again), or as `buckets` does.
    """
    names = [split.experiment for split in splits.values()]
    if len(set(names)) != len(names):
        raise ValueError(f"each layer needs an experiment name of its own, not {names}")
    takes_part = np.ones(len(units), dtype=bool)
    arms: dict[Layer, NDArray[np.str_]] = {}
    for layer in Layer:
        if layer in splits:
            arms[layer] = np.where(takes_part, assign(units, splits[layer], salt=salt), NOT_TAKING_PART)
            takes_part &= arms[layer] != HOLDOUT
    return LayeredArms(arms=arms)
