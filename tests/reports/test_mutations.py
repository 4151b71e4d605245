"""One slip anywhere in a good report is found: every cell of every table of both forms, every row, every column."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest

from reports.checks_ledger import Ledger
from reports.findings import digest_findings
from reports.forms import form_for
from reports.forms.form import APPLICANT_COLUMNS, RESULT_COLUMNS, RESULT_GROUPS
from reports.reading_files import read_file
from reports.shapes import ReadReport
from tests.factories.reports import make_report
from tests.reports.test_checks import EXPECTED, GOOD_YEARS, found, good

COLUMNS = [column.key for column in APPLICANT_COLUMNS]


def changed(report: ReadReport, cells: dict) -> ReadReport:
    return replace(report, cells=report.cells | cells)


def books(report: ReadReport) -> Ledger:
    """A register and a catalogue that agree with the report."""
    counts = {key: value for key, value in report.cells.items() if key.startswith(("t3.", "t4."))}
    names = [f"t2.normative.{name}" for name in ("made", "repealed", "valid")]
    return Ledger(counts, documents={key: report.cells[key] for key in names if key in report.cells})


def swapped(report: ReadReport, pairs: list[tuple[str, str]]) -> ReadReport:
    cells = report.cells
    return changed(report, {one: cells[two] for one, two in pairs} | {two: cells[one] for one, two in pairs})


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_the_good_report_agrees_with_its_books(year):
    assert found(good(year), ledger=books(good(year))) == []


@pytest.mark.parametrize("year", GOOD_YEARS)
@pytest.mark.parametrize("slip", [1, 9, -1])
def test_a_changed_figure_anywhere_in_table_three_or_four_is_found_by_the_sums_alone(year, slip):
    report = good(year)
    keys = [key for key in report.cells if key.startswith(("t3.", "t4."))]
    assert len(keys) in {161 + 15, 175 + 15}
    assert [key for key in keys if not found(changed(report, {key: report.cells[key] + slip}))] == []


@pytest.mark.parametrize("year", [2019, 2020, 2023])
def test_a_changed_figure_anywhere_in_the_tables_that_the_bureau_published_is_found(source, year):
    """Tables three and four of the published reports: one finding more than those they have already."""
    report = read_file(source, year)
    earlier = read_file(source, year - 1)
    assert found(report, earlier) == EXPECTED[year]
    keys = [key for key in report.cells if key.startswith(("t3.", "t4."))]
    slips = {key: changed(report, {key: (report.cells[key] or 0) + 1}) for key in keys}
    assert [key for key, slip in slips.items() if not set(found(slip, earlier)) - set(EXPECTED[year])] == []


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_a_changed_figure_anywhere_in_any_table_of_a_published_report_is_found(bureau, year):
    """Table two has figures that nothing else states; what was published is still known by its digest."""
    report = make_report(year, figures=good(year).cells)
    assert digest_findings(report) == []
    cells, missed = dict(report.cells), []
    for key in form_for(year).places:
        report.cells = cells | {key: str(Decimal(cells[key]) + 1)}
        if [row.rule for row in digest_findings(report)] != ["DIGEST"]:
            missed.append(key)
    assert missed == []


@pytest.mark.parametrize("row", ["regulations", "normative"])
@pytest.mark.parametrize("name", ["made", "repealed", "valid"])
def test_a_changed_stock_of_documents_is_found_by_the_year_before(row, name):
    earlier = changed(good(2022), {f"t2.{row}.valid": Decimal(10)})
    stock = {f"t2.{row}.made": Decimal(3), f"t2.{row}.repealed": Decimal(1), f"t2.{row}.valid": Decimal(12)}
    carried = {f"t3.r25.{column}": good(2023).cells[f"t3.r02.{column}"] for column in COLUMNS}
    earlier, later = changed(earlier, carried), changed(good(2023), stock)
    assert [entry for entry in found(later, earlier) if row in entry[1] or entry[0].startswith("X-T2")] == []
    slip = changed(later, {f"t2.{row}.{name}": stock[f"t2.{row}.{name}"] + 1})
    assert "X-T2a" in [entry[0] for entry in found(slip, earlier)]


@pytest.mark.parametrize("year", GOOD_YEARS)
@pytest.mark.parametrize("slip", [None, Decimal("-1"), Decimal("0.5")])
def test_a_blank_a_negative_or_a_fraction_anywhere_is_found(year, slip):
    """All three tables; only a change of items may be negative, only money may have a fraction."""
    report, form = good(year), form_for(year)
    allowed = {
        key
        for key in report.cells
        if (slip == Decimal("-1") and key.endswith(".change"))
        or (slip == Decimal("0.5") and key in form.decimal_keys)
    }
    missed = {key for key in report.cells if not found(changed(report, {key: slip}))}
    assert missed == allowed


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_a_figure_that_slid_into_the_next_cell_anywhere_is_found(year):
    """A blank that moved: the figure stands one cell further and left a blank behind."""
    report = good(year)
    keys = list(form_for(year).places)
    missed = [
        one for one, two in pairwise(keys) if not found(changed(report, {one: None, two: report.cells[one]}))
    ]
    assert missed == []


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_any_two_rows_of_table_three_that_changed_places_are_found(year):
    """Two results keep every sum, the register tells them apart; a flow or a total breaks the sums by itself."""
    report, flows = good(year), {"r01", "r02", "r24", "r25"}
    for one, two in combinations([row.key for row in form_for(year).table_three], 2):
        pairs = [(f"t3.{one}.{column}", f"t3.{two}.{column}") for column in COLUMNS]
        slip = swapped(report, pairs)
        assert found(slip, ledger=books(report)) != [], (one, two)
        if len({one, two} & flows) == 1:
            assert found(slip) != [], (one, two)


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_any_two_columns_that_changed_places_are_found(year):
    report = good(year)
    for one, two in combinations(COLUMNS, 2):
        pairs = [(f"t3.{row.key}.{one}", f"t3.{row.key}.{two}") for row in form_for(year).table_three]
        assert found(swapped(report, pairs), ledger=books(report)) != [], (one, two)
        if "c7" in (one, two):
            assert found(swapped(report, pairs)) != []
    for one, two in combinations([column.key for column in RESULT_COLUMNS], 2):
        for group in RESULT_GROUPS:
            pairs = [(f"t4.{group.key}.{one}", f"t4.{group.key}.{two}")]
            assert found(swapped(report, pairs), ledger=books(report)) != [], (group.key, one, two)
    for one, two in combinations([group.key for group in RESULT_GROUPS], 2):
        pairs = [(f"t4.{one}.{column.key}", f"t4.{two}.{column.key}") for column in RESULT_COLUMNS]
        assert found(swapped(report, pairs), ledger=books(report)) != [], (one, two)


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_a_lost_column_is_found_whether_it_left_blanks_or_the_others_moved_up(year):
    report, rows = good(year), [row.key for row in form_for(year).table_three]
    for place, column in enumerate(COLUMNS):
        blanks = {f"t3.{row}.{column}": None for row in rows}
        assert [entry[0] for entry in found(changed(report, blanks))] != []
        following = [*COLUMNS[place + 1 :], None]
        moved = {
            f"t3.{row}.{here}": report.cells[f"t3.{row}.{there}"] if there else None
            for row in rows
            for here, there in zip(COLUMNS[place:], following, strict=True)
        }
        assert found(changed(report, moved)) != [], column


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_a_lost_row_is_found_whether_it_left_blanks_or_the_others_moved_up(year):
    report, rows = good(year), [row.key for row in form_for(year).table_three]
    for place, row in enumerate(rows):
        assert found(changed(report, {f"t3.{row}.{column}": None for column in COLUMNS})) != [], row
        following = [*rows[place + 1 :], None]
        moved = {
            f"t3.{here}.{column}": report.cells[f"t3.{there}.{column}"] if there else None
            for column in COLUMNS
            for here, there in zip(rows[place:], following, strict=True)
        }
        assert found(changed(report, moved)) != [], row
