"""The calendars in fixtures/ against an independent source, and load_calendar."""

from datetime import date

import chinese_calendar
import pytest

from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import CalendarDay, CalendarYear
from liaocheng_gk.workdays import days_between

OFFICIAL = range(2019, 2027)


@pytest.mark.parametrize("year", OFFICIAL)
def test_every_day_agrees_with_chinesecalendar(printed_calendar, year):
    days = list(days_between(date(year, 1, 1), date(year, 12, 31)))
    differing = [day for day in days if printed_calendar.is_workday(day) != chinese_calendar.is_workday(day)]
    assert differing == []


@pytest.mark.parametrize(
    ("year", "workdays"),
    [(2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_working_days_of_the_year(printed_calendar, year, workdays):
    days = days_between(date(year, 1, 1), date(year, 12, 31))
    assert sum(printed_calendar.is_workday(day) for day in days) == workdays


def test_years_with_a_notice_are_official_and_2027_is_provisional(printed_calendar):
    assert sorted(printed_calendar.notices) == list(OFFICIAL)
    assert [printed_calendar.is_official(date(year, 6, 1)) for year in (2018, 2026, 2027)] == [
        False,
        True,
        False,
    ]
    assert printed_calendar.notices[2026] == "国办发明电〔2025〕7号"


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2018, 12, 29), "元旦调休上班"),
        (date(2020, 2, 1), "春节放假"),  # a make-up day until 〔2020〕1号 prolonged the holiday
        (date(2019, 5, 5), "劳动节调休上班"),
        (date(2023, 10, 7), "中秋节、国庆节调休上班"),
        (date(2024, 2, 9), "工作日"),  # 除夕 of 2024 was only encouraged leave
        (date(2026, 9, 20), "国庆节调休上班"),
        (date(2026, 9, 25), "中秋节放假"),
        (date(2026, 10, 11), "周末"),
        (date(2027, 2, 5), "春节放假"),
        (date(2027, 2, 9), "工作日（暂定）"),
    ],
)
def test_reason_of_a_day(printed_calendar, day, reason):
    assert printed_calendar.reason(day) == reason


def test_load_calendar_takes_two_queries_and_sees_a_change_at_once(bureau, django_assert_num_queries):
    with django_assert_num_queries(2):
        before = load_calendar()
    assert before.is_workday(date(2026, 12, 1))
    CalendarDay.objects.create(
        year_id=2026, day=date(2026, 12, 1), kind=CalendarDay.Kind.HOLIDAY.value, name="临时放假"
    )
    with django_assert_num_queries(2):
        after = load_calendar()
    assert not after.is_workday(date(2026, 12, 1))
    CalendarYear.objects.filter(year=2026).update(status=CalendarYear.Status.PROVISIONAL.value)
    assert not load_calendar().is_official(date(2026, 12, 1))


def test_load_calendar_gives_what_the_fixtures_print(calendar, printed_calendar):
    assert calendar == printed_calendar


def test_load_calendar_reuses_the_object_while_nothing_changes(bureau):
    assert load_calendar() is load_calendar()
