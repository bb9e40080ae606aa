"""A state kept on disk and refreshed is the state made anew, whatever happened to the log in between."""

import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samphan.analytics import durable
from samphan.analytics.durable import FolderBusy, only_writer
from samphan.analytics.state import store as store_module
from samphan.analytics.state.building import build_state
from samphan.analytics.state.logs import OrderLog, ParquetLog
from samphan.analytics.state.store import EndMovedBack, StateStore
from tests.analytics.state import cast

Row = tuple[int, int]
START = cast.END_DAY - 30


def on(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def log_of(days: dict[int, list[Row]]) -> cast.DayLog:
    log = cast.DayLog()
    for day, found in days.items():
        log.put(day, [(key, day, amount) for key, amount in found])
    return log


def same(kept: StateStore, log: OrderLog, until: date) -> None:
    """Compare, bit by bit but for customers whose key is not in use any more."""
    stored, made = kept.load(), build_state(log, until=until, kernel_name="plain")
    shared = made.customers
    assert stored.records[:shared].tobytes() == made.records.tobytes()
    assert stored.extras[:shared].tobytes() == made.extras.tobytes()
    assert not stored.has_bought[shared:].any()
    assert not stored.refunded[shared:].any()
    assert (stored.until, stored.later_rows) == (made.until, made.later_rows)


@pytest.fixture
def kept(tmp_path: Path) -> StateStore:
    """Return a store in a folder of its own."""
    return StateStore(tmp_path / "state", kernel_name="plain")


steps = st.lists(
    st.tuples(
        st.integers(0, 40),  # the day whose rows are replaced
        st.lists(st.tuples(st.integers(0, 12), st.integers(-300, 900)), max_size=6),
        st.integers(0, 12),  # by how much the end moves on
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(changes=steps, deltas=st.sampled_from([2, 64]))
def test_a_refreshed_state_is_the_state_made_anew(
    changes: list[tuple[int, list[Row], int]], deltas: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = StateStore(tmp_path_factory.mktemp("state"), kernel_name="plain")
    log = log_of({START: [(key, 100 + key) for key in range(12)]})
    until = START
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(store_module, "_MOST_DELTAS", deltas)
        patched.setattr(store_module, "_SHARE_OF_BASE", 1)
        for day, found, further in changes:
            log.put(START + day, [(key, START + day, amount) for key, amount in found])
            until += further
            kept.refresh(log, until=on(until))
            same(kept, log, on(until))


def test_a_new_day_costs_its_own_rows_and_no_more(kept: StateStore) -> None:
    log = log_of({START + day: [(key, 50) for key in range(100)] for day in range(20)})
    assert kept.refresh(log, until=on(START + 19)).is_rebuilt
    log.put(START + 20, [(5, START + 20, 70), (100, START + 20, 70)])
    log.rows_read = 0
    done = kept.refresh(log, until=on(START + 20))
    assert log.rows_read == 2
    assert (done.new_rows, done.changed, done.replayed, done.is_rebuilt) == (2, 2, 0, False)
    same(kept, log, on(START + 20))


def test_a_late_row_replays_its_customer_alone(kept: StateStore) -> None:
    log = log_of({START + day: [(key, 50) for key in range(100)] for day in range(0, 20, 2)})
    kept.refresh(log, until=on(START + 19))
    log.put(START + 5, [(7, START + 5, 11)])
    done = kept.refresh(log, until=on(START + 19))
    assert (done.changed, done.replayed, done.is_rebuilt) == (1, 1, False)
    same(kept, log, on(START + 19))


def test_an_order_taken_back_replays_its_customer(kept: StateStore) -> None:
    log = log_of({START: [(key, 50) for key in range(100)], START + 1: [(3, 50), (4, 60)]})
    kept.refresh(log, until=on(START + 1))
    log.put(START + 1, [(4, START + 1, 60)])
    done = kept.refresh(log, until=on(START + 1))
    assert (done.replayed, done.is_rebuilt) == (2, False)
    assert kept.load().x[3] == 0
    same(kept, log, on(START + 1))


def test_when_earlier_rows_are_forgotten_all_is_read_again(kept: StateStore) -> None:
    log = log_of({START: [(key, 50) for key in range(100)], START + 1: [(3, 50)]})
    kept.refresh(log, until=on(START + 1))
    log.remembers = False
    log.put(START + 1, [(4, START + 1, 60)])
    assert kept.refresh(log, until=on(START + 1)).is_rebuilt
    same(kept, log, on(START + 1))


def test_refreshing_twice_counts_nothing_twice(kept: StateStore) -> None:
    log = log_of({START: [(1, 50)], START + 1: [(1, -5)]})
    kept.refresh(log, until=on(START + 1))
    done = kept.refresh(log, until=on(START + 1))
    assert (done.version, done.new_rows, done.changed) == (1, 0, 0)
    same(kept, log, on(START + 1))


@pytest.mark.parametrize("dies_at", range(1, 6))
def test_a_refresh_that_dies_half_way_has_changed_nothing(
    dies_at: int, kept: StateStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = log_of({START: [(key, 50) for key in range(40)]})
    kept.refresh(log, until=on(START))
    log.put(START + 1, [(key, START + 1, 9) for key in range(30)])  # enough for a new base
    flushed, write = 0, durable.os.fsync

    def dying(descriptor: int) -> None:
        nonlocal flushed
        flushed += 1
        if flushed == dies_at:
            raise KeyboardInterrupt
        write(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, "fsync", dying)
        with pytest.raises(KeyboardInterrupt):
            kept.refresh(log, until=on(START + 1))
    assert kept.load().until == on(START)
    assert kept.load().x.sum() == 0
    kept.refresh(log, until=on(START + 1))
    same(kept, log, on(START + 1))
    named = {path.name for path in kept.folder.iterdir() if path.name.startswith(("base", "delta"))}
    manifest = json.loads((kept.folder / "manifest.json").read_text())
    assert named == {f"{manifest['base']}.records", f"{manifest['base']}.extras.npz", *manifest["deltas"]}


def test_a_file_that_reaches_past_the_end_is_carried_on_when_the_end_moves(kept: StateStore, tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    day = np.arange(START, START + 20, dtype=np.int32)
    columns = {"customer_key": np.arange(20, dtype=np.int32) % 3, "day": pa.array(day).cast(pa.date32())}
    pq.write_table(pa.table(columns | {"amount": np.full(20, 100)}), path)
    log = ParquetLog([path])
    kept.refresh(log, until=on(START + 5))
    assert kept.load().later_rows == 14
    assert not kept.refresh(log, until=on(START + 12)).is_rebuilt
    same(kept, log, on(START + 12))


def test_the_end_does_not_move_back(kept: StateStore) -> None:
    log = log_of({START: [(1, 50)]})
    kept.refresh(log, until=on(START + 1))
    with pytest.raises(EndMovedBack, match="rebuild it to end on"):
        kept.refresh(log, until=on(START))


def test_rebuilt_it_ends_earlier_and_goes_on_from_there(kept: StateStore) -> None:
    log = log_of({START: [(1, 50), (2, 70)], START + 3: [(1, 20)]})
    kept.refresh(log, until=on(START + 5))
    assert kept.rebuild(log, until=on(START + 1)).is_rebuilt
    same(kept, log, on(START + 1))
    kept.refresh(log, until=on(START + 4))
    same(kept, log, on(START + 4))


def test_one_process_writes_at_a_time(kept: StateStore) -> None:
    with only_writer(kept.folder), pytest.raises(FolderBusy, match="another process"):
        kept.refresh(log_of({START: [(1, 50)]}), until=on(START))


def test_what_was_never_stored_cannot_be_loaded(kept: StateStore) -> None:
    assert kept.version == 0
    with pytest.raises(FileNotFoundError, match="refresh it from a log first"):
        kept.load()


def test_a_reader_s_changes_stay_with_the_reader(kept: StateStore) -> None:
    kept.refresh(log_of({START: [(1, 50)]}), until=on(START))
    kept.load().records["spend"] = 7
    assert kept.load().spend.tolist() == [0, 50]
