"""The live checks of the Excel file: they say what the rules say, and are no part of the report."""

import io
import re
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.reading_files import read_file
from reports.workbook import report_xlsx
from tests.factories.reports import make_report

FORMULA = re.compile(r'=IF\(COUNT\((.+)\)=0,"空白",IF\(SUM\((.+)\)=SUM\((.+)\),"符合","不符"\)\)')
# One application by a person, granted, in every sum it belongs to.
GOOD = dict.fromkeys(
    ("t3.r01.c1", "t3.r01.c7", "t3.r03.c1", "t3.r03.c7", "t3.r24.c1", "t3.r24.c7"), Decimal(1)
)


def results(sheet: Worksheet) -> dict[str, str]:
    """What a spreadsheet program shows in each formula of ours."""
    shown = {}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                every, left, right = (_values(sheet, part) for part in FORMULA.fullmatch(cell.value).groups())
                same = sum(left) == sum(right)
                shown[cell.coordinate] = "空白" if not every else "符合" if same else "不符"
    return shown


def _values(sheet: Worksheet, ranges: str) -> list:
    found = []
    for part in ranges.split(","):
        cells = [cell for row in sheet[part] for cell in row] if ":" in part else [sheet[part]]
        found += [cell.value for cell in cells if cell.value is not None]
    return found


def sheets(report) -> tuple[Worksheet, Worksheet]:
    book = load_workbook(io.BytesIO(report_xlsx(report)))
    return book["表三 申请"], book["表四 复议诉讼"]


def test_the_formulas_name_the_cells_of_the_sums(bureau):
    three, four = sheets(make_report(2023))
    assert (
        three["D31"].value == '=IF(COUNT(D4:D5,D27:D28)=0,"空白",IF(SUM(D4:D5)=SUM(D27:D28),"符合","不符"))'
    )
    assert three["J32"].value == '=IF(COUNT(J27,J6:J26)=0,"空白",IF(SUM(J27)=SUM(J6:J26),"符合","不符"))'
    assert three["L4"].value == '=IF(COUNT(J4,D4:I4)=0,"空白",IF(SUM(J4)=SUM(D4:I4),"符合","不符"))'
    assert four["O7"].value == '=IF(COUNT(O4,K4:N4)=0,"空白",IF(SUM(O4)=SUM(K4:N4),"符合","不符"))'


@pytest.mark.parametrize(("year", "rows"), [(2020, 23), (2023, 25)])
def test_a_good_report_agrees_everywhere(bureau, year, rows):
    three, four = sheets(make_report(year, figures=GOOD))
    assert set(results(three).values()) == {"符合"}
    assert (len(results(three)), results(four)) == (
        rows + 14,
        {"E7": "符合", "J7": "符合", "O7": "符合"},
    )


def test_a_changed_figure_shows_in_its_row_and_column_and_nowhere_else(bureau):
    three, _ = sheets(make_report(2023, figures=GOOD | {"t3.r03.c1": Decimal(2)}))
    assert {place for place, said in results(three).items() if said == "不符"} == {"D32", "L6"}


def test_what_is_blank_altogether_is_said_and_not_called_right(bureau):
    blanks = {f"t3.r05.c{number}": None for number in range(1, 8)}
    three, _ = sheets(make_report(2023, figures=GOOD | blanks))
    assert results(three)["L8"] == "空白"


def test_the_checks_stand_outside_the_printed_table_and_are_not_read_back(bureau, tmp_path):
    report = make_report(2023, figures=GOOD | {"t3.r05.c7": None})
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_xlsx(report))
    book = load_workbook(path)
    assert book["表三 申请"].print_area == "'表三 申请'!$A$1:$J$28"
    # A spreadsheet program saves what the formulas show; here as plain words.
    for sheet in book.worksheets[2:]:
        for place, said in results(sheet).items():
            sheet[place] = said
    book.save(path)
    assert read_file(path, 2023).cells == report.figures
