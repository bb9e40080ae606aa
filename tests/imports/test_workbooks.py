"""A workbook is measured before it is opened: a few kilobytes must not become gigabytes."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
import xlsxwriter

from samphan.imports import services, workbooks
from samphan.imports.models import ImportBatch
from samphan.kit.errors import Refused
from tests import world

LAST = (1_048_575, 16_383)  # XFD1048576: the last cell a sheet has
# In a process of its own: the reader aborts it when it cannot have its memory, and its peak is its own. VmHWM begins
# anew with each program; `ru_maxrss` does not, it starts at the peak of whoever started us.
MEASURE = """
import json, sys
from pathlib import Path
from samphan.imports.workbooks import workbook_to_csv
from samphan.kit.errors import Refused
def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
source, code, before = Path(sys.argv[1]), "", peak_kb()
try:
    workbook_to_csv(source, source.with_suffix(".csv"))
except Refused as refused:
    code = refused.code
print(json.dumps({"code": code, "grown_mb": (peak_kb() - before) / 1024}))
"""
measured = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from /proc")


def _book(path: Path, *sheets: Iterable[tuple[int, int]]) -> Path:
    book = xlsxwriter.Workbook(path)
    for places in sheets:
        sheet = book.add_worksheet()
        for row, column in places:
            sheet.write(row, column, f"{row}/{column}")
    book.close()
    return path


def _with_sheet(path: Path, rows: str, *, part: str = "xl/worksheets/sheet1.xml") -> Path:
    """Write a real workbook, then put other rows into its sheet by hand."""
    made = _book(path.with_name("made.xlsx"), [(0, 0)])
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name).decode()
            if name == part:
                head, _, rest = text.partition("<sheetData>")
                text = head + f"<sheetData>{rows}</sheetData>" + rest.partition("</sheetData>")[2]
            new.writestr(name, text)
    return path


def _measured(path: Path) -> tuple[str, float]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], env=environment, capture_output=True, text=True, timeout=120
    )
    assert answer.returncode == 0, answer.stderr[-500:]
    said = json.loads(answer.stdout)
    return said["code"], said["grown_mb"]


@measured
def test_two_cells_at_the_two_ends_of_a_sheet_are_refused_in_little_memory(tmp_path: Path) -> None:
    path = _book(tmp_path / "wide.xlsx", [(0, 0), LAST])
    assert path.stat().st_size < 10_000
    code, grown_mb = _measured(path)
    assert code == workbooks.SheetTooSpread.code
    assert grown_mb < 16, f"{grown_mb:.1f} MB"


@measured
def test_an_everyday_sheet_is_read_and_its_memory_is_that_of_its_cells(tmp_path: Path) -> None:
    path = _book(tmp_path / "day.xlsx", ((row, column) for row in range(2000) for column in range(30)))
    code, grown_mb = _measured(path)
    assert code == ""
    assert 1 < grown_mb < 32, f"{grown_mb:.1f} MB"
    rows = list(csv.reader(path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()))
    assert (len(rows), rows[1999][29]) == (2000, "1999/29")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row><c><v>1</v></c></row><row r='1048576'>" + "<c><v>1</v></c>" * 200 + "</row>",
        '<row r="1"><c r="a1"><v>1</v></c></row><row r = "1048576"><c r\n=\n"xfd1048576"><v>1</v></c></row>',
        '<x:row xmlns:x="urn:x" r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
        '<x:row xmlns:x="urn:x" r="2"><x:c r="XFD1048576"><x:is><x:t>1</x:t></x:is></x:c></x:row>',
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    ],
    ids=["plain", "no places named", "small letters and spaces", "a namespace of its own", "backwards"],
)
def test_however_the_places_are_written_the_spread_is_seen(tmp_path: Path, rows: str) -> None:
    with pytest.raises(workbooks.SheetTooSpread):
        workbooks.workbook_to_csv(_with_sheet(tmp_path / "book.xlsx", rows), tmp_path / "t.csv")


def test_a_spread_sheet_behind_a_small_one_is_refused_too(tmp_path: Path) -> None:
    with pytest.raises(workbooks.SheetTooSpread) as refused:
        workbooks.workbook_to_csv(_book(tmp_path / "b.xlsx", [(0, 0)], [(0, 0), LAST]), tmp_path / "t.csv")
    assert refused.value.facts == {"rows": "1,048,576", "columns": "16,384"}


@pytest.mark.parametrize(
    ("places", "is_read"),
    [
        ([(0, 0), (1_048_575, 14)], True),  # a long list
        ([(0, 0), (0, 16_383)], True),  # a stray cell far to the right
        ([LAST], True),  # alone, wherever it stands
        ([(1_048_000, 16_000), LAST], True),
        ([(0, 0), (1_048_575, 15)], True),
        ([(0, 0), (1_048_575, 16)], False),
    ],
)
def test_the_limit_is_a_number_of_cells(tmp_path: Path, places: list[tuple[int, int]], is_read: bool) -> None:
    path = _book(tmp_path / "b.xlsx", places)
    with zipfile.ZipFile(path) as packed, packed.open("xl/worksheets/sheet1.xml") as content:
        try:
            workbooks._refuse_spread(content)
        except workbooks.SheetTooSpread:
            assert not is_read
        else:
            assert is_read


def test_cells_with_a_look_and_no_value_take_no_room(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><v>7</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    workbooks.workbook_to_csv(_with_sheet(tmp_path / "b.xlsx", rows), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text().split() == ["7"]


@pytest.mark.parametrize(
    "rows",
    ["<row><c></row>", '<row r="x"/>', '<row><c r="A"/></row>', '<row><c r="ABCDE1"/></row>', '<row r="99999999999"/>'],
)
def test_a_sheet_that_is_not_well_formed_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(workbooks.BrokenWorkbook):
        workbooks.workbook_to_csv(_with_sheet(tmp_path / "b.xlsx", rows), tmp_path / "t.csv")


def test_a_sheet_that_declares_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/worksheets/sheet1.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x><sheetData/></x>')
    with pytest.raises(workbooks.BrokenWorkbook):
        workbooks.workbook_to_csv(path, tmp_path / "t.csv")


def test_a_workbook_that_unpacks_beyond_the_limit_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    monkeypatch.setattr(workbooks, "LARGEST_FILE_BYTES", 2_000_000)
    with pytest.raises(workbooks.FileTooLarge):
        workbooks.workbook_to_csv(path, tmp_path / "t.csv")


def test_a_broken_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    with pytest.raises(workbooks.BrokenWorkbook):
        workbooks.workbook_to_csv(tmp_path / "b.xlsx", tmp_path / "t.csv")


@pytest.mark.django_db
def test_an_upload_of_a_spread_sheet_is_refused_and_nothing_is_kept(
    tmp_path: Path, settings: pytest.FixtureRequest
) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    content = _book(tmp_path / "wide.xlsx", [(0, 0), LAST]).read_bytes()
    with pytest.raises(Refused) as refused:
        services.create_batch(kind="customers", file_name="wide.xlsx", content=io.BytesIO(content), now=world.NOW)
    assert "1,048,576" in refused.value.explain(str)
    assert not ImportBatch.objects.exists()
    assert not any((tmp_path / "imports").iterdir())
