"""Working days in China: Monday to Friday, less the State Council's holidays, plus its make-up days (调休上班).

The calendar is data that an office enters from the yearly notice. A year without a notice is *provisional*:
dates in it are computed from weekdays and the statutory days known so far, and every answer says so.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

ONE_DAY = timedelta(days=1)

# 全国年节及纪念日放假办法 (2024): the statutory days that stand on the same date every year. The lunar ones
# of a provisional year are entered with its calendar.
FIXED_STATUTORY_DAYS = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}

# The years the calendar speaks of, entered or not; the 条例 dates from 2008, and no limit of it reaches decades ahead.
FIRST_YEAR, LAST_YEAR = 2000, 2060
_SPAN = [
    date.fromordinal(ordinal)
    for ordinal in range(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal() + 1)
]


@dataclass(frozen=True)
class WorkCalendar:
    """The State Council's notices as sets of days.

    Args:
        holidays: days off on which people would otherwise work, with the holiday's name; weekends may be listed.
        makeup: Saturdays and Sundays on which offices work, with the holiday they make up for.
        notices: year -> the notice that fixed it. A year in ``notices`` is official, every other provisional.
    """

    holidays: Mapping[date, str] = field(default_factory=dict)
    makeup: Mapping[date, str] = field(default_factory=dict)
    notices: Mapping[int, str] = field(default_factory=dict)

    def is_official(self, day: date) -> bool:
        """Whether the year of ``day`` stands under a published notice."""
        return day.year in self.notices

    def is_workday(self, day: date) -> bool:
        if day in self.makeup:
            return True
        if day.weekday() >= 5 or day in self.holidays:
            return False
        return self.is_official(day) or (day.month, day.day) not in FIXED_STATUTORY_DAYS

    def reason(self, day: date) -> str:
        """Why ``day`` counts or not, in words: ``工作日``, ``周末``, ``春节放假``, ``国庆节调休上班``."""
        if day in self.makeup:
            return f"{self.makeup[day]}调休上班"
        if day in self.holidays:
            return f"{self.holidays[day]}放假"
        if day.weekday() >= 5:
            return "周末"
        if not self.is_workday(day):
            return f"{FIXED_STATUTORY_DAYS[day.month, day.day]}放假（法定，暂定）"
        return "工作日" if self.is_official(day) else "工作日（暂定）"

    @cached_property
    def _workdays(self) -> list[date]:
        """All working days of the span, ascending: the n-th one is found by its place."""
        return [day for day in _SPAN if self.is_workday(day)]

    @cached_property
    def _until(self) -> dict[date, int]:
        """For each day of the span, how many working days lie on or before it."""
        return dict(zip(_SPAN, accumulate(map(self.is_workday, _SPAN)), strict=True))

    @cached_property
    def _numbers(self) -> dict[date, int]:
        return {day: number for number, day in enumerate(self._workdays, start=1)}

    def number_of(self, day: date) -> int:
        """Which working day of the span ``day`` is, counted from one; 0 if it is none."""
        return self._numbers.get(day, 0)

    def workdays_until(self, day: date) -> int:
        """How many working days from ``FIRST_YEAR`` on lie on or before ``day``.

        Raises:
            ValueError: ``day`` lies outside the years that the calendar speaks of.
        """
        try:
            return self._until[day]
        except KeyError:
            raise ValueError(f"日期 {day} 超出日历范围（{FIRST_YEAR}年至{LAST_YEAR}年）") from None

    def nth_workday(self, number: int) -> date:
        """The working day that is ``number``-th in the span, counted from one."""
        if not 1 <= number <= len(self._workdays):
            raise ValueError("期限超出日历范围")
        return self._workdays[number - 1]


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    day = first
    while day <= last:
        yield day
        day += ONE_DAY


def add_workdays(start: date, count: int, calendar: WorkCalendar, *, excluded: Collection[date] = ()) -> date:
    """Return the last day of a limit of ``count`` working days that begins on ``start``.

    The start day itself is not counted, even if it is a working day (民法典201).
    Make-up Saturdays and Sundays count; days in ``excluded`` do not (条例33¶3).

    Args:
        start: the day of the event that sets the limit running, in the bureau's time zone.
        count: length of the limit, in working days; at least 1.
        calendar: ask ``calendar.is_official(result)`` whether the date is final.
        excluded: days on which the clock stands still; those that are no working days change nothing.

    Raises:
        ValueError: ``count`` is below 1. A limit of no days is a mistake, not a date.
    """
    if count < 1:
        raise ValueError("期限至少为一个工作日")
    before = calendar.workdays_until(start)
    if not excluded:
        return calendar.nth_workday(before + count)
    held = sorted(number for day in set(excluded) if (number := calendar.number_of(day)) > before)
    number = before + count
    reached = 0
    while (passed := bisect_right(held, number)) > reached:
        number += passed - reached
        reached = passed
    return calendar.nth_workday(number)


def count_workdays(start: date, end: date, calendar: WorkCalendar) -> int:
    """How many working days lie after ``start`` up to and including ``end``; negative if ``end`` is earlier."""
    return calendar.workdays_until(end) - calendar.workdays_until(start)


def roll_forward(day: date, calendar: WorkCalendar) -> date:
    """``day``, or the first working day after it if it is a day of rest (民法典203: calendar-day periods)."""
    return day if calendar.is_workday(day) else add_workdays(day, 1, calendar)
