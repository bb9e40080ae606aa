"""What is saved is what was shown: pictures that are not blank, spreadsheets that compute, text that stays text."""

import csv
import io
import struct
import xml.etree.ElementTree as ET
import zlib
from datetime import date
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from samphan.accounts.policies import Role
from samphan.eventlog.models import Event
from samphan.insights.selectors import scores
from samphan.web.chart_files import pictures, tables, views
from samphan.web.chart_files.colours import in_light_theme, srgb, tokens
from samphan.web.chart_files.pictures import PictureFailed, in_two_parts, lines, picture
from samphan.web.chart_files.views import CHARTS, TABLES
from samphan.web.components import cells, charts
from samphan.web.customer_value import listing
from tests import world
from tests.budget import assert_constant_queries
from tests.web import figures
from tests.web.conftest import SignIn, page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NEW = sorted(set(CHARTS) - {"loyalty", "promises", "causes", "cohorts"})
HOSTILE = ['=HYPERLINK("http://x")', "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.fixture
def reader(sign_in: SignIn) -> Client:
    """Return an owner who reads Thai, with every figure in a good state."""
    figures.store(**figures.every_figure())
    return sign_in(language="th")


def pixels(png: bytes) -> tuple[int, int, set[bytes]]:
    """Return width, height and the different pixel values of an unfiltered or filtered PNG's raw lines."""
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += 12 + length
    raw = zlib.decompress(packed)
    return width, height, {raw[place : place + 4] for place in range(0, len(raw), 997)}


def test_a_png_has_its_size_and_something_on_it(reader: Client) -> None:
    answer = reader.get("/insights/charts/churn/png/")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="churn-12m-2026-11-20.png"'
    width, height, values = pixels(answer.content)
    assert width == 2 * pictures.WIDTH
    assert height > 400
    assert len(values) > 10, "blank"


def test_an_svg_is_well_formed_stands_alone_and_speaks_thai(reader: Client) -> None:
    svg = reader.get("/insights/charts/waiting/svg/").content.decode()
    assert ET.fromstring(svg).tag == "{http://www.w3.org/2000/svg}svg"
    assert "ผู้ไม่พอใจ" in svg
    assert svg.count("@font-face") == 2
    assert "var(--" not in svg
    assert "http" not in svg.replace("http://www.w3.org/", "")


@pytest.mark.parametrize("code", [*NEW, *TABLES])
def test_every_chart_is_a_workbook_and_a_csv_with_the_same_numbers(reader: Client, code: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get(f"/insights/charts/{code}/xlsx/").content))
    sheet = book.get_sheet_by_index(0).to_python()
    written = reader.get(f"/insights/charts/{code}/csv/").content.decode()
    assert written.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(written[1:])))
    assert [str(cell) for cell in sheet[3]] == rows[0]
    assert len(sheet) == len(rows) + 3
    for one, other in zip(sheet[4:], rows[1:], strict=True):
        for cell, text in zip(one, other, strict=True):
            if isinstance(cell, float | int):
                assert float(text) == pytest.approx(cell, abs=1e-5)
            else:
                assert text == (cell.isoformat() if isinstance(cell, date) else cell)


def test_shares_and_amounts_are_numbers_a_spreadsheet_can_sum(reader: Client) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get("/insights/charts/economics/xlsx/").content))
    _who, sales, share, customers = book.get_sheet_by_index(0).to_python()[4]
    assert (sales, round(share, 3), customers) == (17_300_000, 0.681, 3200)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_a_formula(hostile: str) -> None:
    (_heads, row) = csv.reader(io.StringIO(tables.csv_file(["A"], [[hostile]]).decode()[1:]))
    assert row == [f"'{hostile}"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(tables.xlsx_file("t", "s", ["A"], [[cells.words(hostile)]])))
    assert book.get_sheet_by_index(0).to_python()[4][0].strip() == hostile.strip()


def test_a_negative_number_stays_a_number() -> None:
    assert tables.csv_file(["A"], [[cells.number(-0.61)]]).decode().splitlines()[1] == "-0.61"
    assert tables.csv_file(["A"], [[cells.money(None)]]).decode().splitlines()[1] == '""'


def saved(client: Client, kind: str, query: str = "") -> bytes:
    """Return the list of value at risk as a file."""
    answer = client.get(f"/insights/value/at-risk/{kind}/{query}")
    assert answer.status_code == 200
    return b"".join(answer)  # read to its end, it closes its file by itself


def lines_of(content: bytes) -> list[list[str]]:
    """Return the rows of a CSV, its heads first."""
    return list(csv.reader(io.StringIO(content.decode()[1:])))


