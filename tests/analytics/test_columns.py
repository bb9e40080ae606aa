"""A table becomes matrices that say what it says: categories by name, missing as missing."""

import numpy as np
import pandas as pd
import pytest

from samphan.analytics.columns import ColumnReader, as_table

TABLE = pd.DataFrame({"plan": ["b", "a", None, "b"], "age": [1.0, np.nan, 3.0, 5.0], "vip": [True, False, True, True]})


def test_categories_are_numbered_and_what_is_missing_or_new_is_nan() -> None:
    reader = ColumnReader().fit(TABLE)
    assert reader.names == ("plan", "age", "vip")
    assert reader.is_category.tolist() == [True, False, True]
    strange = pd.DataFrame({"vip": [None, False], "age": [2, 4], "plan": ["c", "a"], "more": [0, 0]})
    assert np.array_equal(reader.codes(TABLE)[:, 0], [1, 0, np.nan, 1], equal_nan=True)
    assert np.array_equal(reader.codes(strange), [[np.nan, 2, np.nan], [0, 4, 0]], equal_nan=True)


def test_one_hot_has_a_column_for_every_category_and_knows_its_owner() -> None:
    reader = ColumnReader().fit(TABLE)
    made = reader.one_hot(reader.codes(TABLE))
    assert reader.one_hot_owner_.tolist() == [0, 0, 1, 2, 2]
    assert made[:, :2].tolist() == [[0, 1], [1, 0], [0, 0], [0, 1]]
    assert made[:, 2] == pytest.approx(np.array([-2.0, 0.0, 0.0, 2.0]) / np.std([1, 3, 5]))


def test_the_type_of_a_category_column_does_not_matter() -> None:
    plain, typed = pd.DataFrame({"plan": ["x", "y", "x"]}), pd.DataFrame({"plan": ["x", "y", "x"]}, dtype="category")
    assert (ColumnReader().fit(plain).codes(typed) == ColumnReader().fit(typed).codes(plain)).all()


def test_an_array_is_given_names() -> None:
    assert list(as_table(np.zeros((2, 3))).columns) == ["x0", "x1", "x2"]
    assert list(as_table([[1, 2]], ("a", "b")).columns) == ["a", "b"]
