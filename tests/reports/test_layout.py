"""The statutory tables as grids: every square is covered once, every figure has its heads."""

from decimal import Decimal

import pytest

from reports.forms import FORMS, form_for
from reports.layout import shown, table_four, table_three, table_two, tables


def zeros(form):
    return dict.fromkeys((*form.keys_of_two, *form.keys_of_three, *form.keys_of_four), Decimal(0))


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.authority)
@pytest.mark.parametrize("make", [table_two, table_three, lambda form, figures: table_four(figures)])
def test_every_square_is_covered_exactly_once(form, make):
    grid = make(form, zeros(form))
    squares = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for column in range(cell.column, cell.column + cell.colspan)
    ]
    height = max(row for row, _ in squares) + 1
    assert sorted(squares) == [(row, column) for row in range(height) for column in range(grid.width)]


@pytest.mark.parametrize(("year", "two", "three"), [(2020, 22, 161), (2023, 10, 175)])
def test_the_tables_hold_the_figures_of_their_form(year, two, three):
    form = form_for(year)
    grids = tables(form, zeros(form))
    counts = {number: sum(not cell.is_head for cell in grid.cells) for number, grid in grids.items()}
    assert counts == {2: two, 3: three, 4: 15}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.authority)
def test_every_figure_names_heads_that_exist_and_no_id_is_used_twice(form):
    for grid in tables(form, zeros(form)).values():
        ids = [cell.id for cell in grid.cells if cell.is_head]
        assert len(ids) == len(set(ids))
        figures = [cell for cell in grid.cells if not cell.is_head]
        assert [cell.key for cell in figures if not set(cell.headers.split()) <= set(ids)] == []
        assert [cell.key for cell in figures if len(cell.headers.split()) < 2] == []


def test_a_table_that_the_report_lacks_is_not_made():
    form = form_for(2023)
    only_three = {key: Decimal(0) for key in form.keys_of_three}
    assert list(tables(form, only_three)) == [3]
    assert tables(form, {}) == {}


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (Decimal(0), "0"), (Decimal("12.50"), "12.5"), (Decimal(1200), "1200")]
)
def test_a_figure_is_shown_plainly_and_a_blank_is_no_zero(value, text):
    assert shown(value) == text
