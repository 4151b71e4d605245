"""The identities of tables three and four as live formulas beside the statutory table of an Excel file."""

from itertools import groupby

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .forms import Form
from .layout import Grid

TITLE = "核对公式（不属于报表，不打印）"
WORDS = {
    "T3-COL": "每一列：第一项＋第二项＝第三项总计＋第四项",
    "T3-SUM": "每一列：（七）总计＝（一）至（六）之和",
    "T3-ROW": "每一行：总计＝各类申请人之和",
    "T4-SUM": "每一组：总计＝前四格之和",
}
HINT = Font(italic=True, size=9, color="606060")
FILL = PatternFill("solid", fgColor="F2F2F2")
WRONG = CellIsRule(operator="equal", formula=['"不符"'], font=Font(bold=True, color="C00000"))

Place = tuple[int, int]


def write_checks(sheet: Worksheet, grid: Grid, form: Form) -> None:
    """A row's check stands to the right of the table, a column's or a group's below it, one blank line away."""
    at = {cell.key: (cell.row + 1, cell.column + 1) for cell in grid.cells if cell.key}
    below, beside = len(grid.rows) + 3, grid.width + 2
    for entry in form.sums:
        if not entry.rule.lower().startswith(grid.name):
            continue
        across_rows = entry.rule == "T3-ROW"
        for member in entry.across:
            left, right = ([at[key] for key in keys] for keys in entry.keys(member))
            row, column = (left[0][0], beside) if across_rows else (below, left[0][1])
            _write(sheet, row, column, formula(left, right))
        if across_rows:
            _say(sheet, 1, beside, TITLE)
            _say(sheet, 2, beside, f"{entry.rule} {WORDS[entry.rule]}")
            sheet.column_dimensions[get_column_letter(beside)].width = 34
        else:
            _say(sheet, below, 1 if grid.name == "t3" else beside, f"{entry.rule} {WORDS[entry.rule]}")
            below += 1
    if below > len(grid.rows) + 3:
        _say(sheet, len(grid.rows) + 2, 1, TITLE)


def formula(left: list[Place], right: list[Place]) -> str:
    """Blank cells count as nothing; where all are blank there is nothing to check."""
    one, other = _ranges(left), _ranges(right)
    return f'=IF(COUNT({one},{other})=0,"空白",IF(SUM({one})=SUM({other}),"符合","不符"))'


def _ranges(places: list[Place]) -> str:
    """Cells as a formula names them: neighbours in a column or a row as a range."""
    fixed, moving = (1, 0) if len({column for _, column in places}) == 1 else (0, 1)
    ordered = sorted(places, key=lambda place: place[moving])
    named = []
    for _, run in groupby(enumerate(ordered), key=lambda pair: (pair[1][fixed], pair[1][moving] - pair[0])):
        cells = [f"{get_column_letter(column)}{row}" for _, (row, column) in run]
        named.append(cells[0] if len(cells) == 1 else f"{cells[0]}:{cells[-1]}")
    return ",".join(named)


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.font, cell.fill = Font(size=9), FILL
    cell.alignment = Alignment(horizontal="center")
    sheet.conditional_formatting.add(cell.coordinate, WRONG)


def _say(sheet: Worksheet, row: int, column: int, text: str) -> None:
    sheet.cell(row, column, text).font = HINT
