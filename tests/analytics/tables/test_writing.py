"""Days are written whole or not at all, checked against the declaration, and read back as they were."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.analytics import durable
from samphan.analytics.durable import FolderBusy
from samphan.analytics.tables.customer_keys import CustomerKeys
from samphan.analytics.tables.declarations import Column, Kind, PersonalData, Table
from samphan.analytics.tables.reading import connect
from samphan.analytics.tables.writing import RowsDoNotFit, TableWriter

VISITS = Table(
    "visits",
    (
        Column("id", Kind.ID),
        Column("customer_key", Kind.CUSTOMER, PersonalData.REFERENCE, is_nullable=True),
        Column("day", Kind.DAY, PersonalData.BEHAVIOUR),
        Column("came_at", Kind.INSTANT, PersonalData.BEHAVIOUR, is_nullable=True),
        Column("amount", Kind.AMOUNT, PersonalData.BEHAVIOUR, unit="THB/100"),
        Column("channel", Kind.CODE),
        Column("is_first", Kind.FLAG),
        Column("share", Kind.SHARE, is_nullable=True),
    ),
)
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
AT = datetime(2026, 3, 2, 3, 4, 5, 678901, tzinfo=UTC)


def row(number: int, customer: int | None = 70, day: date = MONDAY, **changed: Any) -> tuple[Any, ...]:
    fields = {"came_at": AT, "amount": 100 * number, "channel": "shop", "is_first": True, "share": 0.5} | changed
    return (number, customer, day, *fields.values())


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[TableWriter]:
    """Return a writer of visits into a folder of its own."""
    with TableWriter(tmp_path, VISITS, CustomerKeys(tmp_path)) as made:
        yield made


def read(folder: Path, query: str = "SELECT * FROM visits ORDER BY id") -> list[tuple[Any, ...]]:
    with connect(folder) as connection:
        return connection.sql(query).fetchall()


def test_rows_come_back_as_they_were_with_a_dense_key_for_the_customer(writer: TableWriter, tmp_path: Path) -> None:
    writer.write_day(MONDAY, [row(2, 900), row(1, 70), row(3, None, share=None, came_at=None)], stamp="a")
    writer.commit()
    naive = AT.replace(tzinfo=None)
    assert read(tmp_path) == [
        (1, 0, MONDAY, naive, 100, "shop", True, 0.5),
        (2, 1, MONDAY, naive, 200, "shop", True, 0.5),
        (3, None, MONDAY, None, 300, "shop", True, None),
    ]
    assert read(tmp_path, "SELECT * FROM customer_keys ORDER BY 1") == [(0, 70), (1, 900)]


def test_units_and_personal_data_classes_travel_with_the_file(writer: TableWriter, tmp_path: Path) -> None:
    writer.write_day(MONDAY, [row(1)], stamp="a")
    writer.commit()
    (file,) = (tmp_path / "visits").glob("*.parquet")
    metadata = pq.read_schema(file).field("amount").metadata
    assert (metadata[b"unit"], metadata[b"personal_data"]) == (b"THB/100", b"behaviour")


def test_a_day_written_again_replaces_the_one_before(writer: TableWriter, tmp_path: Path) -> None:
    writer.write_day(MONDAY, [row(1), row(2)], stamp="a")
    writer.write_day(TUESDAY, [row(3, day=TUESDAY)], stamp="b")
    writer.commit()
    writer.write_day(MONDAY, [row(2, amount=7)], stamp="c")
    writer.commit()
    assert read(tmp_path, "SELECT id, amount FROM visits ORDER BY id") == [(2, 7), (3, 300)]
    assert writer.stamps == {MONDAY: "c", TUESDAY: "b"}


def test_a_day_without_rows_goes_away(writer: TableWriter, tmp_path: Path) -> None:
    writer.write_day(MONDAY, [row(1)], stamp="a")
    writer.commit()
    writer.write_day(MONDAY, [], stamp="b")
    writer.commit()
    assert read(tmp_path) == []
    assert writer.stamps == {}


def test_nothing_counts_before_the_commit(writer: TableWriter, tmp_path: Path) -> None:
    writer.commit()
    writer.write_day(MONDAY, [row(1)], stamp="a")
    assert read(tmp_path) == []
    writer.commit()
    assert len(read(tmp_path)) == 1


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (row(1, amount="100"), "amount: not of kind amount"),
        (row(1, amount=1.5), "amount: not of kind amount"),
        (row(1, amount=2**63), "amount: not of kind amount"),
        (row(1, channel=3), "channel: not of kind code"),
        (row(1, amount=None), "amount: a value is missing"),
        (row(1, day=TUESDAY), "another day"),
        (row(1)[:-1], "7 values, not 8"),
        (row(1, customer="a"), "customer_key: not of kind customer"),  # type: ignore[arg-type]
    ],
)
def test_rows_that_do_not_fit_the_declaration_are_refused(
    wrong: tuple[Any, ...], why: str, writer: TableWriter, tmp_path: Path
) -> None:
    with pytest.raises(RowsDoNotFit, match=why):
        writer.write_day(MONDAY, [wrong], stamp="a")
    writer.commit()
    assert read(tmp_path) == []


def test_an_id_comes_once(writer: TableWriter) -> None:
    with pytest.raises(RowsDoNotFit, match="twice"):
        writer.write_day(MONDAY, [row(1), row(1)], stamp="a")


def test_a_changed_declaration_asks_for_every_day_anew(writer: TableWriter, tmp_path: Path) -> None:
    for day, number in ((MONDAY, 1), (TUESDAY, 2)):
        writer.write_day(day, [row(number, day=day)], stamp="a")
    writer.commit()
    writer.__exit__(None, None, None)
    wider = Table("visits", (*VISITS.columns, Column("branch_id", Kind.ID, is_nullable=True)))
    with TableWriter(tmp_path, wider, CustomerKeys(tmp_path)) as again:
        assert again.stamps == {MONDAY: "", TUESDAY: ""}
        again.write_day(MONDAY, [(*row(1), 5)], stamp="a")
        again.commit()
        assert again.stamps == {MONDAY: "a", TUESDAY: ""}
    assert read(tmp_path, "SELECT id, branch_id FROM visits ORDER BY id") == [(1, 5), (2, None)]


def test_one_process_writes_a_table_at_a_time(writer: TableWriter, tmp_path: Path) -> None:
    with pytest.raises(FolderBusy), TableWriter(tmp_path, VISITS, CustomerKeys(tmp_path)):
        pass


@pytest.mark.parametrize("dies_at", range(1, 9))
def test_a_crash_at_any_flush_loses_and_doubles_nothing(
    dies_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days counted, then a run that changes one and adds one dies; the next run finishes the work."""

    def run(days: dict[date, list[tuple[Any, ...]]]) -> None:
        with TableWriter(tmp_path, VISITS, CustomerKeys(tmp_path)) as made:
            for day, found in days.items():
                made.write_day(day, found, stamp=str(found))
            made.commit()

    before = {MONDAY: [row(1)], TUESDAY: [row(2, 71, TUESDAY)]}
    after = {MONDAY: [row(1), row(9, 72)], date(2026, 3, 4): [row(3, 73, date(2026, 3, 4))]}
    run(before)
    flushed, flush = 0, durable.os.fsync

    def dying(descriptor: int) -> None:
        nonlocal flushed
        flushed += 1
        if flushed == dies_at:
            raise KeyboardInterrupt
        flush(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, "fsync", dying)
        with pytest.raises(KeyboardInterrupt):
            run(after)
    ids = [found[0] for found in read(tmp_path)]
    assert ids in ([1, 2], [1, 2, 3, 9])  # all of the run or nothing of it
    run(after)
    assert [found[0] for found in read(tmp_path)] == [1, 2, 3, 9]
    assert sorted(read(tmp_path, "SELECT customer_id FROM customer_keys")) == [(70,), (71,), (72,), (73,)]
    manifest = json.loads((tmp_path / "visits" / "manifest.json").read_text())
    named = {file["file"] for file in (*manifest["days"].values(), *manifest["superseded"])}
    assert {path.name for path in (tmp_path / "visits").glob("*.parquet*")} == named


