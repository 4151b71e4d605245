"""Lists for the office as Excel files, written row by row; no cell is ever a formula."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from django.http import FileResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from .spreadsheet import CELL_LIMIT, guard

IN_MEMORY = 5 * 1024 * 1024  # bytes of the file kept in memory before it goes to disk


def workbook(title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]) -> BinaryIO:
    """One sheet, ready to be read. ``heads``: text and width in characters of each column."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, (_, width) in enumerate(heads, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    first = [WriteOnlyCell(sheet, head) for head, _ in heads]
    for cell in first:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
    sheet.append(first)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the response closes it
    book.save(out)
    out.seek(0)
    return out


def _cell(sheet: Any, value: Any) -> WriteOnlyCell:
    if isinstance(value, datetime):
        value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    text = isinstance(value, str)
    cell = WriteOnlyCell(sheet, guard(value)[:CELL_LIMIT] if text else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
    elif text:
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def as_download(file: BinaryIO, name: str) -> FileResponse:
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
