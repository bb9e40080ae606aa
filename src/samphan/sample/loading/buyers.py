"""Customers with contact points, search words, consents and remarks, and their orders."""

from collections import defaultdict
from dataclasses import dataclass

from samphan.customers.models import (
    ConsentPurpose,
    ConsentRecord,
    ContactKind,
    ContactPoint,
    Customer,
    Fact,
    Note,
    Order,
    OrderLine,
    OrderStatus,
    SearchToken,
)
from samphan.customers.rules import (
    Contact,
    OrderItem,
    PersonName,
    contact_token,
    counts_as_purchase,
    counts_in_spend,
    name_tokens,
    order_digest,
    sort_key,
)
from samphan.sample.loading.keeper import Keeper
from samphan.sample.loading.staff import Staff
from samphan.sample.story.goods import CATALOGUE
from samphan.sample.story.shapes import Person, Purchase, Story

SOURCE = "sample"


@dataclass(frozen=True, kw_only=True)
class Buyers:
    """Ids of customers and orders, by their place in the story."""

    customer_ids: list[int]
    order_ids: list[int]


def load_buyers(keeper: Keeper, story: Story, staff: Staff) -> Buyers:
    """Write everybody the story knows, and what they bought."""
    bought: dict[int, list[Purchase]] = defaultdict(list)
    for purchase in story.purchases:
        bought[purchase.person_index].append(purchase)
    customer_ids = keeper.add([_customer(person, bought[index], staff) for index, person in enumerate(story.people)])
    keeper.step()
    contacts = [(customer_ids[i], contact, p) for i, p in enumerate(story.people) for contact in contacts_of(p)]
    keeper.add([_contact_point(customer_id, contact, person) for customer_id, contact, person in contacts])
    keeper.add(_tokens(story, customer_ids))
    keeper.add([consent for i, p in enumerate(story.people) for consent in _consents(p, customer_ids[i])])
    keeper.step()
    order_ids = keeper.add(
        [_order(purchase, number, customer_ids, staff) for number, purchase in enumerate(story.purchases)]
    )
    keeper.add([row for purchase, key in zip(story.purchases, order_ids, strict=True) for row in _lines(purchase, key)])
    keeper.step()
    _load_remarks(keeper, story, customer_ids, staff)
    return Buyers(customer_ids=customer_ids, order_ids=order_ids)


def contacts_of(person: Person) -> list[Contact]:
    """Return the addresses of a customer, each of one kind."""
    found = [Contact(ContactKind.PHONE, person.phone), Contact(ContactKind.EXTERNAL, person.member_ref, SOURCE)]
    if person.email:
        found.insert(0, Contact(ContactKind.EMAIL, person.email))
    if person.line_id:
        found.append(Contact(ContactKind.LINE, person.line_id))
    return found


def order_total(purchase: Purchase) -> int:
    """Return the total of an order in satang."""
    return sum(line.quantity * CATALOGUE[line.good_index].price_baht for line in purchase.lines) * 100


def _name(person: Person) -> PersonName:
    return PersonName(
        title=person.title, first_name=person.first_name, last_name=person.last_name, nickname=person.nickname
    )


def _customer(person: Person, bought: list[Purchase], staff: Staff) -> Customer:
    kept = [p for p in bought if counts_as_purchase(status=_status(p), total_satang=order_total(p))]
    return Customer(
        title=person.title,
        first_name=person.first_name,
        last_name=person.last_name,
        nickname=person.nickname,
        language=person.language,
        branch_id=staff.branch_ids[person.branch_index],
        birth_date=person.birth_date,
        sort_key=sort_key(_name(person)),
        first_order_at=min((p.ordered_at for p in kept), default=None),
        last_order_at=max((p.ordered_at for p in kept), default=None),
        order_count=len(kept),
        spend_satang=sum(
            order_total(p) for p in bought if counts_in_spend(status=_status(p), total_satang=order_total(p))
        ),
        created_at=person.joined_at,
        updated_at=person.joined_at,
    )


def _contact_point(customer_id: int, contact: Contact, person: Person) -> ContactPoint:
    return ContactPoint(
        customer_id=customer_id,
        kind=contact.kind,
        source=contact.source,
        value=contact.value,
        is_primary=True,
        created_at=person.joined_at,
    )


def _tokens(story: Story, customer_ids: list[int]) -> list[SearchToken]:
    return [
        SearchToken(customer_id=customer_ids[index], token=token)
        for index, person in enumerate(story.people)
        for token in sorted(name_tokens(_name(person)) | {contact_token(c) for c in contacts_of(person)})
    ]


def _consents(person: Person, customer_id: int) -> list[ConsentRecord]:
    asked = {ConsentPurpose.SURVEY: person.is_surveyable, ConsentPurpose.MARKETING: person.is_marketable}
    return [
        ConsentRecord(
            customer_id=customer_id,
            purpose=purpose,
            is_granted=is_granted,
            source="membership form",
            text_version="2024-01",
            recorded_at=person.joined_at,
        )
        for purpose, is_granted in asked.items()
    ]


def _status(purchase: Purchase) -> str:
    return OrderStatus.RETURNED if purchase.is_returned else OrderStatus.PAID


def _items(purchase: Purchase) -> list[OrderItem]:
    goods = [(CATALOGUE[line.good_index], line.quantity) for line in purchase.lines]
    return [OrderItem(good.name, quantity, good.price_baht * 100, good.sku) for good, quantity in goods]


def _order(purchase: Purchase, number: int, customer_ids: list[int], staff: Staff) -> Order:
    customer_id, total = customer_ids[purchase.person_index], order_total(purchase)
    return Order(
        customer_id=customer_id,
        branch_id=staff.branch_ids[purchase.branch_index],
        source=SOURCE,
        external_ref=f"RD-{number + 1:06d}",
        status=_status(purchase),
        total_satang=total,
        ordered_at=purchase.ordered_at,
        content_digest=order_digest(
            customer_id=customer_id,
            status=_status(purchase),
            currency="THB",
            ordered_at=purchase.ordered_at,
            total_satang=total,
            lines=_items(purchase),
        ),
        created_at=purchase.ordered_at,
    )


def _lines(purchase: Purchase, order_id: int) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order_id,
            position=position,
            sku=item.sku,
            name=item.name,
            quantity=item.quantity,
            unit_price_satang=item.unit_price_satang,
            total_satang=item.total_satang,
        )
        for position, item in enumerate(_items(purchase), start=1)
    ]


def _load_remarks(keeper: Keeper, story: Story, customer_ids: list[int], staff: Staff) -> None:
    notes = [
        Note(
            customer_id=customer_ids[said.person_index],
            author_id=staff.user_ids[said.agent_index],
            body=said.body,
            created_at=said.at,
        )
        for said in story.remarks
        if not said.kind
    ]
    facts = [
        Fact(
            customer_id=customer_ids[said.person_index],
            kind=said.kind,
            body=said.body,
            source="conversation",
            author_id=staff.user_ids[said.agent_index],
            learned_date=said.at.date(),
            created_at=said.at,
        )
        for said in story.remarks
        if said.kind
    ]
    keeper.add(notes)
    keeper.add(facts)
