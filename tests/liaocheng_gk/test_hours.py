"""Whether the office is open now, and when it opens next."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from liaocheng_gk.hours import office_state, season_faults
from liaocheng_gk.models import OfficeHours

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("moment", "is_open", "text"),
    [
        # An ordinary winter Tuesday: 8:30-12:00, 14:00-17:30.
        ("2026-11-24 08:29", False, "现在休息，今天8:30开始办公"),
        ("2026-11-24 08:30", True, "现在办公，12:00午间休息，14:00恢复办公"),
        ("2026-11-24 11:59", True, "现在办公，12:00午间休息，14:00恢复办公"),
        ("2026-11-24 12:00", False, "午间休息，今天14:00恢复办公"),
        ("2026-11-24 14:00", True, "现在办公，17:30下班"),
        ("2026-11-24 17:30", False, "现在休息，明天8:30开始办公"),
        # Weekend.
        ("2026-11-27 18:00", False, "现在休息，11月30日（周一）8:30开始办公"),
        ("2026-11-28 10:00", False, "现在休息（周末），11月30日（周一）8:30开始办公"),
        # Summer hours end half an hour later; the season turns on 1 October, inside the holiday.
        ("2026-09-30 17:45", True, "现在办公，18:00下班"),
        ("2026-09-30 14:10", False, "午间休息，今天14:30恢复办公"),
        ("2026-09-30 18:00", False, "现在休息，10月8日（周四）8:30开始办公"),
        ("2026-10-03 10:00", False, "现在休息（国庆节放假），10月8日（周四）8:30开始办公"),
        ("2026-10-08 17:45", False, "现在休息，明天8:30开始办公"),
        # The last day of winter hours, and labour day after it.
        ("2026-04-30 17:45", False, "现在休息，5月6日（周三）8:30开始办公"),
        # A make-up Saturday is worked; the Saturday before it is not.
        ("2026-02-14 10:00", True, "现在办公，12:00午间休息，14:00恢复办公"),
        ("2026-02-07 10:00", False, "现在休息（周末），2月9日（周一）8:30开始办公"),
        ("2026-02-14 18:00", False, "现在休息，2月24日（周二）8:30开始办公"),
        # Into a year without a notice.
        ("2026-12-31 18:00", False, "现在休息，预计1月4日（周一）8:30开始办公，以国务院放假通知为准"),
    ],
)
def test_office_state_at_a_moment(bureau, calendar, moment, is_open, text):
    local = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
    state = office_state(bureau, calendar, local)
    assert (state.open, state.text) == (is_open, text)


def test_office_state_is_read_in_the_bureaus_time_zone(bureau, calendar):
    moment = datetime(2026, 11, 24, 1, 0, tzinfo=ZoneInfo("UTC"))
    assert office_state(bureau, calendar, moment).text == "现在办公，12:00午间休息，14:00恢复办公"


def test_office_without_hours_asks_to_call(bureau, calendar):
    bureau.office_hours.all().delete()
    bureau = type(bureau).objects.current()
    moment = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
    assert office_state(bureau, calendar, moment).text == "现在休息，开始办公的时间请来电咨询"


def test_seasons_that_leave_out_or_repeat_days_are_named():
    def season(*days: int) -> OfficeHours:
        names = ("from_month", "from_day", "to_month", "to_day")
        return OfficeHours(**dict(zip(names, days, strict=True)))

    assert season_faults([season(5, 1, 9, 30), season(10, 1, 4, 30)]) == []
    assert season_faults([season(5, 1, 9, 30), season(10, 2, 4, 29)]) == [
        "自4月30日起没有办公时间。",
        "自10月1日起没有办公时间。",
    ]
    assert season_faults([season(5, 1, 10, 3), season(10, 1, 4, 30)]) == ["自10月1日起有两套办公时间。"]
    assert season_faults([]) == ["自1月1日起没有办公时间。"]
