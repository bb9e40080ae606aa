"""Reading credits: what waits for approval, what was decided, and the terms behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Min, Sum

from samphan.customers.models import Customer
from samphan.promises.models import Credit, CreditEntry, CreditState, CreditTerms

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class CreditSums:
    """How many credits there are in each state, and how much, in satang."""

    counts: dict[str, int]
    satang: dict[str, int]

    def n(self, state: str) -> int:
        """Return how many are in a state."""
        return self.counts.get(state, 0)

    def total(self, state: str) -> int:
        """Return how much is in a state, in satang."""
        return self.satang.get(state, 0)


def credit_list(*, state: str, cause: str = "", before: int | None = None, limit: int = PAGE) -> list[Credit]:
    """Return credits in a state, the newest first, from below a key; one row more than `limit`."""
    rows = Credit.objects.filter(state=state)
    if cause:
        rows = rows.filter(cause=cause)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    shown = rows.select_related("customer", "terms__service", "terms__promise", "decided_by")
    return list(shown.order_by("-pk")[: limit + 1])


def credit_sums(*, cause: str = "") -> CreditSums:
    """Return the counts and sums of all credits, or of one cause; one query."""
    rows = Credit.objects.filter(cause=cause) if cause else Credit.objects.all()
    sums = list(rows.values_list("state").annotate(n=Count("pk"), total=Sum("amount_satang")))
    return CreditSums(
        counts={state: n for state, n, _total in sums}, satang={state: total for state, _n, total in sums}
    )


def find_credit(*, credit_id: int) -> Credit | None:
    """Return a credit, or None."""
    return Credit.objects.filter(pk=credit_id).first()


def proposed_ids(*, cause: str, limit: int) -> list[int]:
    """Return the oldest credits of a cause that wait for approval."""
    rows = Credit.objects.filter(cause=cause, state=CreditState.PROPOSED)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


@dataclass(frozen=True, kw_only=True)
class WaitingCredits:
    """The credits of one cause that wait for approval: of how many customers, how many satang, and whose is first."""

    cause: str
    customers: int
    total_satang: int
    customer: Customer


def credits_to_approve(*, limit: int = 3) -> list[WaitingCredits]:
    """Return what waits for approval by its cause, what was proposed first before the others; two queries."""
    waiting = Credit.objects.filter(state=CreditState.PROPOSED).values("cause")
    sums = waiting.annotate(
        first=Min("pk"), customers=Count("customer_id", distinct=True), total=Sum("amount_satang")
    ).order_by("first")[:limit]
    rows = list(sums)
    firsts = Credit.objects.select_related("customer").in_bulk([row["first"] for row in rows])
    return [
        WaitingCredits(
            cause=row["cause"],
            customers=row["customers"],
            total_satang=row["total"],
            customer=firsts[row["first"]].customer,
        )
        for row in rows
        if row["first"] in firsts  # erased a moment ago
    ]


def credit_balance(*, customer_id: int) -> int:
    """Return what a customer has been given and may use, in satang: the sum of their active entries."""
    active = CreditEntry.objects.filter(customer_id=customer_id, account="active")
    return active.aggregate(total=Sum("amount_satang"))["total"] or 0


def credit_terms() -> Sequence[CreditTerms]:
    """Return all terms: of services first, everybody's before an agreement's."""
    rows = CreditTerms.objects.select_related("service", "promise", "agreement")
    return sorted(
        rows,
        key=lambda one: (one.service is None, one.service_id or one.promise_id or 0, one.agreement_id or 0),
    )


def find_credit_terms(*, terms_id: int) -> CreditTerms | None:
    """Return terms, or None."""
    return CreditTerms.objects.select_related("service", "promise", "agreement").filter(pk=terms_id).first()
