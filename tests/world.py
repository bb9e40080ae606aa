"""The standing cast: small makers of the people and things every test needs, with sensible Thai defaults."""

from datetime import UTC, datetime
from itertools import count

from samphan.accounts.models import Branch, Organisation, User
from samphan.accounts.policies import Role
from samphan.customers.models import ContactKind, ContactPoint, Customer

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # a Friday, 10:00 in Bangkok
PASSWORD = "correct horse battery"
_serial = count(1)


def organisation() -> Organisation:
    """Return the one organisation, made on first call."""
    made, _ = Organisation.objects.get_or_create(defaults={"name": "เรือนดี โฮม", "created_at": NOW})
    return made


def user(role: Role = Role.AGENT, *, name: str = "ณัฐวุฒิ ปิ่นแก้ว", **fields: object) -> User:
    """Return a member of staff who can sign in with `PASSWORD`."""
    made = User(email=f"{role.value}{next(_serial)}@example.com", display_name=name, role=role.value, created_at=NOW)
    for field, value in fields.items():
        setattr(made, field, value)
    made.set_password(PASSWORD)
    made.save()
    return made


def branch(code: str = "LPR", name: str = "สาขาลาดพร้าว") -> Branch:
    """Return a branch, made on first call."""
    made, _ = Branch.objects.get_or_create(code=code, defaults={"name_th": name, "name_en": code})
    return made


def customer(first_name: str = "พิมพ์ชนก", *, email: str | None = None, **fields: object) -> Customer:
    """Return a customer with one e-mail address."""
    made = Customer(first_name=first_name, last_name="ศรีสุวรรณ", nickname="พิม", created_at=NOW, updated_at=NOW)
    for field, value in fields.items():
        setattr(made, field, value)
    made.save()
    address = email or f"customer{next(_serial)}@example.com"
    ContactPoint.objects.create(customer=made, kind=ContactKind.EMAIL, value=address, is_primary=True, created_at=NOW)
    return made
