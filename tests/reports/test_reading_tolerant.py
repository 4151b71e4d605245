"""Reports of other hands: labels lost, rows lost, blanks dropped, cells merged, sheets unnamed. Read all the same, and told."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from reports.forms import form_for
from reports.forms.form import APPLICANT_COLUMNS
from reports.layout import tables
from reports.reading import read_text
from reports.reading_files import read_file
from reports.workbook import report_xlsx
from tests.factories.reports import make_report

YEARS = (2020, 2023)


def figures_of(year: int) -> dict[str, Decimal]:
    """Every figure another number, so that none can stand in for its neighbour."""
    return {key: Decimal(place) for place, key in enumerate(form_for(year).places, start=11)}


def lines_of(year: int) -> dict[str, list[list[str]]]:
    """The three tables as a text copied from a page: a merged cell once, where it begins."""
    grids = tables(form_for(year), figures_of(year))
    return {grid.name: [[cell.text for cell in row] for row in grid.rows] for grid in grids.values()}


def text_of(year: int, rows: dict[str, list[list[str]]]) -> str:
    chapters = zip(("二", "三", "四"), ("t2", "t3", "t4"), strict=True)
    body = "".join(
        f"{numeral}、{numeral}章\n" + "".join(" | ".join(cells) + " |\n" for cells in rows[name])
        for numeral, name in chapters
    )
    return f"统计期限自{year}年1月1日起\n一、总体情况\n全年工作。\n{body}五、问题\n无。\n六、其他\n无。\n"


def place_of(rows: list[list[str]], label: str) -> tuple[int, int]:
    return next((line, cells.index(label)) for line, cells in enumerate(rows) if label in cells)


@pytest.mark.parametrize("year", YEARS)
def test_a_whole_report_copied_as_text_is_read_without_guessing(year):
    read = read_text(text_of(year, lines_of(year)), year)
    assert read.cells == figures_of(year)
    assert read.inferred == ()


@pytest.mark.parametrize("year", YEARS)
def test_any_lost_row_label_is_supplied_by_its_place_and_told(year):
    for row in form_for(year).table_three:
        rows = lines_of(year)
        line, column = place_of(rows["t3"], row.label)
        rows["t3"][line][column] = ""
        read = read_text(text_of(year, rows), year)
        assert read.cells == figures_of(year), row.label
        assert [row.label.split("（区分")[0] in said for said in read.inferred] == [True], row.label


@pytest.mark.parametrize("year", YEARS)
def test_all_row_labels_lost_at_once_are_supplied_by_their_order(year):
    rows = lines_of(year)
    form = form_for(year)
    for row in form.table_three:
        line, column = place_of(rows["t3"], row.label)
        rows["t3"][line] = ["", *rows["t3"][line][column + 1 :]]
    read = read_text(text_of(year, rows), year)
    assert read.cells == figures_of(year)
    assert f"表三有 {len(form.table_three)} 行没有行名" in read.inferred[0]


@pytest.mark.parametrize("year", YEARS)
def test_any_lost_row_is_read_as_blank_and_told(year):
    for row in form_for(year).table_three:
        rows = lines_of(year)
        line, _ = place_of(rows["t3"], row.label)
        del rows["t3"][line]
        read = read_text(text_of(year, rows), year)
        blank = {f"t3.{row.key}.{column.key}": None for column in APPLICANT_COLUMNS}
        assert read.cells == figures_of(year) | blank, row.label
        assert any("表三缺少 1 行，按空白读入" in said for said in read.inferred), row.label


@pytest.mark.parametrize("year", YEARS)
def test_any_blank_cell_of_table_three_stays_blank_in_its_own_place(year):
    for key in form_for(year).keys_of_three:
        rows = lines_of(year)
        _, row, column = key.split(".")
        line, label = place_of(rows["t3"], form_for(year).rows_of_three[row].label)
        rows["t3"][line][label + int(column[1])] = ""
        assert read_text(text_of(year, rows), year).cells == figures_of(year) | {key: None}, key


@pytest.mark.parametrize("year", YEARS)
def test_any_lost_head_of_table_four_is_told_and_the_figures_are_read(year):
    for head in ("未经复议直接起诉", "复议后起诉"):
        rows = lines_of(year)
        line, column = place_of(rows["t4"], head)
        rows["t4"][line][column] = ""
        read = read_text(text_of(year, rows), year)
        assert read.cells == figures_of(year)
        assert read.inferred == (f"表四缺少表头“{head}”，按规定的列次读入。",)


@pytest.mark.parametrize("year", YEARS)
def test_a_lost_line_of_table_two_is_blank_and_told(year):
    for block in form_for(year).table_two:
        for row in block.rows:
            rows = lines_of(year)
            line, _ = place_of(rows["t2"], row.label)
            del rows["t2"][line]
            read = read_text(text_of(year, rows), year)
            blank = {block.key(row, column): None for column in block.columns}
            assert read.cells == figures_of(year) | blank
            assert read.inferred == (f"表二没有“{row.label}”一行，按空白读入。",)


# --- workbooks of other hands ---


@pytest.mark.parametrize("year", YEARS)
def test_sheets_under_other_names_are_known_by_what_they_hold_and_told(bureau, tmp_path: Path, year):
    path = tmp_path / "report.xlsx"
    path.write_bytes(report_xlsx(make_report(year, figures=figures_of(year))))
    book = load_workbook(path)
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"Sheet{number + 1}"
    book.save(path)
    read = read_file(path, year)
    assert read.cells == figures_of(year)
    assert list(read.inferred) == [
        f"工作表“Sheet{number}”没有写明是哪张表，按内容认作表{numeral}。"
        for number, numeral in ((2, "二"), (3, "三"), (4, "四"))
    ]


@pytest.mark.parametrize("year", YEARS)
def test_a_workbook_with_everything_on_one_sheet_is_read(tmp_path: Path, year):
    book = Workbook()
    sheet = book.active
    for line in text_of(year, lines_of(year)).splitlines():
        sheet.append([cell.strip() or None for cell in line.removesuffix("|").split("|")])
    path = tmp_path / "report.xlsx"
    book.save(path)
    read = read_file(path, year)
    assert read.cells == figures_of(year)
    assert [part.number for part in read.sections if part.number] == [1, 2, 3, 4, 5, 6]


def test_a_blank_row_on_the_one_sheet_is_not_taken_for_a_chapter(tmp_path: Path):
    book = Workbook()
    sheet = book.active
    rows = lines_of(2023)
    line, label = place_of(rows["t3"], "四、结转下年度继续办理")
    rows["t3"][line] = [*rows["t3"][line][: label + 1], *[""] * 7]
    for text in text_of(2023, rows).splitlines():
        sheet.append([cell.strip() or None for cell in text.removesuffix("|").split("|")])
    path = tmp_path / "report.xlsx"
    book.save(path)
    read = read_file(path, 2023)
    blank = {f"t3.r25.{column.key}": None for column in APPLICANT_COLUMNS}
    assert read.cells == figures_of(2023) | blank


# --- pages of other hands ---


def test_a_page_that_is_one_form_with_an_unclosed_head_is_read(tmp_path: Path):
    lines = text_of(2023, lines_of(2023)).splitlines()
    html = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in line.removesuffix("|").split("|")) + "</tr>"
        if "|" in line
        else f"<p>{line}</p>"
        for line in lines
    )
    path = tmp_path / "report.html"
    path.write_text(f"<html><head><title>x<body><form><select><option>一、无</select>{html}</form></body>")
    assert read_file(path, 2023).cells == figures_of(2023)
