"""Who an incident touches: the customers a plan finds, and those who are on the list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from samphan.customers.models import ContactPoint, Customer, Order, OrderLine
from samphan.customers.rules.contacts import Contact, InvalidContact, normalise_contact
from samphan.kit.conditions import parse, predicate
from samphan.outreach.models import Incident, IncidentCustomer, IncidentNotice, IncidentUpdate
from samphan.promises.rules import CUSTOMER_SCHEMA
from samphan.promises.selectors import customer_facts

_CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class AffectedPlan:
    """Where the affected are looked for. `source`: "orders" (in a period, of a branch, of a product), "segment" (a
    condition over `CUSTOMER_SCHEMA`, of a branch) or "file" (the customers of a list, found before).
    """

    source: str
    since: str = ""  # ISO 8601
    until: str = ""
    branch_id: int | None = None
    product: str = ""  # a part of an item's code or name
    condition: Mapping[str, Any] | None = None
    customer_ids: Sequence[int] = field(default_factory=tuple)

    def stored(self) -> dict[str, Any]:
        """Return it as a run keeps it."""
        return asdict(self) | {"customer_ids": list(self.customer_ids)}


def customers_of_plan(*, plan: AffectedPlan, after: int, limit: int, now: datetime) -> tuple[list[int], int | None]:
    """Return the next customers a plan finds above an id, and the id to go on from; None when there are no more.

    A condition is looked at customer by customer, so a step may find none and still not be the last.
    """
    rows = _narrowed(plan).filter(pk__gt=after).order_by("pk")
    if plan.condition is None:
        ids = list(rows.values_list("pk", flat=True)[: limit + 1])
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None
    seen = list(rows[: limit + 1])
    fits = predicate(parse(dict(plan.condition), CUSTOMER_SCHEMA))
    found = [one.pk for one in seen[:limit] if fits(customer_facts(one), now)]
    return found, seen[limit - 1].pk if len(seen) > limit else None


def plan_size(*, plan: AffectedPlan) -> int:
    """Return how many customers a plan looks at."""
    return _narrowed(plan).count()


def _narrowed(plan: AffectedPlan) -> QuerySet[Customer]:
    if plan.source == "orders":
        orders = Order.objects.filter(
            customer=OuterRef("pk"), ordered_at__gte=plan.since, ordered_at__lt=plan.until, total_satang__gte=0
        )
        if plan.branch_id is not None:
            orders = orders.filter(branch_id=plan.branch_id)
        if plan.product:
            has = Q(sku__icontains=plan.product) | Q(name__icontains=plan.product)
            orders = orders.filter(Exists(OrderLine.objects.filter(has, order=OuterRef("pk"))))
        return Customer.objects.filter(Exists(orders))
    if plan.source == "segment":
        rows = Customer.objects.all()
        return rows if plan.branch_id is None else rows.filter(branch_id=plan.branch_id)
    return Customer.objects.filter(pk__in=plan.customer_ids)


def known_customers(*, lines: Iterable[str]) -> tuple[list[int], int]:
    """Return the customers a list names, each once, and how many lines name nobody.

    A line is an e-mail address, a phone number, an id of another system, or the number of an order; of a table only
    the first column is read. Two queries for every few hundred lines.
    """
    words = [word for line in lines if (word := line.replace("\t", ",").replace(";", ",").split(",")[0].strip(' "'))]
    by_word: dict[str, int] = {}
    for start in range(0, len(words), _CHUNK):
        by_word |= _looked_up(words[start : start + _CHUNK])
    return sorted(set(by_word.values())), sum(word not in by_word for word in words)


def _looked_up(words: Sequence[str]) -> dict[str, int]:
    spelled = {word: value for word in words if (value := _spelled(word))}
    points = ContactPoint.objects.filter(value__in=set(spelled.values()))
    owners = dict(points.values_list("value", "customer_id"))
    orders = dict(Order.objects.filter(external_ref__in=words).values_list("external_ref", "customer_id"))
    found: dict[str, int] = {}
    for word in words:
        owner = owners.get(spelled.get(word, "")) or orders.get(word)
        if owner is not None:
            found[word] = owner
    return found


def _spelled(word: str) -> str:
    kinds = ("email",) if "@" in word else ("phone", "external")
    for kind in kinds:
        try:
            return normalise_contact(Contact(kind, word)).value
        except InvalidContact:
            continue
    return ""


def affected_counts(*, incident: Incident) -> dict[str, int]:
    """Return how many customers are on the list, by where they came from."""
    return dict(incident.affected.values_list("source").annotate(n=Count("pk")))


def affected_page(*, incident: Incident, before: int | None = None, limit: int = 50) -> list[IncidentCustomer]:
    """Return those on the list, the newest first, from below a key; one row more than `limit`."""
    rows = incident.affected.select_related("customer")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: limit + 1])


def next_affected(*, incident: Incident, after: int, limit: int) -> list[int]:
    """Return the next customers of the list above an id."""
    rows = incident.affected.filter(customer_id__gt=after).order_by("customer_id")
    return list(rows.values_list("customer_id", flat=True)[:limit])


def unwritten_customers(*, update: IncidentUpdate) -> QuerySet[Customer]:
    """Return the affected customers who were not written an update, in order."""
    affected = IncidentCustomer.objects.filter(incident_id=update.incident_id).values("customer_id")
    told = IncidentNotice.objects.filter(update=update).values("customer_id")
    return Customer.objects.filter(pk__in=affected).exclude(pk__in=told).order_by("pk")
