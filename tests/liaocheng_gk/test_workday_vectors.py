"""Limits worked out by hand or by others. Each row names its source; a wrong one would cost a citizen his right."""

from datetime import date

import pytest

from liaocheng_gk.workdays import WorkCalendar, add_workdays, count_workdays, roll_forward

# fmt: off
VECTORS = [
    # received, working days, last day, source
    # Two countings by different code, each day written out; the numbers are those of the list they come from.
    ("2023-01-16", 20, "2023-02-16", "10.1 条例33: make-up weekend after 春节 2023 counts"),
    ("2023-09-15", 20, "2023-10-19", "10.2 条例33: 中秋、国庆 2023"),
    ("2024-04-26",  7, "2024-05-09", "10.4 条例30: 补正 limit over 劳动节 2024"),
    ("2024-05-09", 15, "2024-05-29", "10.4 supplement period"),
    ("2024-05-13", 20, "2024-06-11", "10.4 条例30: reply limit afresh after the supplement"),
    ("2024-04-26", 20, "2024-05-27", "10.4 the same without the restart"),
    ("2025-01-14", 20, "2025-02-17", "10.6 条例33: eight days of 春节 2025"),
    ("2025-04-18", 20, "2025-05-20", "10.7 条例26: publish a document of 2025-04-18"),
    ("2025-12-19", 20, "2026-01-19", "10.9 条例33: over the year's end, 元旦 make-up day"),
    ("2026-01-30",  7, "2026-02-10", "10.10 条例30"),
    ("2026-01-30", 20, "2026-03-05", "10.10 条例33: nine days of 春节 2026"),
    ("2026-02-24", 20, "2026-03-23", "10.12 条例31(三): the day both sides confirmed"),
    ("2026-02-18", 20, "2026-03-20", "10.12 counted from the day of submission, a holiday"),
    # The table for the notice of 2026, with the answers that simpler counters give in the file it stands in.
    ("2025-12-31", 20, "2026-01-29", "2026 schedule"),
    ("2025-12-31",  7, "2026-01-12", "2026 schedule"),
    ("2026-02-13", 20, "2026-03-19", "2026 schedule"),
    ("2026-02-13",  7, "2026-03-02", "2026 schedule"),
    ("2026-02-14", 20, "2026-03-20", "2026 schedule: received on a make-up Saturday"),
    ("2026-02-14",  7, "2026-03-03", "2026 schedule"),
    ("2026-02-18",  7, "2026-03-03", "2026 schedule"),
    ("2026-04-30", 20, "2026-06-01", "2026 schedule"),
    ("2026-04-30",  7, "2026-05-13", "2026 schedule"),
    ("2026-09-20", 20, "2026-10-23", "2026 schedule: received on a make-up Sunday"),
    ("2026-09-20",  7, "2026-09-30", "2026 schedule"),
    ("2026-10-09", 20, "2026-11-05", "2026 schedule: without the make-up Saturday a day too late"),
    ("2026-10-09",  7, "2026-10-19", "2026 schedule"),
    ("2020-01-10", 20, "2020-02-14", "after 国办发明电〔2020〕1号"),
    ("2020-01-10",  7, "2020-01-20", "before the prolonged holiday"),
    ("2022-09-30", 20, "2022-11-02", "the date a court took as the limit (Lianyungang)"),
]
# fmt: on


@pytest.mark.parametrize(("received", "workdays", "last", "source"), VECTORS)
def test_limit_ends_on_the_day_that_was_worked_out(printed_calendar, received, workdays, last, source):
    start, end = date.fromisoformat(received), date.fromisoformat(last)
    assert add_workdays(start, workdays, printed_calendar) == end
    assert count_workdays(start, end, printed_calendar) == workdays


def test_limit_before_the_holiday_of_2020_was_prolonged(printed_calendar):
    earlier = WorkCalendar(
        holidays={
            day: name
            for day, name in printed_calendar.holidays.items()
            if day not in (date(2020, 1, 31), date(2020, 2, 1), date(2020, 2, 2))
        },
        makeup={**printed_calendar.makeup, date(2020, 2, 1): "春节"},
        notices=printed_calendar.notices,
    )
    assert add_workdays(date(2020, 1, 10), 20, earlier) == date(2020, 2, 12)


def test_civil_code_203_a_calendar_period_ends_after_the_holiday(printed_calendar):
    assert roll_forward(date(2026, 10, 2), printed_calendar) == date(2026, 10, 8)
    assert roll_forward(date(2026, 10, 10), printed_calendar) == date(
        2026, 10, 10
    )  # a make-up Saturday is no rest day
    assert roll_forward(date(2027, 2, 28), printed_calendar) == date(2027, 3, 1)


def test_limit_into_a_year_without_notice_is_given_and_marked(printed_calendar):
    end = add_workdays(date(2026, 12, 10), 20, printed_calendar)
    assert (end, printed_calendar.is_official(end)) == (date(2027, 1, 8), False)


def test_limit_of_no_days_is_a_mistake(printed_calendar):
    with pytest.raises(ValueError, match="至少为一个工作日"):
        add_workdays(date(2026, 3, 2), 0, printed_calendar)


def test_days_outside_the_calendar_are_refused_in_words(printed_calendar):
    with pytest.raises(ValueError, match="超出日历范围"):
        add_workdays(date(1999, 12, 31), 5, printed_calendar)
    with pytest.raises(ValueError, match="超出日历范围"):
        add_workdays(date(2060, 12, 20), 20, printed_calendar)
