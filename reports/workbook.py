"""A report as an Excel file: a sheet a table with merged heads, live checks beside it, and the chapters as text.

The statutory table is each sheet's print area; the checks stand outside it, are not printed and not read back.
"""

import io
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from disclosure.spreadsheet import guard

from .layout import Grid, tables
from .models import Report
from .workbook_checks import write_checks

SHEETS = {2: "表二 主动公开", 3: "表三 申请", 4: "表四 复议诉讼"}
THIN = Side(style="thin", color="808080")
SHEET_WIDTH, LINE_HEIGHT = 120, 14  # a table's width in characters, a line's height in points
BORDER = Border(THIN, THIN, THIN, THIN)


def report_xlsx(report: Report) -> bytes:
    book = Workbook()
    text = book.active
    text.title = "文字"
    _write_text(text, report)
    if report.form:
        for number, grid in tables(report.form, report.figures).items():
            sheet = book.create_sheet(SHEETS[number])
            _write_grid(sheet, grid, report.figures)
            write_checks(sheet, grid, report.form)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_text(sheet: Worksheet, report: Report) -> None:
    sheet.column_dimensions["A"].width = 110
    lines = [report.title, *(version.note for version in report.amendments)]
    chapters = list(report.sections.all())
    for chapter in chapters:
        lines += [chapter.heading, *chapter.paragraphs]
    if not chapters:
        lines.append(report.summary)
    if report.signed_as_written:
        lines += [report.agency_name, report.signed_as_written]
    for place, line in enumerate(filter(None, lines), start=1):
        cell = sheet.cell(place, 1, guard(line))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    _set_page(sheet, landscape=False, one_page=False)


def _write_grid(sheet: Worksheet, grid: Grid, figures: dict) -> None:
    """A figure is a number, a blank an empty cell: Excel can add up what is there."""
    for cell in grid.cells:
        box = sheet.cell(cell.row + 1, cell.column + 1)
        box.value = cell.text if cell.is_head else figures.get(cell.key)
        box.alignment = Alignment(
            wrap_text=True, vertical="center", horizontal="left" if cell.scope == "row" else "center"
        )
        box.font = Font(bold=cell.is_head, size=10)
        for row in range(cell.row + 1, cell.row + 1 + cell.rowspan):
            for column in range(cell.column + 1, cell.column + 1 + cell.colspan):
                sheet.cell(row, column).border = BORDER
        if cell.rowspan > 1 or cell.colspan > 1:
            sheet.merge_cells(
                start_row=cell.row + 1,
                start_column=cell.column + 1,
                end_row=cell.row + cell.rowspan,
                end_column=cell.column + cell.colspan,
            )
    _set_size(sheet, grid)
    if grid.head_rows:
        sheet.freeze_panes = sheet.cell(grid.head_rows + 1, 1)
        sheet.print_title_rows = f"1:{grid.head_rows}"
    _set_page(sheet, landscape=grid.width > 10, one_page=True)
    sheet.print_area = f"A1:{get_column_letter(grid.width)}{len(grid.rows)}"


def _set_size(sheet: Worksheet, grid: Grid) -> None:
    """Widths as on paper; a row as high as its longest label needs, which Excel does not find out for merged cells."""
    widths = [share * SHEET_WIDTH / 100 for share in grid.shares]
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, cells in enumerate(grid.rows, start=1):
        lines = [
            ceil(2.2 * len(cell.text) / sum(widths[cell.column : cell.column + cell.colspan]))
            for cell in cells
            if cell.rowspan == 1
        ]
        sheet.row_dimensions[row].height = LINE_HEIGHT * max(lines, default=1) + 3


def _set_page(sheet: Worksheet, *, landscape: bool, one_page: bool) -> None:
    setup = sheet.page_setup
    setup.orientation, setup.paperSize = "landscape" if landscape else "portrait", sheet.PAPERSIZE_A4
    setup.fitToWidth, setup.fitToHeight = 1, int(one_page)
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
