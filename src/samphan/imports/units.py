"""The rows of a file as units of work: one row, or all lines of one order, always in the same order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from samphan.accounts.models import Branch, Organisation
from samphan.customers.rules import UNNAMED, Contact, OrderItem, PersonName
from samphan.customers.services import CustomerRecord, OrderRecord
from samphan.customers.services.bulk_customers import Decision
from samphan.imports.models import ImportBatch
from samphan.imports.readers import Table, read_rows
from samphan.imports.rules.cells import Reading
from samphan.imports.rules.dates import DateOrder
from samphan.imports.rules.rows import (
    AnotherLineWrong,
    NobodyNamed,
    NothingSaid,
    Problem,
    Row,
    RowReader,
    contacts_of,
    name_of,
    need,
    order_reference,
    row_reference,
)
from samphan.imports.staging import grouped_rows
from samphan.signals.rules import Answer, comment, rating

_ORDER_KEY = frozenset({"order_ref", "ordered_at", "external_id", "email", "phone", "line_id"})
_CONSENTS = (("marketing_email", "email"), ("marketing_sms", "sms"))


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """A survey response or a review as a file tells it; `contacts` name who said it, if anybody is named."""

    reference: str
    at: datetime
    answers: tuple[Answer, ...] = ()
    contacts: tuple[Contact, ...] = ()
    name: PersonName = UNNAMED
    branch_id: int | None = None
    wants_contact: bool = False
    stars: int | None = None
    text: str = ""
    author_name: str = ""
    url: str = ""


@dataclass(slots=True)
class Unit:
    """Rows that are stored together or not at all: their record, or what is wrong by row number."""

    rows: list[Row]
    record: Any = None
    problems: dict[int, list[Problem]] = field(default_factory=dict)


class UnitReader:
    """Turns the file of a batch into units: the one place that knows what makes a record of each kind."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._mapping: dict[str, str] = batch.mapping
        self._organisation = Organisation.objects.first()
        self._currency = self._organisation.currency if self._organisation else "THB"
        self.table = Table(
            Path(batch.file_path), batch.encoding, batch.delimiter, tuple(batch.headings), batch.header_row
        )
        reading = self._reading()
        self._reader = RowReader(batch.kind, headings=batch.headings, mapping=self._mapping, reading=reading)
        # What tells orders apart, so that finding the lines of each does not read every cell twice.
        telling = {name: heading for name, heading in self._mapping.items() if name in _ORDER_KEY}
        self._key_reader = RowReader(batch.kind, headings=batch.headings, mapping=telling, reading=reading)
        self._told: tuple[tuple[str, ...], str] = (), ""  # by the cells of the line before, and its order's key
        self._occurrences: Counter[int] = Counter()

    def units(self) -> Iterator[Unit]:
        """Yield every unit of the file, the same ones in the same order each time."""
        rows = read_rows(self.table)
        if self._batch.kind == "orders":
            staging = self.table.path.with_name("staging.sqlite3")
            return (self._order(group) for group in grouped_rows(rows, self._order_key, staging))
        return self.single_units(rows)

    def single_units(self, rows: Iterable[Row]) -> Iterator[Unit]:
        """Yield one unit a row; for orders this shows each line by itself, as the preview does."""
        make = {
            "customers": self._customer,
            "orders": lambda row: self._order([row]),
            "responses": self._response,
            "reviews": self._review,
        }[self._batch.kind]
        return (make(row) for row in rows)

    def values(self, row: Row) -> tuple[dict[str, Any], list[Problem]]:
        """Return the typed values of one row and its problems, for the preview."""
        return self._reader.read(row)

    def _reading(self) -> Reading:
        orders = {h: DateOrder(bool(o[0]), o[1], o[2]) for h, o in self._batch.options.get("dates", {}).items()}
        branches: dict[str, int] = {}
        for branch in Branch.objects.all():
            for label in (branch.name_en, branch.name_th, branch.code):
                if label:
                    branches[label.casefold()] = branch.id
        zone = ZoneInfo(self._organisation.timezone if self._organisation else "Asia/Bangkok")
        return Reading(zone=zone, currency=self._currency, orders=orders, branches=branches)

    def _customer(self, row: Row) -> Unit:
        values, problems = self._reader.read(row)
        contacts = contacts_of(values, self._batch.source)
        if not contacts and not problems:
            problems.append(Problem(NobodyNamed()))
        if problems:
            return Unit([row], problems={row.number: problems})
        evidence = f"{self._batch.file_name[:120]}, {row.number}"
        decisions = tuple(
            Decision("marketing", channel, values[name], evidence) for name, channel in _CONSENTS if name in values
        )
        return Unit(
            [row],
            CustomerRecord(
                contacts=contacts,
                name=name_of(values),
                language=values.get("language", ""),
                birth_date=values.get("birth_date"),
                branch_id=values.get("branch"),
                decisions=decisions,
            ),
        )

    def _order_key(self, row: Row) -> str:
        """Return what the lines of one order share; they mostly follow each other, and are then not read again."""
        cells = self._key_reader.cells(row)
        if cells != self._told[0]:
            self._told = cells, self._order_told(row)
        return self._told[1] or f"~{row.number:012}"

    def _order_told(self, row: Row) -> str:
        """Return the key of the order a line tells, "" where it tells none and stands alone."""
        values, _ = self._key_reader.read(row)
        if "order_ref" in values:
            return f"r{values['order_ref']}"
        contacts = contacts_of(values, self._batch.source)
        if not contacts or "ordered_at" not in values:
            return ""
        return f"c{contacts[0].value}|{values['ordered_at']:%Y%m%dT%H%M}"

    def _order(self, rows: list[Row]) -> Unit:
        read = [(row, *self._reader.read(row)) for row in rows]
        order: dict[str, Any] = {}
        for _, values, _ in read:
            for name, value in values.items():  # order-level cells may stand on the first line only
                order.setdefault(name, value)
        problems = {row.number: found for row, _, found in read if found}
        contacts = contacts_of(order, self._batch.source)
        first = problems.setdefault(rows[0].number, [])
        need(order, self._mapping, "ordered_at", first)
        if not contacts and not first:
            first.append(Problem(NobodyNamed()))
        if not first:
            del problems[rows[0].number]
        lines = [line for row, values, _ in read if (line := self._line(row, values, order, problems)) is not None]
        if problems:
            culprit = min(problems)
            for row in rows:
                problems.setdefault(row.number, [Problem(AnotherLineWrong(row=culprit))])
            return Unit(rows, problems=problems)
        return Unit(
            rows,
            OrderRecord(
                contacts=contacts,
                source=self._batch.source,
                external_ref=order["order_ref"][:120]
                if "order_ref" in order
                else order_reference(contacts, order["ordered_at"]),
                ordered_at=order["ordered_at"],
                lines=tuple(lines),
                currency=self._currency,  # no cell says another: reading refuses it
                status=order.get("status", "paid"),
                total_satang=order.get("order_total"),
                branch_id=order.get("branch"),
                name=name_of(order),
            ),
        )

    def _line(
        self, row: Row, values: dict[str, Any], order: dict[str, Any], problems: dict[int, list[Problem]]
    ) -> OrderItem | None:
        quantity: int = values.get("quantity", 1)
        price, total = values.get("unit_price"), values.get("line_total")
        if price is None and total is not None:
            price = total // quantity if quantity else total
        elif price is None and "unit_price" not in self._mapping and "line_total" not in self._mapping:
            price, quantity = order.get("order_total"), 1
        if price is None:
            if row.number not in problems:
                column = "unit_price" if "unit_price" in self._mapping else "line_total"
                found: list[Problem] = []
                need(values, self._mapping, column, found)
                problems[row.number] = found
            return None
        name, sku = values.get("item_name", ""), values.get("sku", "")
        return OrderItem(name=name, quantity=quantity, unit_price_satang=price, sku=sku[:80], total=total)

    def _response(self, row: Row) -> Unit:
        values, problems = self._reader.read(row)
        answers = [rating(scale, scale, values[scale]) for scale in ("nps", "csat") if scale in values]
        if "comment" in values:
            answers.append(comment("comment", values["comment"]))
        return self._feedback(
            row, values, problems, time="answered_at", reference="response_id", is_said=bool(answers),
            answers=tuple(answers),
            contacts=contacts_of(values, self._batch.source),
            name=name_of(values),
            wants_contact=values.get("wants_contact", False),
        )  # fmt: skip

    def _review(self, row: Row) -> Unit:
        values, problems = self._reader.read(row)
        return self._feedback(
            row, values, problems, time="posted_at", reference="review_id",
            is_said="stars" in values or "comment" in values,
            stars=values.get("stars"),
            text=values.get("comment", ""),
            author_name=values.get("author_name", "")[:120],
            url=values.get("url", ""),
        )  # fmt: skip

    def _feedback(
        self,
        row: Row,
        values: dict[str, Any],
        problems: list[Problem],
        *,
        time: str,
        reference: str,
        is_said: bool,
        **told: Any,
    ) -> Unit:
        """Return what somebody told us, or why it cannot be taken; `time` and `reference` name the columns."""
        at = self._time(values, time, problems)
        if not is_said and not problems:
            problems.append(Problem(NothingSaid()))
        known_as = self._reference(row, values, reference)
        if problems:
            return Unit([row], problems={row.number: problems})
        return Unit([row], FeedbackRecord(reference=known_as, at=at, branch_id=values.get("branch"), **told))

    def _time(self, values: dict[str, Any], name: str, problems: list[Problem]) -> datetime:
        """Return when it was said; a file without such a column was said when it was handed in."""
        if name not in self._mapping:
            return self._batch.created_at
        return need(values, self._mapping, name, problems) or self._batch.created_at

    def _reference(self, row: Row, values: dict[str, Any], name: str) -> str:
        if name in values:
            return str(values[name])[:160]
        self._occurrences[hash(row.cells)] += 1
        return row_reference(row, self._occurrences[hash(row.cells)])
