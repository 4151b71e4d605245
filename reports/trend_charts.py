"""Bars of a chart, measured on the server: the template only writes them down. Pure, knows no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 760, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 24, 32
Value = Decimal | int | None


@dataclass(frozen=True)
class Bar:
    """In units of the view box. ``series``: from 1, names the class of its colour."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """``values``: a row a series, a value a year; None is a gap with the word 无数据 on it."""

    years: Sequence[int]
    values: Sequence[Sequence[Value]]
    stacked: bool = False

    width = WIDTH
    height = HEIGHT
    left = LEFT
    right = WIDTH - RIGHT
    floor = HEIGHT - BOTTOM
    mark = LEFT - 8  # where the numbers of the axis end

    @property
    def top_value(self) -> int:
        """The end of the axis: four steps of 1, 2, 5 times a power of ten hold every bar."""
        if self.stacked:
            highest = max((sum(value or 0 for value in column) for column in self._columns), default=0)
        else:
            highest = max((value or 0 for row in self.values for value in row), default=0)
        size = 1
        while True:
            for step in (size, 2 * size, 5 * size):
                if 4 * step >= highest:
                    return 4 * step
            size *= 10

    @property
    def lines(self) -> list[Label]:
        step = self.top_value // 4
        return [Label(str(step * place), LEFT, self._y(step * place)) for place in range(5)]

    @property
    def year_labels(self) -> list[Label]:
        return [Label(f"{year}年", self._centre(place), HEIGHT - 10) for place, year in enumerate(self.years)]

    @property
    def bars(self) -> list[Bar]:
        return self._stacked_bars() if self.stacked else self._grouped_bars()

    @property
    def figures(self) -> list[Label]:
        """What stands on the bars."""
        if not self.stacked:
            return [
                Label(f"{value}", self._x(place, number) + self._bar_width / 2, self._y(value) - 6)
                for number, row in enumerate(self.values)
                for place, value in enumerate(row)
                if value is not None
            ]
        return [
            Label(f"{total}", self._centre(place), self._y(total) - 6)
            for place, column in enumerate(self._columns)
            if any(value is not None for value in column)
            for total in [sum(value or 0 for value in column)]
        ]

    @property
    def gaps(self) -> list[Label]:
        """Where a whole year has nothing; in a group also where one bar is missing."""
        if self.stacked:
            return [
                Label("无数据", self._centre(place), self.floor - 6)
                for place, column in enumerate(self._columns)
                if all(value is None for value in column)
            ]
        whole = {
            place for place, column in enumerate(self._columns) if all(value is None for value in column)
        }
        single = [
            Label("无", self._x(place, number) + self._bar_width / 2, self.floor - 6)
            for number, row in enumerate(self.values)
            for place, value in enumerate(row)
            if value is None and place not in whole
        ]
        return single + [Label("无数据", self._centre(place), self.floor - 6) for place in sorted(whole)]

    @property
    def _columns(self) -> list[tuple[Value, ...]]:
        return list(zip(*self.values, strict=True))

    @property
    def _slot(self) -> float:
        return (WIDTH - LEFT - RIGHT) / len(self.years)

    @property
    def _bar_width(self) -> float:
        return min(40.0, self._slot * 0.76 / (1 if self.stacked else len(self.values)))

    def _centre(self, place: int) -> float:
        return round(LEFT + self._slot * (place + 0.5), 1)

    def _x(self, place: int, number: int) -> float:
        all_bars = self._bar_width * (1 if self.stacked else len(self.values))
        return round(self._centre(place) - all_bars / 2 + self._bar_width * number, 1)

    def _y(self, value: Decimal | int) -> float:
        return round(self.floor - (self.floor - TOP) * float(value) / self.top_value, 1)

    def _grouped_bars(self) -> list[Bar]:
        width = round(self._bar_width - 2, 1)
        return [
            Bar(
                number + 1,
                self._x(place, number),
                self._y(value),
                width,
                round(self.floor - self._y(value), 1),
            )
            for number, row in enumerate(self.values)
            for place, value in enumerate(row)
            if value is not None
        ]

    def _stacked_bars(self) -> list[Bar]:
        bars = []
        for place, column in enumerate(self._columns):
            below: Decimal | int = 0
            for number, value in enumerate(column):
                if value:
                    upper, lower = self._y(below + value), self._y(below)
                    bars.append(
                        Bar(number + 1, self._x(place, 0), upper, self._bar_width, round(lower - upper, 1))
                    )
                    below += value
        return bars
