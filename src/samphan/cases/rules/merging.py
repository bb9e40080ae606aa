"""Which cases may become one, and what the one that goes on takes over."""

from dataclasses import dataclass

MOST_TAKEN_IN = 50


@dataclass(frozen=True)
class Mergeable:
    """What decides whether a case may be merged: which it is, and whose."""

    case_id: int
    customer_id: int | None


def why_not_merge(gone: Mergeable, into: Mergeable, *, taken_in: int) -> str:
    """Name what forbids that one case goes on in another: "same", "other_customer", "too_many", or "" for nothing.

    A case without a known customer may go anywhere; two people's matters are never shown as one. `taken_in` is how
    many cases the two have taken in already.
    """
    if gone.case_id == into.case_id:
        return "same"
    if None not in (gone.customer_id, into.customer_id) and gone.customer_id != into.customer_id:
        return "other_customer"
    return "too_many" if taken_in >= MOST_TAKEN_IN else ""


def merged_kind(gone: str, into: str) -> str:
    """Return the kind of the case that goes on: feedback or a review stays one, so that its loop must be closed."""
    return gone if into == "request" else into
