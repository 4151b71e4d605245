"""Lists as Excel: read back by another program as they were given, and on their way before the last row is read."""

import io
from datetime import date, datetime
from zipfile import ZipFile

from django.utils import timezone
from openpyxl import load_workbook

from disclosure.bulk.tables import rows_of
from disclosure.workbooks import PIECE, as_download, workbook

HEADS = (("名称", 20), ("日期", 12), ("件数", 8))


def made(*rows, **options) -> bytes:
    return b"".join(workbook("台账 <1>", HEADS, rows, **options))


def test_cells_are_read_as_they_were_given():
    content = made(
        ["甲 <乙> & “丙”\n第二行\t 尾 ", date(2026, 3, 2), 7],
        ["𠮷野家\r尾", None, 1.5],
        ["", datetime(2026, 3, 2, 1, tzinfo=timezone.get_default_timezone()), 0],
    )
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.title == "台账 <1>"
    assert list(sheet.iter_rows(values_only=True)) == [
        ("名称", "日期", "件数"),
        ("甲 <乙> & “丙”\n第二行\t 尾 ", datetime(2026, 3, 2), 7),  # noqa: DTZ001 -- as a sheet holds a day
        ("𠮷野家\r尾", None, 1.5),
        (None, "2026-03-02 01:00", 0),
    ]
    head, text, day = sheet["A1"], sheet["A2"], sheet["B2"]
    assert (head.font.b, text.alignment.wrap_text, day.number_format) == (True, True, "yyyy\\-mm\\-dd")
    assert (sheet.freeze_panes, sheet.column_dimensions["A"].width) == ("A2", 20)
    assert load_workbook(io.BytesIO(made(pinned=1))).active.freeze_panes == "B2"


def test_our_own_reader_reads_it_too():
    content = made(["甲", date(2026, 3, 2), 7])
    assert dict(rows_of("a.xlsx", content)) == {
        1: ["名称", "日期", "件数"],
        2: ["甲", datetime(2026, 3, 2), 7],  # noqa: DTZ001
    }


def test_nothing_is_a_formula_and_nothing_breaks_the_xml():
    content = made(["=1+1", None, None], ["\ufffe\x00甲\ud800\uffff", None, None], ["@" * 40_000, None, None])
    cells = [row[0] for row in load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2)]
    assert [(cell.value[:6], cell.data_type) for cell in cells] == [
        ("'=1+1", "s"),
        ("甲", "s"),
        ("'@@@@@", "s"),
    ]
    assert len(cells[2].value) == 32_767
    assert b"<f>" not in ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_the_file_is_on_its_way_before_the_last_row_is_read():
    read = []

    def rows():
        for number in range(5 * PIECE):
            read.append(number)
            yield ["甲", None, number]

    response = as_download(workbook("台账", HEADS, rows()), "台账.xlsx")
    pieces = iter(response.streaming_content)
    assert next(pieces)[:2] == b"PK"
    assert read == []
    next(pieces)
    assert len(read) == PIECE
    assert len(list(pieces)) == 5
    assert response["Content-Disposition"].endswith("%E5%8F%B0%E8%B4%A6.xlsx")
