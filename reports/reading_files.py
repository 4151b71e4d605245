"""A report file of any kind we know -> text with ``|`` between cells, as ``reading`` takes it."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.spreadsheet import unguard

from .reading import UnreadableReport, read_text
from .reading_tables import TABLE_NAMES
from .shapes import NUMERALS, ReadReport


def read_file(path: Path, year: int) -> ReadReport:
    """Read the report of ``year`` from a .txt, .html, .docx or .xlsx file.

    Raises:
        UnreadableReport: no such file, another kind of file, a damaged one, or no report of that year in it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableReport(f"不能读取“{path.suffix or path.name}”类型的文件，请用 {'、'.join(READERS)}。")
    try:
        text = reader(path)
    except FileNotFoundError as error:
        raise UnreadableReport(f"没有这个文件：{path}。") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path.name} 不是 UTF-8 或者 GB18030 编码的文本。") from error
    except (OSError, BadZipFile, PackageNotFoundError, InvalidFileException, KeyError, ValueError) as error:
        raise UnreadableReport(f"{path.name} 已损坏或者不是它后缀所说的文件，读不出来。") from error
    return read_text(text, year)


def _plain(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnicodeDecodeError("utf-8", data[:20], 0, 1, "neither encoding")


class _Lines(HTMLParser):
    """Text line by line; a table row becomes one line. Merged cells appear once, as in the published text."""

    BLOCKS = frozenset(
        {"p", "div", "h1", "h2", "h3", "h4", "li", "br", "tr", "caption", "dt", "dd", "section"}
    )
    SKIPPED = frozenset({"script", "style", "head", "nav", "header", "footer", "form", "caption", "figure"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.cells: list[str] | None = None
        self.skipping = 0
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.SKIPPED:
            self.skipping += 1
        elif tag == "span" and (self.hidden or "visually-hidden" in (dict(attrs).get("class") or "")):
            self.hidden += 1
        elif tag == "tr":
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append("")
        elif tag in self.BLOCKS and self.cells is None:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif tag == "span" and self.hidden:
            self.hidden -= 1
        elif tag == "tr" and self.cells is not None:
            self.lines += ["| ".join(" ".join(cell.split()) + " " for cell in self.cells) + "|", ""]
            self.cells = None
        elif tag in self.BLOCKS and self.cells is None:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.skipping or self.hidden:
            return
        if self.cells:
            self.cells[-1] += data
        elif self.cells is None:
            self.lines[-1] += data


def _html(path: Path) -> str:
    parser = _Lines()
    parser.feed(_plain(path))
    return "\n".join(line.strip() for line in parser.lines if line.strip())


def _docx(path: Path) -> str:
    document = Document(str(path))
    return "\n".join(_blocks(document))


def _blocks(document: Document) -> Iterator[str]:
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:p"):
            yield Paragraph(element, document).text
        elif element.tag == qn("w:tbl"):
            yield from _table_lines(Table(element, document))


def _table_lines(table: Table) -> Iterator[str]:
    """Each cell once: a merged one where it begins."""
    seen = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            if cell._tc not in seen:
                seen.add(cell._tc)
                cells.append(" ".join(cell.text.split()))
        yield " | ".join(cells) + " |"


def _xlsx(path: Path) -> str:
    """Our own export: the text on the first sheet, then a sheet a table, named 表二, 表三, 表四."""
    book = load_workbook(path, data_only=True)
    tables = {sheet.title[1:2]: list(_sheet_lines(sheet)) for sheet in book.worksheets[1:]}
    lines = []
    for cells in book.worksheets[0].iter_rows(values_only=True):
        line = unguard(str(cells[0])) if cells and cells[0] is not None else ""
        lines += [line, *tables.pop(line[:1], ())] if line[1:2] == "、" else [line]
    for number, name in TABLE_NAMES.items():
        numeral = NUMERALS[number - 1]
        if numeral in tables:
            lines += [f"{numeral}、{name}", *tables[numeral]]
    return "\n".join(lines)


def _sheet_lines(sheet: Worksheet) -> Iterator[str]:
    """The rows of the print area, which is the table; without one the whole sheet."""
    area = sheet.print_area.rpartition("!")[2] if sheet.print_area else ""
    for row in sheet[area] if ":" in area and "," not in area else sheet.iter_rows():
        values = [
            "" if cell.value is None else str(cell.value) for cell in row if not isinstance(cell, MergedCell)
        ]
        if any(values):
            yield " | ".join(values) + " |"


READERS: dict[str, Callable[[Path], str]] = {
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
}