@settings(max_examples=40)
@given(runs=st.lists(st.dictionaries(st.integers(1, 5), st.sets(st.integers(1, 30)), max_size=4), max_size=5))
def test_the_table_is_the_last_rows_of_every_day(
    runs: list[dict[int, set[int]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    held: dict[int, set[int]] = {}
    for run in runs:
        with TableWriter(folder, VISITS, CustomerKeys(folder)) as writer:
            for day, customers in run.items():
                rows = [row(day * 100 + one, one * 10, date(2026, 1, day)) for one in customers]
                writer.write_day(date(2026, 1, day), rows, stamp="x")
            writer.commit()
        held |= run
    expected = sorted((day * 100 + one, one * 10) for day, customers in held.items() for one in customers)
    if runs:
        joined = "SELECT id, customer_id FROM visits JOIN customer_keys USING (customer_key) ORDER BY id"
        assert read(folder, joined) == expected


@given(batches=st.lists(st.lists(st.integers(1, 40)), max_size=6))
def test_keys_are_dense_and_never_change(batches: list[list[int]], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("keys")
    known: dict[int, int] = {}
    for batch in batches:
        keys = CustomerKeys(folder)
        given_keys = dict(zip(batch, keys.keys_of(batch).to_pylist(), strict=True))
        assert {one: key for one, key in given_keys.items() if one in known} == {
            one: key for one, key in known.items() if one in given_keys
        }
        keys.commit()
        known |= given_keys
    assert sorted(known.values()) == list(range(len(known)))


def test_many_commits_of_keys_are_merged_into_one_file(tmp_path: Path) -> None:
    keys = CustomerKeys(tmp_path)
    for one in range(70):
        keys.keys_of([one])
        keys.commit()
    assert len(list((tmp_path / "customer_keys").glob("*.parquet"))) < 10
    assert CustomerKeys(tmp_path).keys_of([69, 0, None]).to_pylist() == [69, 0, None]


@pytest.mark.parametrize(
    "columns",
    [
        (Column("id", Kind.ID), Column("day", Kind.DAY), Column("Day", Kind.DAY)),
        (Column("id", Kind.ID),),
        (Column("id", Kind.ID), Column("day", Kind.DAY, is_nullable=True)),
    ],
)
def test_a_table_needs_an_id_a_day_and_names_that_differ(columns: tuple[Column, ...]) -> None:
    with pytest.raises(ValueError, match="table 'wrong'"):
        Table("wrong", columns)
