"""Reminders: whom, when, once; and the heartbeat that tells of a dead timer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.models import Application, Reminder
from applications.reminders import is_silent, remind
from liaocheng_gk.models import Heartbeat
from tests.factories.applications import make_application

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 3, 31)  # received 2026-03-03


@pytest.fixture
def handler(clerk):
    clerk.email = "clerk@example.com"
    clerk.save()
    return clerk


@pytest.fixture
def case(bureau, handler, calendar):
    case = make_application(date(2026, 3, 2))
    case = perform(
        Act.CONFIRM_RECEIPT,
        case,
        Deed(date(2026, 3, 3)),
        by=handler,
        calendar=calendar,
        today=date(2026, 3, 3),
    )
    case.handler = handler
    case.save()
    return case


def run_on(day: date, calendar) -> int:
    now = datetime(day.year, day.month, day.day, 7, tzinfo=SHANGHAI)
    return remind(calendar, now=now, today=day)[0]


def test_mails_go_out_at_5_3_1_days_and_when_overdue_each_once(case, calendar, mailoutbox):
    day = date(2026, 3, 20)
    while day < date(2026, 4, 9):
        run_on(day, calendar)
        run_on(day, calendar)
        day += timedelta(days=1)
    assert [mail.subject for mail in mailoutbox] == [
        f"【还有 5 个工作日】申请 {case.number} 答复期限 2026年3月31日",
        f"【还有 3 个工作日】申请 {case.number} 答复期限 2026年3月31日",
        f"【还有 1 个工作日】申请 {case.number} 答复期限 2026年3月31日",
        f"【已逾期】申请 {case.number} 答复期限 2026年3月31日",
    ]
    assert {tuple(mail.to) for mail in mailoutbox} == {("clerk@example.com",)}


def test_a_missed_day_is_made_good_once(case, calendar, mailoutbox):
    assert [run_on(date(2026, 3, 30), calendar), run_on(date(2026, 3, 30), calendar)] == [1, 0]


def test_an_overdue_case_also_reaches_the_head(case, head, calendar, mailoutbox):
    head.email = "head@example.com"
    head.save()
    run_on(date(2026, 4, 1), calendar)
    assert mailoutbox[0].to == ["clerk@example.com", "head@example.com"]


def test_a_mail_names_no_applicant(case, calendar, mailoutbox):
    run_on(date(2026, 3, 30), calendar)
    assert case.name not in mailoutbox[0].body
    assert case.phone not in mailoutbox[0].body


def test_closed_and_stopped_cases_are_left_in_peace(case, handler, calendar, mailoutbox):
    asked = Deed(date(2026, 3, 9), note="x", until=date(2026, 3, 30))
    perform(Act.ASK_CLARIFICATION, case, asked, by=handler, calendar=calendar, today=date(2026, 3, 9))
    assert run_on(date(2026, 3, 30), calendar) == 0


def test_a_case_that_nobody_can_be_told_about_is_named(
    bureau, clerk, calendar, mailoutbox, capsys, time_machine
):
    case = make_application(date(2026, 3, 2))
    perform(
        Act.CONFIRM_RECEIPT, case, Deed(date(2026, 3, 3)), by=clerk, calendar=calendar, today=date(2026, 3, 3)
    )
    time_machine.move_to("2026-03-30 07:00 +0800")
    call_command("remind")
    assert case.number in capsys.readouterr().err
    assert mailoutbox == []


def test_a_refusing_mail_server_leaves_no_row_and_the_next_run_tries_again(
    case, calendar, settings, mailoutbox
):
    settings.EMAIL_BACKEND = "tests.applications.refusing_mail.EmailBackend"
    with pytest.raises(OSError, match="mail server is down"):
        run_on(date(2026, 3, 30), calendar)
    assert (Reminder.objects.count(), Heartbeat.objects.count()) == (0, 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert run_on(date(2026, 3, 30), calendar) == 1


def test_s31_a_timer_silent_for_26_hours_is_noticed(case, calendar, client, handler, time_machine):
    now = datetime(2026, 3, 10, 7, tzinfo=SHANGHAI)
    assert is_silent(now) is True
    run_on(date(2026, 3, 10), calendar)
    assert is_silent(now + timedelta(hours=26)) is False
    assert is_silent(now + timedelta(hours=26, seconds=1)) is True
    client.force_login(handler)
    time_machine.move_to("2026-03-12 10:00 +0800")
    alarm = '<p class="dashboard-warning dashboard-alarm" role="alert">期限提醒已经超过 26 小时没有运行'
    assert alarm in client.get("/admin/").content.decode()


def test_due_dates_held_by_an_open_consultation_move_with_the_day(case, handler, calendar):
    perform(
        Act.CONSULT_ORGAN,
        case,
        Deed(date(2026, 3, 9), party="省厅"),
        by=handler,
        calendar=calendar,
        today=date(2026, 3, 9),
    )
    assert Application.objects.get().due_on == DUE
    run_on(date(2026, 3, 11), calendar)
    assert Application.objects.get().due_on == date(2026, 4, 2)
