"""What counts as a purchase and as spending, in one place for the cached figures and everybody who checks them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order; a returned item has a negative quantity."""

    name: str
    quantity: int
    unit_price_satang: int
    sku: str = ""
    total: int | None = None

    @property
    def total_satang(self) -> int:
        """Return the line's amount: as stated, else quantity times price."""
        return self.quantity * self.unit_price_satang if self.total is None else self.total


def counts_as_purchase(*, status: str, total_satang: int) -> bool:
    """Say whether an order is one more time the customer came: it was paid, kept, and worth something."""
    return status == "paid" and total_satang > 0


def counts_in_spend(*, status: str, total_satang: int) -> bool:
    """Say whether an order's total belongs in the customer's spend.

    A sale returned as a whole counts nothing; a return booked as its own order has a negative total and counts.
    """
    return status == "paid" or (status == "returned" and total_satang < 0)


def order_digest(
    *, customer_id: int, status: str, currency: str, ordered_at: datetime, total_satang: int, lines: Sequence[OrderItem]
) -> str:
    """Return a short hash of everything an order says, so that the same order sent again is recognised cheaply."""
    parts = [f"{customer_id}|{status}|{currency}|{ordered_at.timestamp():.0f}|{total_satang}"]
    parts += [f"{i.sku}|{i.name}|{i.quantity}|{i.unit_price_satang}|{i.total_satang}" for i in lines]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=12).hexdigest()
