"""Addresses of our own pages. A page of a list writes dozens, and working one out costs as much as a small query."""

from functools import lru_cache

from django.urls import reverse

# Enough for every fixed page and the rows people are looking at now.
_KEPT = 10_000


@lru_cache(maxsize=_KEPT)
def address(name: str, *args: object) -> str:
    """Return the address of a named view: `address("case", 42)`. Raises NoReverseMatch for a name nobody has."""
    return reverse(name, args=args or None)
