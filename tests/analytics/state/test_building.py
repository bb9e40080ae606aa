"""One pass, in numpy or compiled, equals a walk over every customer's days, whatever the log holds."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given

from samphan.analytics.state.building import build_state
from samphan.analytics.state.kernels import KernelName
from samphan.analytics.state.layout import RECORD
from samphan.analytics.state.logs import ArrayLog
from samphan.analytics.state.target import Target
from tests.analytics.state import cast

KERNELS: tuple[KernelName, ...] = ("plain", "compiled")
Rows = list[tuple[int, int, int]]


def same(told: dict[int, dict[str, object]], walked: dict[int, dict[str, object]]) -> None:
    assert told.keys() == walked.keys()
    for key, known in walked.items():
        assert told[key] == pytest.approx(known, rel=1e-12, abs=1e-9), key


@pytest.mark.parametrize("kernel_name", KERNELS)
@given(rows=cast.rows)
def test_a_state_holds_what_a_walk_over_the_days_finds(kernel_name: KernelName, rows: Rows) -> None:
    state = build_state(cast.array_log(rows), until=cast.END, kernel_name=kernel_name)
    same(cast.told(state), cast.walked(rows))
    assert state.later_rows == sum(day > cast.END_DAY for _, day, _ in rows)


@given(rows=cast.rows)
def test_both_passes_give_the_same_bits(rows: Rows) -> None:
    log = cast.array_log(rows)
    plain, fast = (build_state(log, until=cast.END, kernel_name=name) for name in KERNELS)
    assert plain.records.tobytes() == fast.records.tobytes()
    assert plain.extras.tobytes() == fast.extras.tobytes()


@pytest.mark.parametrize("rows", [1, 31, 32, 33, 64, 300_000])
def test_a_record_is_asked_for_ahead_in_logs_of_any_length(rows: int) -> None:
    chance = np.random.default_rng(5)
    log = ArrayLog(
        chance.integers(0, 40_000, rows), np.sort(chance.integers(9000, 9400, rows)), chance.integers(-99, 999, rows)
    )
    fast, plain = (build_state(log, until=date(2000, 1, 1), kernel_name=name) for name in ("compiled", "plain"))
    assert fast.records.tobytes() == plain.records.tobytes()
    assert fast.extras.tobytes() == plain.extras.tobytes()


def test_a_record_lies_on_one_line_of_the_cache() -> None:
    assert all(Target.empty(customers).records.ctypes.data % RECORD.itemsize == 0 for customers in (1, 99, 10**6))


@pytest.mark.parametrize("amount", [0, 2**31 - 1, 2**31, 10**13, 1 - 2**31, -(2**31), -(10**13)])
@pytest.mark.parametrize("day", [1, 2**15, 2**16 - 1])
@pytest.mark.parametrize("key", [0, 4095, 4096, 8191])
def test_a_row_of_any_size_is_kept_whole(key: int, day: int, amount: int) -> None:
    log = cast.array_log([(0, 1, 7), (key, day, amount), (8191, 2**16 - 1, 3)])
    plain, fast = (build_state(log, until=date(2149, 6, 6), kernel_name=name) for name in KERNELS)
    assert plain.records.tobytes() == fast.records.tobytes()
    assert plain.extras.tobytes() == fast.extras.tobytes()
    assert fast.refunded.sum() == max(-amount, 0)
    assert fast.spend.sum() == 10 + max(amount, 0)


@pytest.mark.parametrize("kernel_name", KERNELS)
def test_products_of_a_thousand_large_days_do_not_overflow(kernel_name: KernelName) -> None:
    rows = [(0, day * 40 + 1, 10**13) for day in range(1000)]
    state = build_state(cast.array_log(rows), until=date(2120, 1, 1), kernel_name=kernel_name)
    assert state.log_spend[0] == pytest.approx(999 * np.log(1e13), rel=1e-12)
    assert state.litt[0] == pytest.approx(999 * np.log(40), rel=1e-12)


@pytest.mark.parametrize("kernel_name", KERNELS)
def test_only_customers_whose_rows_are_out_of_order_are_read_again(kernel_name: KernelName) -> None:
    in_order = [(key, 10_000 + day, 100) for day in range(5) for key in range(20)]
    batch = 2**17
    filler = [(19, 10_010, 1)] * batch  # so that the row comes in a later batch: inside one, numpy sorts
    state = build_state(cast.array_log([*in_order, *filler, (3, 10_001, 7)]), until=cast.END, kernel_name=kernel_name)
    assert state.replayed == 1
    assert (state.x[3], state.spend[3]) == (4, 507)


@pytest.mark.parametrize("kernel_name", KERNELS)
@pytest.mark.parametrize(
    ("row", "why"),
    [
        ((-1, 10_000, 5), "customer keys"),
        ((0, 0, 5), "1970-01-02"),
        ((0, -3, 5), "1970-01-02"),
        ((0, 10_000, 10**13 + 1), "amounts"),
        ((0, 10_000, -(10**13) - 1), "amounts"),
    ],
)
def test_a_row_that_cannot_be_kept_is_refused(kernel_name: KernelName, row: tuple[int, int, int], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        build_state(cast.array_log([(0, 10_000, 5), row]), until=cast.END, kernel_name=kernel_name)


def test_a_key_beyond_the_customers_named_is_refused() -> None:
    with pytest.raises(ValueError, match="customer keys"):
        build_state(cast.array_log([(7, 10_000, 5)]), until=cast.END, customers=7)


@pytest.mark.parametrize("kernel_name", KERNELS)
def test_nobody_is_a_state_too(kernel_name: KernelName) -> None:
    state = build_state(ArrayLog([], [], []), until=cast.END, kernel_name=kernel_name)
    assert (state.customers, len(state.summary()), state.summary().groups().n.size) == (0, 0, 0)


def test_customers_who_never_bought_have_a_key_and_no_place_in_the_summary() -> None:
    state = build_state(cast.array_log([(2, 20_000, 5), (1, 20_000, -5)]), until=cast.END, customers=4)
    assert state.customers == 4
    assert state.summary().key.tolist() == [2]
    assert state.refunded.tolist() == [0, 5, 0, 0]


@pytest.mark.parametrize("until", [date(1970, 1, 1), date(2149, 6, 7)])
def test_an_end_no_record_can_hold_is_refused(until: date) -> None:
    with pytest.raises(ValueError, match="1970-01-02"):
        build_state(cast.array_log([]), until=until)
