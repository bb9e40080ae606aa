"""Customers: one by id, and one by whatever is known of them."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field, field_validator

from samphan.api.keys import let_in
from samphan.api.problems import FieldError, invalid
from samphan.customers import selectors, services
from samphan.customers.rules import UNNAMED, Contact, InvalidContact, PersonName, normalise_contact
from samphan.kit import clock

router = Router()


class PlainText(Schema):
    """A body whose texts a database can store."""

    @field_validator("*")
    @classmethod
    def no_nul(cls, value: object) -> object:
        """Refuse the one character PostgreSQL has no place for."""
        if isinstance(value, str) and "\x00" in value:
            raise ValueError("Remove the NUL characters.")
        return value


class ContactIn(PlainText):
    """One way to reach or to recognise a customer."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(pattern="^(email|phone|line|external)$", description="email, phone, line or external")
    value: str = Field(min_length=1, max_length=254)
    source: str = Field("", max_length=40, description="For an external id: the system that issued it.")


class CustomerIn(PlainText):
    """What is known of a customer: at least one contact."""

    model_config = ConfigDict(extra="forbid")

    contacts: list[ContactIn] = Field(min_length=1, max_length=20)
    title: str = Field("", max_length=40)
    first_name: str = Field("", max_length=120)
    last_name: str = Field("", max_length=120)
    nickname: str = Field("", max_length=60)
    language: str | None = Field(None, pattern="^(th|en)$")


class CustomerOut(Schema):
    """A customer: identity and what they bought, money in satang."""

    id: int
    name: str
    address_as: str = Field(description="How to speak to them.")
    language: str
    branch_id: int | None
    email: str
    phone: str
    order_count: int
    spend_satang: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    created_at: datetime


@router.post("/customers", response=CustomerOut, url_name="customers", summary="Find a customer, or make one")
def identify(request: HttpRequest, body: CustomerIn) -> selectors.CustomerCard:
    """Return the customer these contacts belong to, made when nobody has any of them.

    A known customer gains the contacts that are new and has blank name parts filled; nothing known is overwritten.
    """
    let_in(request.headers.get("Authorization", ""), scope="customers.write")
    name = PersonName(title=body.title, first_name=body.first_name, last_name=body.last_name, nickname=body.nickname)
    customer = services.identify_customer(
        contacts=[_contact(given, place) for place, given in enumerate(body.contacts)],
        now=clock.now(),
        name=None if name == UNNAMED else name,
        language=body.language,
    )
    return selectors.customer_card(customer_id=customer.pk)


@router.get("/customers/{customer_id}", response=CustomerOut, url_name="customer", summary="One customer")
def customer(request: HttpRequest, customer_id: int) -> selectors.CustomerCard:
    """Return one customer."""
    let_in(request.headers.get("Authorization", ""), scope="customers.read")
    return selectors.customer_card(customer_id=selectors.get_customer(customer_id=customer_id).pk)


def _contact(given: ContactIn, place: int) -> Contact:
    try:
        return normalise_contact(Contact(given.kind, given.value, given.source))
    except InvalidContact as refused:
        raise invalid([FieldError(f"contacts[{place}].value", refused.explain(str))], code=refused.code) from refused
