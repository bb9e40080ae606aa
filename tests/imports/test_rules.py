"""Files are read as people write them here: encodings, dates, money, headings."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samphan.imports.rules.cells import OtherCurrency, Reading, neutralise, read_cell, restore
from samphan.imports.rules.dates import DateOrder, UnreadableDate, decide_order, read_time
from samphan.imports.rules.mapping import PRESETS, map_columns, recognise
from samphan.imports.rules.sniffing import find_header, name_columns, sniff_delimiter, sniff_encoding
from samphan.kit.errors import Refused

BANGKOK = ZoneInfo("Asia/Bangkok")
THAI = "ชื่อลูกค้า,อีเมล\nพิมพ์ชนก ศรีสุวรรณ,pim@example.com\n" * 5


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-21", (2026, 11, 21)),
        ("2569-11-21", (2026, 11, 21)),
        ("21/11/2569", (2026, 11, 21)),
        ("21/11/2026", (2026, 11, 21)),
        ("21-11-69", (2026, 11, 21)),
        ("21.11.26", (2026, 11, 21)),
        ("21 พ.ย. 2569", (2026, 11, 21)),
        ("21 พฤศจิกายน พ.ศ. 2569", (2026, 11, 21)),
        ("๒๑/๑๑/๒๕๖๙", (2026, 11, 21)),
        ("21 Nov 2026", (2026, 11, 21)),
        ("3/4/85", (1985, 4, 3)),
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, day: tuple[int, int, int]) -> None:
    assert read_time(written, is_day_first=True, zone=UTC) == datetime(*day, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-11-21 09:30", "2026-11-21T02:30:00+00:00"),
        ("2026-11-21T09:30:15", "2026-11-21T02:30:15+00:00"),
        ("2026-11-21T09:30:15Z", "2026-11-21T09:30:15+00:00"),
        ("2026-11-21 09:30:15 +0900", "2026-11-21T00:30:15+00:00"),
        ("2026-11-21 09:30:15 -05:30", "2026-11-21T15:00:15+00:00"),
        ("21/11/2569 09.30 น.", "2026-11-21T02:30:00+00:00"),
        ("21/11/2026 9:30 PM", "2026-11-21T14:30:00+00:00"),
    ],
)
def test_a_time_without_zone_is_the_organisations(written: str, instant: str) -> None:
    assert read_time(written, is_day_first=True, zone=BANGKOK) == datetime.fromisoformat(instant)


@pytest.mark.parametrize("written", ["", "soon", "31/02/2026", "2026-13-01", "21/13/2026", "45000", "1/2"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(UnreadableDate):
        read_time(written, is_day_first=True, zone=UTC)


def test_a_column_shows_whether_the_day_or_the_month_comes_first() -> None:
    assert decide_order(["1/2/2026", "25/2/2026"]) == DateOrder(True, 1, 0)
    assert decide_order(["1/2/2026", "2/25/2026", "3/30/2026"]) == DateOrder(False, 0, 2)
    assert not decide_order(["1/2/2026"]).is_certain
    assert not decide_order(["25/2/2026", "2/25/2026"]).is_certain
    assert decide_order(["2026-12-31"]) == DateOrder(True, 0, 0)


@pytest.mark.parametrize(
    ("type_", "cell", "value"),
    [
        ("money", "฿1,234.50", 123_450),
        ("money", "1,234 บาท", 123_400),
        ("money", "-500", -50_000),
        ("money", "(500.00)", -50_000),
        ("integer", "1,200", 1200),
        ("integer", "-3.0", -3),
        ("nps", "๑๐", 10),
        ("csat", "5.0", 5),
        ("text", "17850.0", "17850"),
        ("text", "1.10", "1.10"),
        ("yes_no", "ยินยอม", True),
        ("order_status", "Refunded", "returned"),
        ("language", "TH-th", "th"),
        ("phones", "812345678", ["+66812345678"]),
    ],
)
def test_a_cell_says_what_it_means(type_: str, cell: str, value: object) -> None:
    assert read_cell(type_, cell, column="", reading=Reading()) == value


@pytest.mark.parametrize(
    ("type_", "cell"),
    [("money", "abc"), ("money", "100 THB 200"), ("money", "฿1฿2"), ("money", "1THB00"),
     ("money", "9" * 20), ("integer", "1.5"), ("nps", "11"), ("csat", "0"), ("stars", "6"),
     ("nps", "5.5"), ("yes_no", "maybe"), ("order_status", "?"), ("text", "x" * 201), ("branch", "nowhere")],
)  # fmt: skip
def test_a_wrong_cell_is_refused_with_its_remedy(type_: str, cell: str) -> None:
    with pytest.raises(Refused) as refused:
        read_cell(type_, cell, column="", reading=Reading())
    assert len(refused.value.explain(str)) > 20


@pytest.mark.parametrize(
    ("ours", "type_", "cell", "value"),
    [("THB", "currency", "thb", "THB"), ("THB", "currency", "บาท", "THB"), ("THB", "currency", "USD", None),
     ("THB", "money", "$12", None), ("THB", "money", "US$12", None), ("THB", "money", "€12", None),
     ("THB", "money", "12 usd", None), ("THB", "money", "12 thb", 1_200), ("THB", "money", "12.-", 1_200),
     ("SGD", "money", "$12", 1_200), ("SGD", "money", "US$12", None), ("GBP", "money", "£12", 1_200),
     ("USD", "money", "$12 USD", 1_200), ("USD", "money", "USD $12", 1_200), ("THB", "money", "$12 USD", None),
     ("THB", "money", "฿12 THB", 1_200), ("THB", "money", "100 EUR", None), ("THB", "money", "¥500", None),
     ("SGD", "money", "S$12", 1_200), ("TWD", "money", "NT$12", 1_200),
     ("AUD", "money", "A$12", 1_200), ("MYR", "money", "RM 12", 1_200), ("THB", "money", "-฿12", -1_200),
     ("THB", "money", "(฿12)", -1_200), ("THB", "money", "RM12", None),
     ("THB", "money", "S$12", None), ("CNY", "money", "¥12", 1_200),
     ("USD", "money", "฿12", None), ("USD", "currency", "USD", "USD")],
)  # fmt: skip
def test_amounts_of_another_currency_are_refused_and_never_added_up(
    ours: str, type_: str, cell: str, value: object
) -> None:
    reading = Reading(currency=ours)
    if value is not None:
        assert read_cell(type_, cell, column="", reading=reading) == value
        return
    with pytest.raises(OtherCurrency) as refused:
        read_cell(type_, cell, column="", reading=reading)
    assert f"counts in {ours}" in refused.value.explain(str)


@given(st.text(max_size=20))
def test_a_neutralised_cell_is_harmless_and_comes_back(cell: str) -> None:
    safe = neutralise(cell)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    if not cell.startswith("'"):
        assert restore(safe) == cell


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp874", "cp874")]
)
def test_thai_is_recognised_in_every_encoding(encoding: str, found: str) -> None:
    assert sniff_encoding(THAI.encode(encoding))[0] == found


def test_latin_accents_are_not_taken_for_thai() -> None:
    encoding, is_certain = sniff_encoding("Name\nJosé Müller\nRenée Françoise\nBjörn Åse\n".encode("cp1252") * 20)
    assert encoding != "cp874"
    assert not is_certain


def test_a_delimiter_and_the_row_of_headings_are_found() -> None:
    assert sniff_delimiter("a;b;c\n1,5;2;3\n2,5;3;4\n") == ";"
    assert sniff_delimiter("a\tb\n1\t2\n") == "\t"
    assert sniff_delimiter("only\none\n") == ","
    assert find_header([["รายงานลูกค้า", ""], ["ชื่อ", "อีเมล"], ["พิม", "p@x.com"]]) == 1
    assert find_header([["พิม", "p@x.com"], ["นิด", "n@x.com"]]) is None
    assert name_columns(["Date", "", "Date"]) == ["Date", "Column 2", "Date (2)"]


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)
def test_a_known_export_is_recognised_by_its_headings(preset) -> None:  # type: ignore[no-untyped-def]
    headings = sorted({*preset.columns.values(), *preset.fingerprint})
    found = recognise(preset.kind, headings)
    assert found == preset
    mapping = map_columns(preset.kind, headings, preset=found, samples={})
    assert mapping.items() >= dict(preset.columns).items()


def test_headings_are_matched_in_thai_and_english_and_none_twice() -> None:
    mapping = map_columns(
        "customers", ["รหัสลูกค้า", "ชื่อ-นามสกุล", "เบอร์โทร.", "E-mail", "อะไรก็ไม่รู้"], preset=None, samples={}
    )
    assert mapping == {
        "external_id": "รหัสลูกค้า",
        "full_name": "ชื่อ-นามสกุล",
        "phone": "เบอร์โทร.",
        "email": "E-mail",
    }


@pytest.mark.parametrize(("cells", "field"), [(["9", "0"], "nps"), (["5", "3"], "csat")])
def test_a_bare_score_is_told_by_its_values(cells: list[str], field: str) -> None:
    mapping = map_columns("responses", ["score", "comment"], preset=None, samples={"score": cells})
    assert mapping[field] == "score"