def sheet_of(content: bytes) -> list[list[Any]]:
    """Return the rows of a workbook, the question first."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def test_the_list_of_value_at_risk_is_saved_whole(reader: Client) -> None:
    figures.score(world.customer("=cmd()"), expected_loss_satang=500)
    for number in range(60):
        figures.score(world.customer(), expected_loss_satang=100 + number)
    rows = lines_of(saved(reader, "csv"))
    assert len(rows) == 62
    assert rows[1][1].startswith("'=cmd()")
    assert len(sheet_of(saved(reader, "xlsx"))) == 61 + 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_longer_list_costs_no_more_queries(reader: Client, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores, "_CHUNK", 3)
    figures.score(world.customer())

    def grow() -> None:
        for _ in range(20):
            figures.score(world.customer())

    assert_constant_queries(lambda: saved(reader, kind), grow=grow)
    rows = lines_of(saved(reader, kind))[1:] if kind == "csv" else sheet_of(saved(reader, kind))[4:]
    assert len(rows) == 21


def test_a_day_is_a_date_and_a_number_a_number_in_any_language(reader: Client) -> None:
    customer = world.customer()
    figures.order(customer, date(2026, 11, 5))
    figures.score(customer)
    assert lines_of(saved(reader, "csv"))[1][2:9] == [
        "2026-11-05", "0.38", "0.72", "5400.0", "2100.0", "9100.0", "3888.0"
    ]  # fmt: skip
    cells_read = sheet_of(saved(reader, "xlsx"))[4]
    assert cells_read[0] == customer.pk
    assert cells_read[2:9] == [date(2026, 11, 5), 0.38, 0.72, 5400, 2100, 9100, 3888]


def test_what_a_worksheet_does_not_hold_is_said_in_it_and_on_the_pages(
    reader: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (views, listing):
        monkeypatch.setattr(module, "MOST_IN_A_SHEET", 2)
    reader.force_login(world.user(Role.ANALYST, language="en"))
    for number in range(3):
        figures.score(world.customer(), expected_loss_satang=100 + number)
    cut = "A worksheet holds no more than 2 rows: XLSX has those with most to lose of the 3, CSV has all."
    sheet = sheet_of(saved(reader, "xlsx"))
    assert sheet[1][0].endswith(cut)
    assert [row[8] for row in sheet[4:]] == [1.02, 1.01]
    assert len(lines_of(saved(reader, "csv"))) == 4
    for path in ("/insights/value/", "/insights/value/at-risk/"):
        assert cut in page(reader, path)


def test_whoever_saves_the_list_is_recorded_without_anybody_on_it(reader: Client) -> None:
    branch = world.branch()
    customer = world.customer("อรุณี")
    figures.order(customer, date(2026, 11, 5), branch=branch)
    figures.score(customer)
    saved(reader, "xlsx", f"?branch={branch.pk}")
    event = Event.objects.get(type="insights.list_exported")
    assert (event.actor_kind, event.actor_id) == ("user", int(reader.session["_auth_user_id"]))
    assert (event.branch_id, event.customer_id) == (branch.pk, None)
    assert event.data == {"what": "value_at_risk", "kind": "xlsx", "rows": 1}


def test_who_only_asks_what_the_list_would_be_has_saved_nothing(reader: Client) -> None:
    figures.score(world.customer())
    b"".join(reader.head("/insights/value/at-risk/csv/"))
    assert not Event.objects.filter(type="insights.list_exported").exists()


@pytest.mark.parametrize("code", sorted(TABLES))
def test_what_is_not_drawn_has_no_picture(reader: Client, code: str) -> None:
    assert reader.get(f"/insights/charts/{code}/png/").status_code == 404


def test_the_results_of_economics_are_saved_with_what_they_rest_on(reader: Client) -> None:
    figures.store(economics=figures.economics(assumed=True))
    rows = lines_of(reader.get("/insights/charts/economics-results/csv/").content)
    values = [row[1] for row in rows[1:]]
    assert [float(value) for value in values[4:]] == [0.8, 88_700, 1_012_500, 0.35, 900, 120]
    assert float(values[0]) == pytest.approx(1980 / 3105, abs=1e-6)
    assert rows[1][2] == "3105"


def test_a_model_is_saved_with_the_simplest_guess_beside_it(reader: Client) -> None:
    rows = lines_of(reader.get("/insights/charts/clv-quality/csv/").content)
    assert [row[1:] for row in rows[1:]] == [
        ["0.912", "0.744"], ["0.71", "0.79"], ["0.201", "0.162"], ["0.18", "-0.031"]
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["charts/churn/pdf/", "charts/pie/png/", "charts/loyalty/csv/", "value/at-risk/png/"])
def test_what_cannot_be_saved_is_not_found(reader: Client, path: str) -> None:
    assert reader.get(f"/insights/{path}").status_code == 404


def test_a_painter_that_fails_is_a_refusal_with_another_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_PAINTER", pictures._PAINTER.with_name("no_such_painter.py"))
    drawing = charts.ranked([{"label": "ก", "value": 1}])
    with pytest.raises(PictureFailed):
        picture(drawing, kind="png", title="t", sentence="s")


def test_every_token_a_chart_may_name_has_a_light_colour() -> None:
    named = [charts.ACCENT, charts.BORDER, charts.TEXT, charts.TEXT_2, charts.TEXT_3, charts.PROMOTER, charts.PASSIVE]
    named += [charts.DETRACTOR, charts.GOLD, *charts.RAMP, "var(--surface)", "var(--on-accent)"]
    assert all(colour.startswith("#") and len(colour) == 7 for colour in in_light_theme(named))
    assert tokens()["surface"] == "#ffffff"
    with pytest.raises(KeyError):
        in_light_theme({"color": "var(--no-such-token)"})


@pytest.mark.parametrize(
    ("oklch", "expected"), [((1, 0, 0), "#ffffff"), ((0, 0, 0), "#000000"), ((0.47, 0.165, 264), "#2952b6")]
)
def test_oklch_becomes_srgb(oklch: tuple[float, float, float], expected: str) -> None:
    got, want = srgb(*oklch), expected
    assert all(abs(int(got[at : at + 2], 16) - int(want[at : at + 2], 16)) <= 1 for at in (1, 3, 5)), got


@pytest.mark.parametrize(("text", "expected"), [("กำไร", "กําไร"), ("น้ำ", "นํ้า"), ("ดี", "ดี"), ("a", "a")])
def test_sara_am_is_written_in_two_parts(text: str, expected: str) -> None:
    assert in_two_parts({"a": [text, 1, None]}) == {"a": [expected, 1, None]}


def test_a_sentence_is_never_cut_between_a_letter_and_its_marks() -> None:
    text = "ที่" * 60
    cut = lines(text, 100)
    assert "".join(cut) == text
    assert all(line.startswith("ท") and len(line) <= 100 for line in cut)
