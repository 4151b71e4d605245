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

from .forms import FORMS
from .reading import UnreadableReport, read_text
from .reading_tables import TABLE_NAMES, bare
from .shapes import NUMERALS, ReadReport


def read_file(path: Path, year: int) -> ReadReport:
    """Read the report of ``year`` from a .txt, .html, .docx or .xlsx file.

    Raises:
        UnreadableReport: no such file, another kind of file, a damaged one, or no report of that year in it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableReport(f"不能读取“{path.suffix or path.name}”类型的文件，请用 {'、'.join(READERS)}。")
    told: list[str] = []
    try:
        text = reader(path, told)
    except FileNotFoundError as error:
        raise UnreadableReport(f"没有这个文件：{path}。") from error
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path.name} 不是 UTF-8 或者 GB18030 编码的文本。") from error
    except (OSError, BadZipFile, PackageNotFoundError, InvalidFileException, KeyError, ValueError) as error:
        raise UnreadableReport(f"{path.name} 已损坏或者不是它后缀所说的文件，读不出来。") from error
    return read_text(text, year, told=told)


def _plain(path: Path, told: list[str]) -> str:
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
    """Text line by line; a table row becomes one line. Merged cells appear once, as in the published text.

    Where the page has a ``main``, only that is read; what our own pages say about a report, but not in it, is left out.
    """

    BLOCKS = frozenset(
        {"p", "div", "h1", "h2", "h3", "h4", "li", "br", "tr", "caption", "dt", "dd", "section"}
    )
    SKIPPED = frozenset({"script", "style", "head", "nav", "header", "footer", "select", "button", "figure"})
    ASIDE = frozenset({"visually-hidden", "no-print", "form-text", "report-aside"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.cells: list[str] | None = None
        self.skipping, self.depth = "", 0  # the element that is left out, and how often it is open
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            self.skipping = ""  # a head need not be closed
        elif self.skipping:
            self.depth += tag == self.skipping
        elif tag in self.SKIPPED or self.ASIDE & set((dict(attrs).get("class") or "").split()):
            self.skipping, self.depth = tag, 1
        elif tag == "main":
            self.lines = [""]
        elif tag == "tr":
            self.cells = []
        elif tag in ("td", "th") and self.cells is not None:
            self.cells.append("")
        elif tag in self.BLOCKS and self.cells is None:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            self.depth -= tag == self.skipping
            self.skipping = self.skipping if self.depth else ""
        elif tag == "main":
            self.over = True
        elif tag == "tr" and self.cells is not None:
            self.lines += ["| ".join(" ".join(cell.split()) + " " for cell in self.cells) + "|", ""]
            self.cells = None
        elif tag in self.BLOCKS and self.cells is None:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self.skipping or self.over:
            return
        if self.cells:
            self.cells[-1] += data
        elif self.cells is None:
            self.lines[-1] += data


def _html(path: Path, told: list[str]) -> str:
    parser = _Lines()
    parser.feed(_plain(path, told))
    return "\n".join(line.strip() for line in parser.lines if line.strip())


def _docx(path: Path, told: list[str]) -> str:
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


def _xlsx(path: Path, told: list[str]) -> str:
    """The text on the first sheet, then a sheet a table; another's workbook may hold everything on the first sheet."""
    first, *others = load_workbook(path, data_only=True).worksheets
    tables: dict[str, list[str]] = {}
    for sheet in others:
        rows = [_joined(cells) for cells in _sheet_rows(sheet)]
        if numeral := _table_of(sheet.title, rows, told):
            tables.setdefault(numeral, []).extend(rows)
    lines = []
    for cells in _sheet_rows(first):
        words = [cell for cell in cells if cell]
        alone = len(words) == 1 and bare(words[0]) not in ROW_LABELS
        line = unguard(words[0]) if alone else _joined(cells)
        lines += [line, *tables.pop(line[:1], ())] if line[1:2] == "、" else [line]
    for number, name in TABLE_NAMES.items():
        numeral = NUMERALS[number - 1]
        if numeral in tables:
            lines += [f"{numeral}、{name}", *tables[numeral]]
    return "\n".join(lines)


ROW_LABELS = frozenset(bare(row.label) for form in FORMS for row in form.table_three)
# What only one of the tables can hold, for a sheet that does not say which it is.
SIGNS = {"二": "第二十条", "三": "结转", "四": "结果维持"}


def _table_of(title: str, rows: list[str], told: list[str]) -> str:
    """``二``, ``三`` or ``四``, by the sheet's name or by what it holds; empty for a sheet that is no table of ours."""
    if title[:1] == "表" and title[1:2] in SIGNS:
        return title[1]
    held = "".join(rows)
    numeral = next((numeral for numeral, sign in SIGNS.items() if sign in held), "")
    if numeral:
        told.append(f"工作表“{title}”没有写明是哪张表，按内容认作表{numeral}。")
    return numeral


def _sheet_rows(sheet: Worksheet) -> Iterator[list[str]]:
    """The rows of the print area, which is the table; without one the whole sheet. A merged cell stands where it begins."""
    area = sheet.print_area.rpartition("!")[2] if sheet.print_area else ""
    for row in sheet[area] if ":" in area and "," not in area else sheet.iter_rows():
        cells = [
            "" if cell.value is None else str(cell.value) for cell in row if not isinstance(cell, MergedCell)
        ]
        if any(cells):
            yield cells


def _joined(cells: list[str]) -> str:
    return " | ".join(" ".join(cell.split()) for cell in cells) + " |"


READERS: dict[str, Callable[[Path, list[str]], str]] = {
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
}
