"""What may be stored as JSON: a number that is none (not a number, infinite) is stored as unknown, never as text."""

from collections.abc import Mapping
from math import isfinite
from typing import Any


def storable(value: Any) -> Any:
    """Return a value with every number that is not finite replaced by None, whatever it lies in."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable(each) for each in value]
    return value
