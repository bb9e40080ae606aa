from datetime import date

from samphan.insights.rules.attitude import (
    Cell,
    DriverRow,
    drivers_value,
    quadrants_value,
)


def test_a_share_is_of_those_with_the_same_attitude_and_few_are_hidden() -> None:
    cells = [
        Cell(attitude="promoter", behaviour="back", customers=30, revenue_satang=300),
        Cell(attitude="promoter", behaviour="gone", customers=10, revenue_satang=50),
        Cell(attitude="detractor", behaviour="gone", customers=3, revenue_satang=9),
    ]
    value = quadrants_value(
        cells,
        horizon_days=90,
        answered_since=date(2026, 1, 1),
        pending=7,
        earlier=4,
        silent={"back": 5, "gone": 6},
        never_bought={"promoter": 6, "detractor": 4, "passive": 0},
    )
    assert value["never_bought"] == {"promoter": 6, "detractor": None, "passive": 0}
    rows = value["cells"]
    assert (value["n"], value["pending"], value["silent"]) == (43, 7, {"back": 5, "gone": 6})
    assert (value["earlier"], value["answered"], value["customers"]) == (4, 43 + 7 + 4, 43 + 7 + 4 + 11)
    assert value["answered_since"] == "2026-01-01"
    assert rows[0]["share"]["share"] == 0.75  # type: ignore[index]
    assert (rows[2]["customers"], rows[2]["revenue_satang"]) == (None, None)  # type: ignore[index]


def driver(code: str, share: float) -> DriverRow:
    return DriverRow(
        code=code, kind="topic", th=code, en=code, n=100, share=share, low=0, high=1, is_significant=True, mean=0.5
    )


def test_drivers_are_ordered_by_share_and_few_answers_show_none() -> None:
    rows = [driver("price", 0.1), driver("staff", 0.3)]
    full = drivers_value(rows, n=100, r2=0.4, note=None)
    assert [row["code"] for row in full["rows"]] == ["staff", "price"]  # type: ignore[attr-defined]
    few = drivers_value(rows, n=20, r2=0.4, note=None)
    assert (few["rows"], few["r2"], few["note"]) == ([], None, "too_few")
