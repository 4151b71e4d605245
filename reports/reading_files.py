"""A report file of any kind we know -> text with ``|`` between cells, as ``reading`` takes it."""

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.spreadsheet import unguard
from liaocheng_gk.uploads.packages import Hostile, check_package
from liaocheng_gk.uploads.sheets import check_expanse

from .forms import FORMS
from .reading import UnreadableReport, read_text
from .reading_tables import TABLE_NAMES, bare
from .shapes import NUMERALS, ReadReport

MOST_BYTES = 20 * 1024 * 1024
MOST_SPANNED, MOST_ROWS = 200, 500  # of a Word table: the columns of one cell, and the rows


def read_file(path: Path, year: int) -> ReadReport:
    """Read the report of ``year`` from a .txt, .html, .docx or .xlsx file.

    Raises:
        UnreadableReport: no such file, another kind of file, a damaged one, or no report of that year in it.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableReport(f"不能读取“{path.suffix or path.name}”类型的文件，请用 {'、'.join(READERS)}。")
    if not path.is_file():
        raise UnreadableReport(f"没有这个文件：{path}。")
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableReport(f"{path.name} 超过 {MOST_BYTES // 1024**2} MB，不像一份年度报告，没有读取。")
    told: list[str] = []
    try:
        text = reader(path, told)
    except UnicodeDecodeError as error:
        raise UnreadableReport(f"{path.name} 不是 UTF-8 或者 GB18030 编码的文本。") from error
    except Hostile as error:
        raise UnreadableReport(f"{path.name} {error}，没有读取。") from error
    except Exception as error:  # the libraries answer a damaged file with whatever error it runs them into
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
    check_package(path.read_bytes())
    document = Document(str(path))
    _check_tables(document)
    return "\n".join(_blocks(document))


def _check_tables(document: Document) -> None:
    """Refuse what the reader of tables would spread over millions of cells, or follow down without end.

    Raises:
        Hostile: in words. ValueError: a span that is no number.
    """
    body = document.element.body
    spans = [int(span.get(qn("w:val"), "1")) for span in body.iter(qn("w:gridSpan"))]
    rows = [len(table.findall(qn("w:tr"))) for table in body.iter(qn("w:tbl"))]
    if max(spans, default=1) > MOST_SPANNED or max(rows, default=0) > MOST_ROWS:
        raise Hostile("的表格过大")


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
    data = path.read_bytes()
    check_package(data)
    check_expanse(data)
    first, *others = load_workbook(BytesIO(data), data_only=True).worksheets
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
    for row in sheet.iter_rows(**_bounds(sheet, area)):
        cells = [
            "" if cell.value is None else str(cell.value) for cell in row if not isinstance(cell, MergedCell)
        ]
        if any(cells):
            yield cells


def _bounds(sheet: Worksheet, area: str) -> dict[str, int]:
    """The print area as far as the sheet is filled; nothing where there is none, or several."""
    if ":" not in area or "," in area:
        return {}
    left, top, right, bottom = range_boundaries(area)
    return {
        "min_col": left or 1,
        "min_row": top or 1,
        "max_col": min(right or sheet.max_column, sheet.max_column),
        "max_row": min(bottom or sheet.max_row, sheet.max_row),
    }


def _joined(cells: list[str]) -> str:
    return " | ".join(" ".join(cell.split()) for cell in cells) + " |"


READERS: dict[str, Callable[[Path, list[str]], str]] = {
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
}
