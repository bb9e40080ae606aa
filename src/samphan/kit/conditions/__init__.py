"""One typed condition tree for rules, routing, segments and survey logic.

A condition is stored as JSON, in a subset of JSONLogic, and read once by `parse` against a `Schema` that says which
fields exist and of what kind. The parsed tree compiles to a Python predicate (`predicate`) and to a parametrised SQL
fragment (`where`), and both give the same answer on the same row.

    {"and": [c, ...]}  {"or": [c, ...]}  {"!": c}              groups; an empty "and" (or `true`) is always true
    {"==": [{"var": f}, v]}  "!=" "<" "<=" ">" ">="            numbers and dates; text and booleans by == and != only
    {"<=": [low, {"var": f}, high]}                            between, both ends included
    {"in": [{"var": f}, [v, ...]]}  {"in": [v, {"var": f}]}    one of these | a list field includes this
    {"contains": [{"var": f}, v]}  {"starts_with": [...]}      text, ignoring the case of A-Z (Thai has none)
    {"within_days": [{"var": f}, n]}                           a date in the last n days (n x 24 h), not in the future
    {"has_been": [x, n]}                                       x happened in the last n days: field `last_x_at`
    {"missing": [f, ...]}                                      any of these is missing

Dates are ISO 8601 texts with an offset. *Missing* is an absent field, None (NULL) or an empty text, as in JSONLogic;
an empty list is a value. The logic is Kleene's, the one SQL uses: a comparison with a missing value is neither true
nor false, and so is its negation, so that neither "score is 3" nor "not (score is 3)" catches a row without a score.
Only `missing` and `has_been` look at what is not there: what never happened has not been, and its negation is true.
A row matches when the whole is true.
"""

from samphan.kit.conditions.nodes import Condition, fields_used, to_tree
from samphan.kit.conditions.parsing import InvalidCondition, parse
from samphan.kit.conditions.predicate import Predicate, predicate
from samphan.kit.conditions.schema import Field, Kind, Schema
from samphan.kit.conditions.sql import Dialect, Fragment, where
from samphan.kit.conditions.words import describe

__all__ = [
    "Condition",
    "Dialect",
    "Field",
    "Fragment",
    "InvalidCondition",
    "Kind",
    "Predicate",
    "Schema",
    "describe",
    "fields_used",
    "parse",
    "predicate",
    "to_tree",
    "where",
]
