"""All reads about customers: one person, a search, a page of a list, what they bought and agreed to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from samphan.customers.models import ConsentRecord, ContactPoint, Customer, Fact, Note, Order, SearchToken
from samphan.customers.rules import Contact, InvalidContact, address_as, display_name, normalise_contact, query_tokens
from samphan.querying import compiled

# Of a common prefix only so many are ranked: reading further would cost time and nobody would see it.
_CANDIDATES_A_HIT = 3
_LIST_ORDERS = {
    "newest": ("-id",),
    "recent": ("-last_order_at", "-id"),
    "spend": ("-spend_satang", "-id"),
    "name": ("sort_key", "id"),
}


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """What every screen shows of a customer beside their work: who, how to speak to them, what they are worth."""

    id: int
    name: str
    address_as: str
    language: str
    branch_id: int | None
    email: str
    phone: str
    order_count: int
    spend_satang: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list and the place the next one starts after (empty when there is none)."""

    customers: list[Customer]
    next_after: str


def get_customer(*, customer_id: int) -> Customer:
    """Return a customer; raise `Customer.DoesNotExist` when there is none."""
    return Customer.objects.select_related("branch").get(id=customer_id)


def find_by_contact(*, kind: str, value: str, source: str = "") -> Customer | None:
    """Return the customer a contact belongs to, in whatever spelling it is given."""
    try:
        contact = normalise_contact(Contact(kind, value, source))
    except InvalidContact:
        return None
    point = held_contact(contact=contact)
    return point.customer if point else None


def held_contact(*, contact: Contact) -> ContactPoint | None:
    """Return the row of a contact in its normal spelling, with the customer it belongs to; None when nobody has it."""
    points = ContactPoint.objects.select_related("customer")
    return points.filter(kind=contact.kind, source=contact.source, value=contact.value).first()


def primary_contact(*, customer_id: int, kind: str) -> ContactPoint | None:
    """Return the contact point of a kind to use: the one marked primary, else the oldest."""
    return ContactPoint.objects.filter(customer_id=customer_id, kind=kind).order_by("-is_primary", "id").first()


@compiled
def contact_points(*, customer_id: int) -> QuerySet[ContactPoint]:
    """Return every way to reach a customer, primary ones first."""
    return ContactPoint.objects.filter(customer_id=customer_id).order_by("kind", "-is_primary", "id")


def has_consent(*, customer_id: int, purpose: str, channel: str) -> bool | None:
    """Return what the customer last decided for a purpose on a channel; None when they were never asked.

    A decision for "any" channel and one for this channel count alike: the newest holds.
    """
    decisions = ConsentRecord.objects.filter(customer_id=customer_id, purpose=purpose, channel__in=(channel, "any"))
    return decisions.order_by("-recorded_at", "-id").values_list("is_granted", flat=True).first()


def current_consents(*, customer_id: int) -> list[ConsentRecord]:
    """Return the newest decision of every purpose and channel."""
    newest: dict[tuple[str, str], ConsentRecord] = {}
    for entry in _consents(customer_id=customer_id):
        newest.setdefault((entry.purpose, entry.channel), entry)
    return sorted(newest.values(), key=lambda entry: (entry.purpose, entry.channel))


def consent_history(*, customer_id: int) -> list[ConsentRecord]:
    """Return the whole consent ledger of a customer, newest first."""
    return list(_consent_ledger(customer_id=customer_id).select_related("recorded_by"))


@compiled
def _consents(*, customer_id: int) -> QuerySet[ConsentRecord]:
    return _consent_ledger(customer_id=customer_id)


def _consent_ledger(*, customer_id: int) -> QuerySet[ConsentRecord]:
    return ConsentRecord.objects.filter(customer_id=customer_id).order_by("-recorded_at", "-id")


def search_customers(*, query: str, limit: int = 20) -> list[Customer]:
    """Return customers having every typed word as the beginning of a name, nickname, e-mail, phone or external id.

    Titles, tone marks, letter case and the spelling of a phone number do not matter. Whole words come first, then who
    bought last. Only the index of tokens is read until the customers are known.
    """
    tokens = query_tokens(query)
    if not tokens:
        return []
    found = SearchToken.objects.filter(token__gte=tokens[0], token__lt=_after(tokens[0]))
    for token in tokens[1:]:
        other = SearchToken.objects.filter(customer=OuterRef("customer"), token__gte=token, token__lt=_after(token))
        found = found.filter(Exists(other))
    rows = found.order_by("token", "customer_id").values_list("customer_id", "token")[: _CANDIDATES_A_HIT * limit]
    is_whole: dict[int, bool] = {}
    for customer_id, stored in rows:
        is_whole[customer_id] = is_whole.get(customer_id, False) or bytes(stored) == tokens[0]
    bought = Customer.objects.filter(id__in=is_whole).values_list("id", "last_order_at")
    ranked = sorted(bought, key=lambda row: (not is_whole[row[0]], -(row[1].timestamp() if row[1] else 0), -row[0]))
    rows_by_id = Customer.objects.select_related("branch").in_bulk([customer_id for customer_id, _ in ranked[:limit]])
    return [rows_by_id[customer_id] for customer_id, _ in ranked[:limit]]


