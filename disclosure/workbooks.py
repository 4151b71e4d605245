"""Lists for the office as Excel files, sent row by row while they are written; no cell is ever a formula.

Written by hand (ECMA-376 part 1, 18.3) because openpyxl holds a file back until its last row and takes many times as long.
"""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from django.http import StreamingHttpResponse
from django.utils import timezone
from openpyxl.utils import get_column_letter

from .batches import batched
from .spreadsheet import CELL_LIMIT, guard

PIECE = 200  # rows between two pieces of the file
EXCELS_DAY_0 = date(1899, 12, 30)
HEAD, TEXT, DAY = 1, 2, 3  # places in cellXfs of _STYLES
_NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TYPES = f"""{_XML}<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>"""
_ROOT = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
_LINKS = f"""{_XML}<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>"""
_STYLES = f"""{_XML}<styleSheet {_SHEET}>
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyAlignment="1"><alignment vertical="top"/></xf>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" applyFont="1" applyAlignment="1">
<alignment vertical="center" wrapText="1"/></xf>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" applyNumberFormat="1" applyAlignment="1">
<alignment vertical="top"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
PARTS = {
    "[Content_Types].xml": _TYPES,
    "_rels/.rels": _ROOT,
    "xl/_rels/workbook.xml.rels": _LINKS,
    "xl/styles.xml": _STYLES,
}


class _Out(io.RawIOBase):
    """What was written since it was last asked; cannot go back, so the zip never needs what is already gone."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        whole, self.pieces = b"".join(self.pieces), []
        return whole


def workbook(
    title: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]], *, pinned: int = 0
) -> Iterator[bytes]:
    """One sheet, in pieces. ``heads``: text and width in characters of each column; ``pinned``: columns that stay in view."""
    out = _Out()
    letters = [get_column_letter(place) for place in range(1, len(heads) + 1)]
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in (PARTS | {"xl/workbook.xml": _book(title)}).items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(_beginning(heads, letters, pinned).encode())
            yield out.taken()
            for piece in batched(enumerate(rows, 2), PIECE):
                sheet.write("".join(_row(number, row, letters) for number, row in piece).encode())
                yield out.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield out.taken()


def as_download(pieces: Iterator[bytes], name: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        pieces,
        content_type=f"{_TYPE}.sheet",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _book(title: str) -> str:
    return (
        f'{_XML}<workbook {_SHEET} xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews><sheets>'
        f'<sheet name="{escape(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _beginning(heads: Sequence[tuple[str, int]], letters: list[str], pinned: int) -> str:
    """All of the sheet before its first row of data."""
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, (_, width) in enumerate(heads, 1)
    )
    pane = "bottomRight" if pinned else "bottomLeft"
    across = f' xSplit="{pinned}"' if pinned else ""
    cells = "".join(_text(f"{letter}1", head, HEAD) for letter, (head, _) in zip(letters, heads, strict=True))
    return (
        f'{_XML}<worksheet {_SHEET}><sheetViews><sheetView workbookViewId="0">'
        f'<pane{across} ySplit="1" topLeftCell="{letters[pinned]}2" activePane="{pane}" state="frozen"/>'
        f'</sheetView></sheetViews><cols>{columns}</cols><sheetData><row r="1">{cells}</row>'
    )


def _row(number: int, row: Sequence[Any], letters: list[str]) -> str:
    cells = (_cell(f"{letter}{number}", value) for letter, value in zip(letters, row, strict=True))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: Any) -> str:
    if isinstance(value, datetime):
        value = f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, str):
        return _text(place, guard(value)[:CELL_LIMIT], TEXT) if value else ""
    if isinstance(value, date):
        return f'<c r="{place}" s="{DAY}"><v>{(value - EXCELS_DAY_0).days}</v></c>'
    return "" if value is None else f'<c r="{place}"><v>{value}</v></c>'


def _text(place: str, text: str, style: int) -> str:
    words = escape(_NOT_IN_XML.sub("", text), {"\r": "&#13;"})
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'
