"""Excel and CSV files read row by row, held against openpyxl; damaged ones end in a word, not in a fault."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from disclosure.bulk.tables import Broken, rows_of
from tests.factories.bulk import sheet
from tests.factories.documents import with_parts, xlsx


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odd_book() -> Workbook:
    book = Workbook()
    page = book.active
    page.append(["甲", "", None, "乙"])
    page.append([1, 2.5, True, "=1+1", "  空格 ", "行\n行", "<&>'"])
    page["C4"], page["A6"] = date(2026, 1, 31), datetime(2026, 1, 31, 8, 30)  # noqa: DTZ001 -- Excel knows no zones
    page["AB6"], page["D6"] = "远处", 46053
    page["B6"], page["B6"].number_format = 46053, 'yyyy"年"m"月"d"日"'
    page["C6"], page["C6"].number_format = 0.5, "0.00%"
    return book


def by_openpyxl(content: bytes) -> dict[int, list]:
    rows = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active.iter_rows(
        values_only=True
    )
    return {number: list(row) for number, row in enumerate(rows, 1) if any(cell is not None for cell in row)}


def trimmed(row: list) -> list:
    while row and row[-1] is None:
        row = row[:-1]
    return ["TRUE" if cell is True else cell for cell in row]


@pytest.mark.parametrize("mac", [False, True])
def test_cells_are_read_as_openpyxl_reads_them(mac):
    book = odd_book()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    content = saved(book)
    ours = {number: trimmed(row) for number, row in rows_of("a.xlsx", content)}
    assert ours == {number: trimmed(row) for number, row in by_openpyxl(content).items()}
    assert list(ours) == [1, 2, 4, 6]
    assert ours[6][27] == "远处"


def test_shared_texts_without_the_readings_above_them():
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>东京</t>'
        '<rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si><si><r><t>聊</t></r><r><t>城_x000A_市</t></r></si></sst>'
    )
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
    content = with_parts(sheet([], ["x"]), {"xl/sharedStrings.xml": strings.encode()})
    content = with_parts(content, {}, replace=("xl/worksheets/sheet1.xml", _rows_of(content), cells))
    assert [cells for _, cells in rows_of("a.xlsx", content)] == [["东京", "聊城\n市"]]


def _rows_of(content: bytes) -> str:
    text = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    return re.search(r"<row .*</row>", text)[0]


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_reading_goes_on_behind_a_row(name):
    content = sheet([{"a": n} for n in range(5)], ["a"]) if name == "a.xlsx" else b"a\n0\n1\n\n3\n4\n"
    whole = list(rows_of(name, content))
    assert list(rows_of(name, content, after=whole[2][0])) == whole[3:]


def test_the_sheet_in_front_is_read():
    book = Workbook()
    book.active.append(["背后"])
    book.create_sheet("前").append(["前面"])
    book.active = 1
    assert list(rows_of("a.xlsx", saved(book))) == [(1, ["前面"])]


@pytest.mark.parametrize(
    "change",
    [
        ("</worksheet>", ""),
        ('<row r="1"', '<row r="9"'),
        ('r="A1"', 'r="ZZZZ1"'),
        ('r="A1"', 'r="1"'),
        ('t="inlineStr"', 't="s"'),
        ("<sheetData>", '<sheetData><row r="x"/>'),
    ],
)
def test_a_damaged_sheet_is_told(change):
    content = sheet([{"a": "1"}, {"a": "2"}], ["a"])
    broken = with_parts(content, {}, replace=("xl/worksheets/sheet1.xml", *change))
    if change[1] == 't="s"':
        broken = with_parts(broken, {}, replace=("xl/worksheets/sheet1.xml", "<is><t>a</t></is>", "<v>7</v>"))
    with pytest.raises(Broken):
        list(rows_of("a.xlsx", broken))


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + b"\x00" * 18, b"not a zip", xlsx()[:200]])
def test_what_is_no_workbook_is_told(content):
    with pytest.raises(Broken):
        list(rows_of("a.xlsx", content))
