"""What a workbook holds beside the cells that are seen."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from .findings import Finding
from .package import Package, Unreadable, attribute, local
from .text import inspect_places

_TRUE = {"1", "true"}


def inspect_sheets(package: Package, allowed: Iterable[str]) -> list[Finding]:
    found: list[Finding] = []
    texts: list[tuple[str, str]] = []
    shared, invisible = _shared_strings(package), _invisible_formats(package)
    for name, part, state in _sheets(package):
        place = f"工作表“{name}”"
        if state in ("hidden", "veryHidden"):
            found.append(Finding("HIDDEN-SHEET", place))
        if not part.startswith("xl/worksheets/"):
            continue
        root = package.xml(part)
        texts += _cells(root, place, shared)
        found += _hidden(root, place, invisible)
    for part in package.names:
        if re.match(r"xl/(comments|threadedComments)[^/]*(/|\.xml)", part) and part.endswith(".xml"):
            text = "".join(package.xml(part).itertext())
            if text.strip():
                found.append(Finding("COMMENT", "工作表批注"))
                texts.append(("工作表批注", text))
        elif re.match(r"xl/(drawings|charts)/[^/]+\.xml$", part):
            texts += [("图形或者图表", _drawn(package.xml(part)))]
    if any(name.startswith(("xl/pivotCache/", "xl/model/")) for name in package):
        found.append(Finding("PIVOT", "工作簿"))
    return [*dict.fromkeys(inspect_places(texts, allowed=allowed)), *dict.fromkeys(found)]


def _sheets(package: Package) -> Iterator[tuple[str, str, str]]:
    """Name, part and state of every sheet, in the workbook's order."""
    if "xl/workbook.xml" not in package or "xl/_rels/workbook.xml.rels" not in package:
        raise Unreadable
    targets = {row.get("Id"): row.get("Target") or "" for row in package.xml("xl/_rels/workbook.xml.rels")}
    for sheet in package.xml("xl/workbook.xml").iter("{*}sheet"):
        target = targets.get(attribute(sheet, "id") or "", "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in package:
            raise Unreadable
        yield sheet.get("name", ""), part, sheet.get("state", "visible")


def _shared_strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package:
        return []
    return [
        "".join(t.text or "" for t in row.iter("{*}t"))
        for row in package.xml("xl/sharedStrings.xml").iter("{*}si")
    ]


def _cells(root: etree._Element, place: str, shared: list[str]) -> Iterator[tuple[str, str]]:
    """Every cell by itself: a number is never put together from two cells, but for one digit a cell."""
    for number, row in enumerate(root.iter("{*}row"), 1):
        texts = [text for cell in row if (text := _value(cell, shared))]
        where = f"{place}第 {row.get('r', number)} 行"
        singles = "".join(text for text in texts if len(text) == 1)
        if len(singles) >= 15:
            yield where, singles
        for text in texts:
            yield where, text + ";"  # no number runs on into the next cell


def _value(cell: etree._Element, shared: list[str]) -> str:
    value = next((element.text or "" for element in cell if local(element) == "v"), "")
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if cell.get("t") == "inlineStr":
        return "".join(t.text or "" for t in cell.iter("{*}t"))
    formula = next((element.text or "" for element in cell if local(element) == "f"), "")
    return f"{_plain_number(value)} {formula}".strip()


def _plain_number(value: str) -> str:
    """1.3812345678E10 as the digits that are shown."""
    if "E" not in value and "e" not in value:
        return value
    try:
        return format(Decimal(value), "f") if abs(Decimal(value).adjusted()) < 30 else value
    except InvalidOperation:
        return value


def _invisible_formats(package: Package) -> set[str]:
    """Cell styles whose number format shows nothing (``;;;``)."""
    if "xl/styles.xml" not in package:
        return set()
    root = package.xml("xl/styles.xml")
    formats = {
        row.get("numFmtId") for row in root.iter("{*}numFmt") if set(row.get("formatCode", "x")) == {";"}
    }
    styles = next(root.iter("{*}cellXfs"), None)
    return {
        str(number)
        for number, row in enumerate(styles if styles is not None else ())
        if row.get("numFmtId") in formats
    }


def _hidden(root: etree._Element, place: str, invisible: set[str]) -> list[Finding]:
    rows = [row for row in root.iter("{*}row") if _is_hidden(row, "ht") and any(len(cell) for cell in row)]
    columns = [column for column in root.iter("{*}col") if _is_hidden(column, "width")]
    cells = [cell for cell in root.iter("{*}c") if cell.get("s") in invisible and len(cell)]
    found = []
    if rows:
        more = f"等 {len(rows)} 行" if len(rows) > 1 else ""
        found.append(Finding("HIDDEN-CELLS", f"{place}第 {rows[0].get('r')} 行{more}"))
    if columns and _any_cell_in(root, columns):
        found.append(Finding("HIDDEN-CELLS", f"{place}第 {columns[0].get('min')} 列"))
    if cells:
        found.append(Finding("HIDDEN-CELLS", f"{place}单元格 {cells[0].get('r')}"))
    return found


def _is_hidden(element: etree._Element, size: str) -> bool:
    return element.get("hidden") in _TRUE or element.get(size) in ("0", "0.0")


def _any_cell_in(root: etree._Element, columns: list[etree._Element]) -> bool:
    spans = [(int(column.get("min", 0)), int(column.get("max", 0))) for column in columns]
    return any(
        first <= _column(cell.get("r", "")) <= last
        for cell in root.iter("{*}c")
        if len(cell)
        for first, last in spans
    )


def _column(reference: str) -> int:
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number


def _drawn(root: etree._Element) -> str:
    return "\n".join(element.text for element in root.iter("{*}t", "{*}v") if element.text)
