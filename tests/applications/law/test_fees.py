"""109号: the worked examples of law.md section 4, and that slices neither overlap nor leave a gap."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.law.fees import PER_PAGE, PER_PIECE, charges, fee, fee_of_piece


@pytest.mark.parametrize(
    ("number", "piece", "total"),
    [(10, 0, 0), (11, 100, 100), (30, 100, 2000), (31, 200, 2200), (40, 200, 4000), (45, 300, 5500), (60, 400, 11000),
     (100, 800, 37000)],
)  # fmt: skip
def test_109_4_per_piece(number, piece, total):
    assert (fee_of_piece(number), fee(number, PER_PIECE)) == (piece, total)


@pytest.mark.parametrize(
    ("pages", "total"),
    [
        (0, 0),
        (30, 0),
        (31, 10),
        (68, 380),
        (100, 700),
        (101, 720),
        (150, 1700),
        (200, 2700),
        (201, 2740),
        (350, 8700),
    ],
)
def test_109_5_per_page(pages, total):
    assert fee(pages, PER_PAGE) == total


def test_109_4_twelve_items_of_one_letter_cost_200_yuan():
    assert [(line.first, line.last, line.total) for line in charges(12, PER_PIECE)] == [
        (1, 10, 0),
        (11, 12, 200),
    ]


def test_109_5_applications_are_not_added_up():
    assert fee(25, PER_PAGE) + fee(25, PER_PAGE) == 0


def formula_of_piece(number: int) -> int:
    """law.md section 4: f(k)."""
    return 0 if number <= 10 else 100 if number <= 30 else 100 * (1 + -(-(number - 30) // 10))


@given(st.integers(1, 400))
def test_109_4_agrees_with_the_formula(number):
    assert fee(number, PER_PIECE) == sum(formula_of_piece(piece) for piece in range(1, number + 1))


@given(st.integers(0, 2000))
def test_109_5_agrees_with_the_formula(pages):
    expected = (
        10 * max(0, min(pages, 100) - 30) + 20 * max(0, min(pages, 200) - 100) + 40 * max(0, pages - 200)
    )
    assert fee(pages, PER_PAGE) == expected


@pytest.mark.parametrize("tariff", [PER_PIECE, PER_PAGE])
def test_lines_cover_every_unit_once(tariff):
    lines = charges(333, tariff)
    assert [unit for line in lines for unit in range(line.first, line.last + 1)] == list(range(1, 334))


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="不能为负数"):
        charges(-1, PER_PAGE)
