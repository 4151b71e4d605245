"""信息处理费 (国办函〔2020〕109号, from 2021-01-01): two progressive tariffs, never both for one application.

A fee may be taken only where number or frequency clearly exceeds reason (条例42); ordinary applicants pay nothing.
Money is whole yuan.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slice:
    """Units number ``first`` to ``last`` cost ``yuan`` each; ``last`` None: without end.

    ``step``: within an open slice the price rises by ``rise`` yuan for every ``step`` further units.
    """

    first: int
    last: int | None
    yuan: int
    step: int = 0
    rise: int = 0

    def price(self, number: int) -> int:
        """What unit ``number`` of this slice costs, in yuan."""
        return self.yuan + (self.rise * ((number - self.first) // self.step) if self.step else 0)


# 第四条: pieces of one applicant in one natural month.
PER_PIECE = (
    Slice(1, 10, 0),
    Slice(11, 30, 100),
    Slice(31, None, 200, step=10, rise=100),
)
# 第五条: pages (one side, A4 or smaller) of one application; not added over applications.
PER_PAGE = (
    Slice(1, 30, 0),
    Slice(31, 100, 10),
    Slice(101, 200, 20),
    Slice(201, None, 40),
)


@dataclass(frozen=True)
class Charge:
    """One line of the calculation: units ``first`` to ``last`` at ``yuan`` each make ``total`` yuan."""

    first: int
    last: int
    yuan: int

    @property
    def total(self) -> int:
        return (self.last - self.first + 1) * self.yuan


def charges(count: int, tariff: tuple[Slice, ...]) -> list[Charge]:
    """How ``count`` units are charged, line by line.

    Raises:
        ValueError: ``count`` is negative.
    """
    if count < 0:
        raise ValueError("数量不能为负数")
    lines: list[Charge] = []
    for row in tariff:
        first, last = row.first, min(count, row.last or count)
        width = row.step or last - first + 1
        while first <= last:
            end = min(first + width - 1, last)
            lines.append(Charge(first, end, row.price(first)))
            first = end + 1
    return lines


def fee(count: int, tariff: tuple[Slice, ...]) -> int:
    """The whole fee for ``count`` pieces or pages, in yuan."""
    return sum(line.total for line in charges(count, tariff))


def fee_of_piece(number: int) -> int:
    """What the ``number``-th piece of an applicant in one month costs by itself, in yuan."""
    return fee(number, PER_PIECE) - fee(number - 1, PER_PIECE)
