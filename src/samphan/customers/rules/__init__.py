"""Pure decisions about people: how a contact is spelt, how a name is read, sorted, searched and spoken."""

from samphan.customers.rules.birthdays import birth_dates_of, birthday_on, next_birthday
from samphan.customers.rules.contacts import (
    Contact,
    InvalidContact,
    InvalidEmail,
    InvalidPhone,
    normalise_contact,
    normalise_email,
    normalise_phone,
    phones_in,
    show_phone,
)
from samphan.customers.rules.names import (
    UNNAMED,
    PersonName,
    address_as,
    display_name,
    initials,
    is_company,
    read_full_name,
    split_title,
)
from samphan.customers.rules.orders import OrderItem, counts_as_purchase, counts_in_spend, order_digest
from samphan.customers.rules.search import contact_token, fold, name_tokens, query_tokens, sort_key

__all__ = [
    "UNNAMED",
    "Contact",
    "InvalidContact",
    "InvalidEmail",
    "InvalidPhone",
    "OrderItem",
    "PersonName",
    "address_as",
    "birth_dates_of",
    "birthday_on",
    "contact_token",
    "counts_as_purchase",
    "counts_in_spend",
    "display_name",
    "fold",
    "initials",
    "is_company",
    "name_tokens",
    "next_birthday",
    "normalise_contact",
    "normalise_email",
    "normalise_phone",
    "order_digest",
    "phones_in",
    "query_tokens",
    "read_full_name",
    "show_phone",
    "sort_key",
    "split_title",
]
