"""What holds of working days under any calendar, against a counter that walks day by day."""

from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from liaocheng_gk.workdays import WorkCalendar, add_workdays, count_workdays, roll_forward

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
days = st.dates(FIRST, LAST)
weekends = st.builds(
    lambda week, is_sunday: date(2025, 1, 4) + timedelta(7 * week + is_sunday),
    st.integers(0, 102),
    st.booleans(),
)
counts = st.integers(1, 60)
few_examples = settings(max_examples=60)


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """Off days anywhere, clustered as real breaks are; make-up days on weekends only."""
    breaks = draw(st.lists(st.tuples(days, st.integers(1, 9)), max_size=8))
    holidays = {start + timedelta(offset): "假" for start, length in breaks for offset in range(length)}
    makeup = {day: "班" for day in draw(st.lists(weekends, max_size=12)) if day not in holidays}
    official = draw(st.sets(st.sampled_from([2025, 2026, 2027])))
    return WorkCalendar(holidays, makeup, dict.fromkeys(official, "通知"))


def walked(start: date, count: int, calendar: WorkCalendar, excluded: Collection[date] = ()) -> date:
    day = start
    while count:
        day += timedelta(1)
        if calendar.is_workday(day) and day not in excluded:
            count -= 1
    return day


@few_examples
@given(days, counts, calendars())
def test_count_undoes_add(start, count, calendar):
    end = add_workdays(start, count, calendar)
    assert count_workdays(start, end, calendar) == count
    assert calendar.is_workday(end)
    assert end > start


@few_examples
@given(days, counts, counts, calendars())
def test_two_limits_in_a_row_are_one_of_their_sum(start, first, second, calendar):
    in_two = add_workdays(add_workdays(start, first, calendar), second, calendar)
    assert in_two == add_workdays(start, first + second, calendar)


@few_examples
@given(days, days, days, calendars())
def test_counts_add_up_and_change_sign_backwards(first, second, third, calendar):
    whole = count_workdays(first, third, calendar)
    assert count_workdays(first, second, calendar) + count_workdays(second, third, calendar) == whole
    assert count_workdays(third, first, calendar) == -whole


@few_examples
@given(days, counts, calendars(), days)
def test_one_more_holiday_never_makes_a_limit_earlier(start, count, calendar, holiday):
    more = WorkCalendar({**calendar.holidays, holiday: "假"}, calendar.makeup, calendar.notices)
    assert add_workdays(start, count, more) >= add_workdays(start, count, calendar)


@few_examples
@given(days, counts, calendars(), weekends)
def test_one_more_makeup_day_never_makes_a_limit_later(start, count, calendar, makeup):
    more = WorkCalendar(calendar.holidays, {**calendar.makeup, makeup: "班"}, calendar.notices)
    assert add_workdays(start, count, more) <= add_workdays(start, count, calendar)


@few_examples
@given(days, counts, calendars(), st.sets(days, max_size=60), st.integers(0, 40))
def test_excluded_days_agree_with_a_day_by_day_walk(start, count, calendar, scattered, held):
    excluded = scattered | {start + timedelta(offset) for offset in range(held)}
    assert add_workdays(start, count, calendar, excluded=excluded) == walked(start, count, calendar, excluded)


@few_examples
@given(days, calendars())
def test_rolling_forward_stops_at_the_first_working_day(day, calendar):
    rolled = roll_forward(day, calendar)
    assert calendar.is_workday(rolled)
    assert rolled == (day if calendar.is_workday(day) else walked(day, 1, calendar))
