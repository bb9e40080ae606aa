"""What is saved is what was shown: pictures that are not blank, spreadsheets that compute, text that stays text."""

import csv
import io
import struct
import xml.etree.ElementTree as ET
import zlib

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from samphan.web.chart_files import pictures, tables
from samphan.web.chart_files.colours import in_light_theme, srgb, tokens
from samphan.web.chart_files.pictures import PictureFailed, in_two_parts, lines, picture
from samphan.web.chart_files.views import CHARTS
from samphan.web.components import cells, charts
from tests import world
from tests.web import figures
from tests.web.conftest import SignIn

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


@pytest.mark.parametrize("code", NEW)
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
            assert (float(text) == pytest.approx(cell, abs=1e-5)) if isinstance(cell, float | int) else cell == text


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


def test_the_list_of_value_at_risk_is_saved_whole(reader: Client) -> None:
    figures.score(world.customer("=cmd()"), expected_loss_satang=500)
    for number in range(60):
        figures.score(world.customer(), expected_loss_satang=100 + number)
    rows = list(csv.reader(io.StringIO(reader.get("/insights/value/at-risk/csv/").content.decode()[1:])))
    assert len(rows) == 62
    assert rows[1][1].startswith("'=cmd()")
    book = CalamineWorkbook.from_filelike(io.BytesIO(reader.get("/insights/value/at-risk/xlsx/").content))
    assert len(book.get_sheet_by_index(0).to_python()) == 61 + 4


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
