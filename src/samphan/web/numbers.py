"""Whole numbers as addresses and forms carry them."""

_MOST_DIGITS = 18  # what both databases' keys hold for certain


def whole(text: str | None) -> int | None:
    """Return a number written in plain digits, or None for anything else, and for what no key could be."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
