"""Tables as contexts declare them for analytics: columns with type, unit and personal-data class, and no words.

No kind holds free text or a contact value: what somebody wrote or is reached by cannot be declared, so it cannot leave
its own table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a column holds; each is one Arrow type and one DuckDB type."""

    ID = "id"
    CUSTOMER = "customer"  # given as the customer's id, written as the dense key
    INTEGER = "integer"
    AMOUNT = "amount"  # minor units of money
    CODE = "code"  # one of few values fixed by the program or the organisation
    CODES = "codes"  # any number of them
    FLAG = "flag"
    DAY = "day"  # a local day
    INSTANT = "instant"  # UTC, without a time zone in the type
    SHARE = "share"


class PersonalData(StrEnum):
    """How close a column is to a person: the class of the data protection register."""

    NONE = "none"
    REFERENCE = "reference"  # points at a person without naming her
    BEHAVIOUR = "behaviour"
    OPINION = "opinion"


_DUCKDB: Final[Mapping[Kind, str]] = {
    Kind.ID: "BIGINT",
    Kind.CUSTOMER: "INTEGER",
    Kind.INTEGER: "BIGINT",
    Kind.AMOUNT: "BIGINT",
    Kind.CODE: "VARCHAR",
    Kind.CODES: "VARCHAR[]",
    Kind.FLAG: "BOOLEAN",
    Kind.DAY: "DATE",
    Kind.INSTANT: "TIMESTAMP",
    Kind.SHARE: "DOUBLE",
}


@dataclass(frozen=True)
class Column:
    """One column: what it holds, in which unit, and how close it is to a person."""

    name: str
    kind: Kind
    personal_data: PersonalData = PersonalData.NONE
    unit: str = ""
    is_nullable: bool = False

    @property
    def duckdb_type(self) -> str:
        """Return the type a view gives it."""
        return _DUCKDB[self.kind]


@dataclass(frozen=True)
class Table:
    """One table of facts: rows belong to days, by the column named `day`, and are told apart by `id`."""

    name: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len({name.lower() for name in names}) < len(names):
            raise ValueError(
                f"table {self.name!r}: names of columns must differ, in lower case too (engines fold them)"
            )
        kinds = {column.name: column.kind for column in self.columns if not column.is_nullable}
        if kinds.get("id") is not Kind.ID or kinds.get("day") is not Kind.DAY:
            raise ValueError(f"table {self.name!r} needs a column `id` of kind ID and `day` of kind DAY, without nulls")

    def place(self, name: str) -> int:
        """Return at which place of a row a column stands."""
        return [column.name for column in self.columns].index(name)
