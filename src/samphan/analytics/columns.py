"""Customers as a table of facts, made into the matrices estimators need: category codes, or one column a category.

A model is only as honest as its reading of the facts: a category that was never seen in training is treated as
missing, never as some other category, and what cannot be read is refused by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from samphan.kit.errors import N_, Refused

Floats = NDArray[np.float64]

MOST_CATEGORIES = 255  # what histogram-based trees can split


class TooManyCategories(Refused):
    code = "analytics.columns.too_many_categories"
    message = N_("“{column}” has {count} different values, more than {most}. Group the rare ones, or leave it out.")


class ColumnsDiffer(Refused):
    code = "analytics.columns.differ"
    message = N_("These columns are missing: {columns}. Give the columns the model was made with.")


class NumberNotFinite(Refused):
    code = "analytics.columns.not_finite"
    message = N_("“{column}” holds an infinite number. Correct it, or leave it empty.")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One fact of a customer: a number, or one of `categories` (None for a number)."""

    name: str
    categories: tuple[str, ...] | None
    mean: float
    spread: float

    @property
    def is_category(self) -> bool:
        """Say whether the fact is one of a list rather than a number."""
        return self.categories is not None


class ColumnReader:
    """Learns the columns of a table and turns tables with the same columns into matrices.

    Attributes
    ----------
    columns_ : tuple of Column
        The columns in the order of the table.
    one_hot_owner_ : ndarray (m,) of int64
        For every column of `one_hot`, the index of the fact it belongs to.
    """

    def fit(self, table: pd.DataFrame) -> Self:
        """Learn names, categories, means and spreads; refuses infinite numbers and columns of too many values."""
        self.columns_ = tuple(_column(str(name), table[name]) for name in table.columns)
        widths = [len(column.categories) if column.categories is not None else 1 for column in self.columns_]
        self.one_hot_owner_ = np.repeat(np.arange(len(widths)), widths)
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(column.name for column in self.columns_)

    @property
    def is_category(self) -> NDArray[np.bool_]:
        """Return for each column whether it is a category (p,)."""
        return np.array([column.is_category for column in self.columns_], dtype=np.bool_)

    def codes(self, table: pd.DataFrame) -> Floats:
        """Return (n, p) float64: numbers as they are, categories by position; NaN for missing and for never seen."""
        missing = [name for name in self.names if name not in table.columns]
        if missing:
            raise ColumnsDiffer(columns=", ".join(missing))
        made = np.empty((len(table), len(self.columns_)))
        for at, column in enumerate(self.columns_):
            made[:, at] = _codes(column, table[column.name])
        return made

    def one_hot(self, codes: Floats) -> Floats:
        """Return (n, m) float64 of codes: numbers standardised (missing as the mean), one 0/1 column a category.

        A category that is missing or was never seen is 0 in all its columns.
        """
        parts = []
        for at, column in enumerate(self.columns_):
            values = codes[:, [at]]
            if column.categories is None:
                parts.append(np.nan_to_num((values - column.mean) / column.spread, nan=0.0))
            else:
                parts.append((values == np.arange(len(column.categories))).astype(np.float64))
        return np.hstack(parts)


def as_table(rows: object, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Return rows as a table: a DataFrame as it is, a two-dimensional array with `names` or x0, x1 ...

    Raises ValueError for anything that is not a table of customers by facts.
    """
    if isinstance(rows, pd.DataFrame):
        return rows
    values = np.asarray(rows)
    if values.ndim != 2:
        raise ValueError("facts must be a table: one row a customer, one column a fact")
    return pd.DataFrame(values, columns=list(names or [f"x{at}" for at in range(values.shape[1])]))


def _column(name: str, values: "pd.Series[object]") -> Column:
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        if np.isinf(numbers).any():
            raise NumberNotFinite(column=name)
        known = numbers[~np.isnan(numbers)]
        spread = float(known.std()) if len(known) else 0.0
        return Column(name=name, categories=None, mean=float(known.mean()) if len(known) else 0.0, spread=spread or 1.0)
    categories = tuple(sorted({str(value) for value in values.dropna().unique()}))
    if len(categories) > MOST_CATEGORIES:
        raise TooManyCategories(column=name, count=len(categories), most=MOST_CATEGORIES)
    return Column(name=name, categories=categories, mean=0.0, spread=1.0)


def _codes(column: Column, values: "pd.Series[object]") -> Floats:
    if column.categories is None:
        numbers = np.asarray(pd.to_numeric(values).to_numpy(dtype=np.float64, na_value=np.nan), dtype=np.float64)
        if np.isinf(numbers).any():
            raise NumberNotFinite(column=column.name)
        return numbers
    position = {category: float(at) for at, category in enumerate(column.categories)}
    which, distinct = pd.factorize(values)
    codes = np.array([*(position.get(str(value), np.nan) for value in distinct), np.nan])
    return np.asarray(codes[which], dtype=np.float64)  # -1, the last, is missing