def customer_page(
    *, order: str = "newest", after: str = "", branch_id: int | None = None, only: str = "", limit: int = 50
) -> CustomerPage:
    """Return one page of the customer list, by keyset: its cost does not grow with the number of customers.

    `order` is newest, recent (last order), spend or name; `only` is "" | buyers | repeat | none (never bought).
    """
    keys = _LIST_ORDERS.get(order, _LIST_ORDERS["newest"])
    rows: QuerySet[Customer] = Customer.objects.select_related("branch").order_by(*keys)
    if branch_id is not None:
        rows = rows.filter(branch_id=branch_id)
    if keys[0] == "-last_order_at" or only in {"buyers", "repeat"}:
        rows = rows.filter(last_order_at__isnull=False)
    if only == "repeat":
        rows = rows.filter(order_count__gte=2)
    elif only == "none":
        rows = rows.filter(order_count=0)
    rows = _starting_after(rows, keys, after)
    page = list(rows[: limit + 1])
    return CustomerPage(page[:limit], str(page[limit - 1].id) if len(page) > limit else "")


def customer_card(*, customer_id: int) -> CustomerCard:
    """Return the card of one customer."""
    return customer_cards(customer_ids=[customer_id])[customer_id]


def customer_cards(*, customer_ids: Sequence[int]) -> dict[int, CustomerCard]:
    """Return the cards of many customers in two queries."""
    points: dict[tuple[int, str], str] = {}
    for point in ContactPoint.objects.filter(customer_id__in=customer_ids).order_by("-is_primary", "id"):
        points.setdefault((point.customer_id, point.kind), point.value)
    return {
        c.id: CustomerCard(
            id=c.id,
            name=shown_name(c),
            address_as=spoken_name(c),
            language=c.language,
            branch_id=c.branch_id,
            email=points.get((c.id, "email"), ""),
            phone=points.get((c.id, "phone"), ""),
            order_count=c.order_count,
            spend_satang=c.spend_satang,
            first_order_at=c.first_order_at,
            last_order_at=c.last_order_at,
            created_at=c.created_at,
        )
        for c in Customer.objects.filter(id__in=customer_ids)
    }


def customer_names(*, customer_ids: Collection[int]) -> dict[int, str]:
    """Return the names of several customers, as lists show them."""
    parts = Customer.objects.only("title", "first_name", "last_name", "nickname")
    return {one.pk: shown_name(one) for one in parts.filter(id__in=customer_ids)}


def customer_orders(*, customer_id: int, limit: int = 50) -> list[Order]:
    """Return a customer's newest orders with their lines, in two queries."""
    orders = _orders(customer_id=customer_id, limit=limit)
    prefetch_related_objects(orders, "lines")
    return orders


@compiled
def _orders(*, customer_id: int, limit: int) -> QuerySet[Order]:
    return Order.objects.filter(customer_id=customer_id).order_by("-ordered_at", "-id")[:limit]


def customer_notes(*, customer_id: int, limit: int = 50) -> list[Note]:
    """Return the newest notes about a customer."""
    return list(Note.objects.filter(customer_id=customer_id).select_related("author").order_by("-id")[:limit])


@compiled
def customer_facts(*, customer_id: int) -> QuerySet[Fact]:
    """Return what is worth remembering about a customer and was not taken back, newest first."""
    facts = Fact.objects.filter(customer_id=customer_id, retracted_at__isnull=True)
    return facts.order_by("-learned_date", "-id")


def get_fact(*, customer_id: int, fact_id: int) -> Fact:
    """Return a fact about this customer; raise `Fact.DoesNotExist` when it is about somebody else or there is none."""
    return Fact.objects.get(id=fact_id, customer_id=customer_id)


def shown_name(customer: Customer) -> str:
    """Return the name for lists and headers; an unnamed customer is shown by number."""
    name = display_name(
        first_name=customer.first_name,
        last_name=customer.last_name,
        nickname=customer.nickname,
        title=customer.title,
    )
    return name or f"#{customer.id}"


def spoken_name(customer: Customer, language: str | None = None) -> str:
    """Return how to speak to the customer, in their own language unless another is given."""
    return address_as(
        call_name=customer.call_name,
        nickname=customer.nickname,
        first_name=customer.first_name,
        title=customer.title,
        language=language or customer.language,
    )


def _after(token: bytes) -> bytes:
    """Return the smallest bytes greater than every token that begins so (UTF-8 never holds the byte FF)."""
    return token + b"\xff"


def _starting_after(rows: QuerySet[Customer], keys: tuple[str, ...], after: str) -> QuerySet[Customer]:
    if not after.isdecimal():
        return rows
    last = Customer.objects.filter(id=int(after)).first()
    if last is None:
        return rows
    if len(keys) == 1:
        return rows.filter(id__lt=last.id)
    field, is_down = keys[0].lstrip("-"), keys[0].startswith("-")
    compare = "lt" if is_down else "gt"
    value = getattr(last, field)
    if value is None:
        return rows
    # The plain bound lets both planners start inside the index; the second condition settles ties.
    bounded = rows.filter(**{f"{field}__{compare}e": value})
    return bounded.filter(Q(**{f"{field}__{compare}": value}) | Q(**{f"id__{compare}": last.id}))
