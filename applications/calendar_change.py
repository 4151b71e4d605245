"""A new or amended holiday notice: read it, show which open cases it moves, then move them in one transaction."""

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from liaocheng_gk import audit
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import CalendarDay, CalendarYear
from liaocheng_gk.notices import confirm, mark_entered
from liaocheng_gk.workdays import WorkCalendar

from .casework import refresh_due_dates
from .models import Application, DueDateMove

HOLIDAY, MAKEUP = CalendarDay.Kind.HOLIDAY, CalendarDay.Kind.MAKEUP
KINDS = {kind.label: kind for kind in CalendarDay.Kind} | {kind.value: kind for kind in CalendarDay.Kind}


class UnreadableNotice(ValueError):
    """The file is no holiday notice; the message says where and what to write instead."""


@dataclass(frozen=True)
class Notice:
    """What a notice says of one year. ``days``: (day, holiday or makeup, the holiday's name)."""

    year: int
    number: str
    days: tuple[tuple[date, CalendarDay.Kind, str], ...]


@dataclass(frozen=True)
class Move:
    """An open case whose limit the notice moves, or makes firm."""

    application: Application
    before: date | None
    before_provisional: bool
    after: date | None
    after_provisional: bool


def read_notice(text: str, year: int, number: str = "") -> Notice:
    """Read a notice of ``year`` from JSON or CSV.

    JSON: ``{"notice": "国办发明电〔2026〕…号", "days": [{"date": "2027-01-01", "name": "元旦", "isOffDay": true}]}``, the
    form in which the notices are passed around. CSV: a line per day, ``2027-01-01,放假,元旦`` or ``…,调休上班,元旦``.

    Raises:
        UnreadableNotice: neither form, a day twice, a day that cannot belong to the year's notice, no number.
    """
    text = text.lstrip("\ufeff").strip()
    if text.startswith("{"):
        number, days = _from_json(text, number)
    else:
        days = _from_csv(text)
    if not number:
        raise UnreadableNotice("没有写明通知的文号，请用 --notice 或者在文件中注明。")
    _check_days(days, year)
    return Notice(year, number, tuple(sorted(days)))


def _from_json(text: str, number: str) -> tuple[str, list[tuple[date, CalendarDay.Kind, str]]]:
    try:
        content = json.loads(text)
        days = [
            (_day(row["date"]), HOLIDAY if row["isOffDay"] else MAKEUP, str(row["name"]))
            for row in content["days"]
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableNotice(
            f"JSON 文件读不出来（{error}）。应有 days 列表，每天写明 date、name、isOffDay。"
        ) from error
    return number or str(content.get("notice", "")), days


def _from_csv(text: str) -> list[tuple[date, CalendarDay.Kind, str]]:
    days = []
    for place, row in enumerate(csv.reader(io.StringIO(text)), start=1):
        if not any(cell.strip() for cell in row) or row[0].strip() == "日期":
            continue
        if len(row) < 3 or row[1].strip() not in KINDS:
            raise UnreadableNotice(
                f"第 {place} 行应写作“2027-01-01,放假,元旦”或者“2027-01-03,调休上班,元旦”。"
            )
        days.append((_day(row[0].strip()), KINDS[row[1].strip()], row[2].strip()))
    return days


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise UnreadableNotice(f"日期“{text}”应写作 2027-01-01。") from error


def _check_days(days: list[tuple[date, CalendarDay.Kind, str]], year: int) -> None:
    if not days:
        raise UnreadableNotice("文件中没有任何放假或者调休的日期。")
    seen: set[date] = set()
    for day, kind, _ in days:
        # 元旦 may begin, or be made up for, in the last days of the year before.
        if day.year != year and not (day.year == year - 1 and day.month == 12):
            raise UnreadableNotice(f"{day} 不属于{year}年的放假安排，请核对年份。")
        if day in seen:
            raise UnreadableNotice(f"{day} 出现了两次。")
        if kind is MAKEUP and day.weekday() < 5:
            raise UnreadableNotice(f"{day} 是工作日，不能调休上班。")
        seen.add(day)


def calendar_with(notice: Notice, *, official: bool) -> WorkCalendar:
    """The calendar as it would be with ``notice`` in place of what stands for its year."""
    rows = CalendarDay.objects.exclude(year=notice.year).values_list("day", "kind", "name")
    days = {day: (kind, name) for day, kind, name in rows} | {
        day: (kind, name) for day, kind, name in notice.days
    }
    notices = dict(CalendarYear.objects.official().values_list("year", "notice"))
    notices.pop(notice.year, None)
    if official:
        notices[notice.year] = notice.number
    return WorkCalendar(
        holidays={day: name for day, (kind, name) in days.items() if kind == HOLIDAY},
        makeup={day: name for day, (kind, name) in days.items() if kind == MAKEUP},
        notices=notices,
    )


def moves(calendar: WorkCalendar, today: date) -> list[Move]:
    """Which open cases ``calendar`` would move, compared with the limits as they stand; two queries."""
    found = []
    for case in Application.objects.open().prefetch_related("events"):
        deadline = case.deadline(calendar, today)
        move = Move(case, case.due_on, case.due_provisional, deadline.due_on, deadline.provisional)
        if (move.before, move.before_provisional) != (move.after, move.after_provisional):
            found.append(move)
    return found


@transaction.atomic
def enter(notice: Notice, *, by: User, today: date) -> list[Move]:
    """Replace the year's days by the notice's, provisional until a second person confirms; move the open cases."""
    year, _ = CalendarYear.objects.get_or_create(year=notice.year)
    year.notice = notice.number
    year.save(update_fields=["notice"])
    mark_entered(year, by)
    year.days.all().delete()
    # A day that another year's notice named (31 December) now follows the newer one.
    CalendarDay.objects.filter(day__in=[day for day, _, _ in notice.days]).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(year=year, day=day, kind=kind.value, name=name) for day, kind, name in notice.days
    )
    return follow_calendar(f"录入{notice.year}年放假安排（{notice.number}）", by=by, today=today)


@transaction.atomic
def confirm_year(year: CalendarYear, *, by: User, today: date) -> list[Move]:
    """Make a year official and move the open cases with it.

    Raises:
        ValidationError: the same person entered it, no notice number, or it is official already. Nothing changes.
    """
    year = confirm(year, by)
    return follow_calendar(f"复核{year.year}年放假安排（{year.notice}）", by=by, today=today)


@transaction.atomic
def follow_calendar(reason: str, *, by: User | None, today: date) -> list[Move]:
    """Bring every open case in line with the calendar as it now stands, each change on record."""
    calendar = load_calendar()
    found = moves(calendar, today)
    refresh_due_dates([move.application for move in found], calendar, today)
    DueDateMove.objects.bulk_create(_record(found, reason, by))
    audit.record(by or audit.SYSTEM, "工作日历", reason)
    return found


def _record(found: Iterable[Move], reason: str, by: User | None) -> Iterable[DueDateMove]:
    for move in found:
        yield DueDateMove(
            application=move.application,
            before=move.before,
            before_provisional=move.before_provisional,
            after=move.after,
            after_provisional=move.after_provisional,
            reason=reason,
            by=by,
        )
