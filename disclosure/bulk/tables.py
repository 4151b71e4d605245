"""The rows of an Excel or CSV file, one after the other: a file of any length takes the memory of a few rows.

Excel files are read with the XML parser directly, four times as fast as by a library that builds an object a cell; what
a date looks like is still asked of openpyxl.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from liaocheng_gk.gate.package import NO_PART, Package, Unreadable, attribute, local

LONGEST_ROW = 1_000  # cells
MOST_UNPACKED = 600 * 1024 * 1024  # bytes; they pass through memory a piece at a time
_LETTERS = re.compile(r"[A-Z]+")
_ESCAPED = re.compile(r"_x([0-9A-F]{4})_")  # how Excel writes signs that XML refuses
_DAMAGED = (*NO_PART, Unreadable, etree.XMLSyntaxError, LookupError, csv.Error)


class Broken(Exception):
    """The file cannot be read as a table."""


def rows_of(name: str, content: bytes, *, after: int = 0) -> Iterator[tuple[int, list[Any]]]:
    """(row as the spreadsheet counts, cells) of each row with content, behind row ``after``.

    Raises:
        Broken: when the damaged place is reached.
    """
    try:
        yield from (_comma_rows if PurePath(name).suffix.lower() == ".csv" else _sheet_rows)(content, after)
    except _DAMAGED as error:
        raise Broken from error


def head_of(name: str, content: bytes) -> list[str]:
    """The heads of the columns, from the first row that holds anything. Raises: Broken."""
    for _, cells in rows_of(name, content):
        return ["" if cell is None else str(cell).strip() for cell in cells]
    return []


def last_row_of_comma_file(content: bytes) -> int:
    """0 for one that is damaged; its reader tells of that."""
    try:
        return sum(1 for _ in _records(content))
    except _DAMAGED:
        return 0


def _records(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline=""))


def _comma_rows(content: bytes, after: int) -> Iterator[tuple[int, list[Any]]]:
    for number, cells in enumerate(_records(content), 1):
        if number > after and any(cell.strip() for cell in cells):
            yield number, cells


def _sheet_rows(content: bytes, after: int) -> Iterator[tuple[int, list[Any]]]:
    package = Package(content, most_unpacked=MOST_UNPACKED)
    part, epoch = _active_sheet(package)
    strings, dated = _strings(content, package), _dated_styles(package)
    number = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as sheet:
        for row in _elements(sheet, "row"):
            last, number = number, int(row.get("r") or number + 1)
            if number <= last:
                raise Unreadable
            if number > after:
                cells = _cells(row, strings, dated, epoch)
                if any(cell is not None and str(cell).strip() for cell in cells):
                    yield number, cells


def _elements(stream: Any, name: str) -> Iterator[etree._Element]:
    """Every element of that name; what was yielded is forgotten, siblings too."""
    found = etree.iterparse(
        stream, tag=f"{{*}}{name}", resolve_entities=False, no_network=True, load_dtd=False
    )
    for _, element in found:
        yield element
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _active_sheet(package: Package) -> tuple[str, datetime]:
    book = package.xml("xl/workbook.xml")
    sheets, epoch, active = [], CALENDAR_WINDOWS_1900, 0
    for element in book.iter():
        if local(element) == "sheet":
            sheets.append(attribute(element, "id"))
        elif local(element) == "workbookPr" and element.get("date1904") in ("1", "true"):
            epoch = CALENDAR_MAC_1904
        elif local(element) == "workbookView":
            active = int(element.get("activeTab") or 0)
    wanted = sheets[active] if active < len(sheets) else sheets[0]
    for relation in package.xml("xl/_rels/workbook.xml.rels"):
        if relation.get("Id") == wanted:
            target = relation.get("Target") or ""
            return (target.removeprefix("/") if target.startswith("/") else f"xl/{target}"), epoch
    raise Unreadable


def _strings(content: bytes, package: Package) -> list[str]:
    """The texts that cells share."""
    part = next((name for name in package if name.lower() == "xl/sharedstrings.xml"), None)
    if part is None:
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open(part) as stream:
        return [_ESCAPED.sub(_sign, _text(element)) for element in _elements(stream, "si")]


def _sign(found: re.Match) -> str:
    return chr(int(found[1], 16))


def _text(element: etree._Element) -> str:
    """The words, without the readings written above them."""
    if len(element) == 1 and not len(element[0]):  # nothing but the words, as nearly always
        return element[0].text or ""
    return "".join(text.text or "" for text in element.iter("{*}t") if local(text.getparent()) != "rPh")


def _dated_styles(package: Package) -> frozenset[str]:
    """The styles, by the number cells name them with, that show a number as a day."""
    if "xl/styles.xml" not in package:
        return frozenset()
    styles = package.xml("xl/styles.xml")
    own = {element.get("numFmtId"): element.get("formatCode") for element in styles.iter("{*}numFmt")}
    found = styles.find("{*}cellXfs")
    formats = [element.get("numFmtId") or "0" for element in (() if found is None else found)]
    return frozenset(
        str(place)
        for place, number in enumerate(formats)
        if is_date_format(own.get(number) or BUILTIN_FORMATS.get(int(number)))
    )


def _cells(row: etree._Element, strings: list[str], dated: frozenset[str], epoch: datetime) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        reference = cell.get("r")
        place = _place(reference) if reference else len(cells)
        if place >= LONGEST_ROW:
            raise Unreadable
        value = _value(cell, strings, dated, epoch) if len(cell) else None
        if place == len(cells):
            cells.append(value)
        elif value is not None:
            cells.extend([None] * (place + 1 - len(cells)))
            cells[place] = value
    return cells


def _value(cell: etree._Element, strings: list[str], dated: frozenset[str], epoch: datetime) -> Any:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell[0] if len(cell) == 1 else cell)
    text = cell.findtext("{*}v")
    if text is None or text == "":
        return None
    if kind == "s":
        return strings[int(text)]
    if kind == "b":
        return "TRUE" if text == "1" else "FALSE"
    if kind == "n":
        return _number(text, cell.get("s"), dated, epoch)
    return text


def _number(text: str, style: str | None, dated: frozenset[str], epoch: datetime) -> Any:
    number = float(text)
    if style in dated:
        try:
            day = from_excel(number, epoch)
        except (OverflowError, ValueError):
            return text
        return day if isinstance(day, date) else str(day) if isinstance(day, time) else text
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


_PLACES: dict[str, int] = {}


def _place(reference: str) -> int:
    """Column of "AB12", counted from 0."""
    found = _LETTERS.match(reference)
    if found is None:
        raise Unreadable
    letters = found[0]
    if letters not in _PLACES:
        if len(letters) > 3:
            raise Unreadable
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - 64
        _PLACES[letters] = place - 1
    return _PLACES[letters]
