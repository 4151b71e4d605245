"""Whether the office receives people at a moment, and when it does next: season, holidays, make-up days, lunch."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from .models import Agency, OfficeHours
from .workdays import WorkCalendar, days_between

# No break is longer than nine days and a weekend; beyond this the hours themselves must be missing.
LOOK_AHEAD_DAYS = 30
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class OfficeState:
    """``text`` is a whole sentence without its full stop: 现在办公，17:30下班."""

    open: bool
    text: str


def office_state(agency: Agency, calendar: WorkCalendar, moment: datetime) -> OfficeState:
    """How the office stands at ``moment`` (aware; read in the bureau's time zone)."""
    local = timezone.localtime(moment)
    today, clock = local.date(), local.time()
    seasons = list(agency.office_hours.all())
    morning, afternoon = _spans(seasons, calendar, today) or (None, None)
    if morning and morning[0] <= clock < morning[1]:
        return OfficeState(True, f"现在办公，{_clock(morning[1])}午间休息，{_clock(afternoon[0])}恢复办公")
    if afternoon and afternoon[0] <= clock < afternoon[1]:
        return OfficeState(True, f"现在办公，{_clock(afternoon[1])}下班")
    if morning and clock < morning[0]:
        return OfficeState(False, f"现在休息，今天{_clock(morning[0])}开始办公")
    if afternoon and clock < afternoon[0]:
        return OfficeState(False, f"午间休息，今天{_clock(afternoon[0])}恢复办公")
    reason = "" if calendar.is_workday(today) else f"（{calendar.reason(today)}）"
    return OfficeState(False, f"现在休息{reason}，{_next_opening(seasons, calendar, today)}")


def hours_in_words(season: OfficeHours) -> str:
    """``上午8:30至12:00，下午14:30至18:00``."""
    return (
        f"上午{_clock(season.morning_from)}至{_clock(season.morning_to)}，"
        f"下午{_clock(season.afternoon_from)}至{_clock(season.afternoon_to)}"
    )


def season_faults(seasons: Iterable[OfficeHours]) -> list[str]:
    """The first day of each run of days that no season covers, or more than one. Looked at over a leap year."""
    seasons = list(seasons)
    faults, before = [], 1
    for day in days_between(date(2024, 1, 1), date(2024, 12, 31)):
        covering = sum(season.covers(day) for season in seasons)
        if covering != before and covering != 1:
            what = "没有办公时间" if covering == 0 else "有两套办公时间"
            faults.append(f"自{day.month}月{day.day}日起{what}。")
        before = covering
    return faults


def _spans(
    seasons: list[OfficeHours], calendar: WorkCalendar, day: date
) -> tuple[tuple[time, time], tuple[time, time]] | None:
    """Morning and afternoon of ``day``; None on a day of rest or outside all seasons."""
    if not calendar.is_workday(day):
        return None
    return next((season.spans for season in seasons if season.covers(day)), None)


def _next_opening(seasons: list[OfficeHours], calendar: WorkCalendar, today: date) -> str:
    for ahead in range(1, LOOK_AHEAD_DAYS + 1):
        day = today + timedelta(days=ahead)
        if spans := _spans(seasons, calendar, day):
            name = "明天" if ahead == 1 else f"{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"
            if calendar.is_official(day):
                return f"{name}{_clock(spans[0][0])}开始办公"
            return f"预计{name}{_clock(spans[0][0])}开始办公，以国务院放假通知为准"
    return "开始办公的时间请来电咨询"


def _clock(moment: time) -> str:
    return f"{moment.hour}:{moment.minute:02d}"
