"""The duty of article 26: what is owed, the departments' year, and the mails."""

import io
from datetime import date, datetime

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from disclosure.corrections import revise
from disclosure.duty import UNKNOWN, by_department, league, owed
from disclosure.duty_mail import remind_of_duty
from disclosure.law.publication import NotAllowed, publish_limit
from disclosure.law.review import Step
from disclosure.models import Item, ItemReminder
from disclosure.publication import publish
from disclosure.reviewing import pass_step, send_back
from tests.factories.disclosure import ItemFactory, moment, office, published, reviewed, reviewer

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosure/item/"
FORMED = date(2026, 3, 2)  # its twentieth working day is 30 March
TODAY = date(2026, 3, 25)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=timezone.get_default_timezone())


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 3, 20), None),
        (date(2026, 3, 23), 5),
        (date(2026, 3, 30), 0),
        (date(2026, 3, 31), -1),
        (date(2026, 4, 3), -4),
    ],
)
def test_article_26_a_draft_is_owed_from_five_working_days_before(calendar, today, left):
    ItemFactory(formed_on=FORMED)
    assert [(row.left, row.due_on) for row in owed(calendar, today)] == (
        [] if left is None else [(left, date(2026, 3, 30))]
    )


def test_article_26_another_legal_limit_goes_before(calendar):
    ItemFactory(formed_on=date(2026, 3, 20), other_limit=date(2026, 3, 26))
    ItemFactory(formed_on=FORMED, other_limit=date(2026, 6, 30))
    assert [row.due_on for row in owed(calendar, TODAY)] == [date(2026, 3, 26)]
    assert publish_limit(FORMED, None, calendar) == date(2026, 3, 30)


def test_article_26_a_change_has_its_own_twenty_days_a_mere_correction_has_none(calendar):
    changed, corrected = published(formed_on=date(2026, 1, 5)), published(formed_on=date(2026, 1, 5))
    changed.changed_on = FORMED
    for item in (changed, corrected):
        item.title = f"{item.title}（新）"
        revise(item, by=office())
    assert [(row.item, row.due_on) for row in owed(calendar, TODAY)] == [(changed, date(2026, 3, 30))]
    publish(reviewed(Item.objects.get(pk=changed.pk)), by=office(), at=moment(26))
    assert owed(calendar, date(2026, 4, 20)) == []
    last = changed.versions.last()
    assert (last.change, last.occurred_on) == ("corrected", FORMED)


def test_a_change_of_tomorrow_is_not_sent_for_review(bureau):
    item = published()
    item.title, item.changed_on = "新标题", date(2026, 3, 21)
    revise(item, by=office())
    with pytest.raises(NotAllowed, match="变更日期"):
        pass_step(Step.DRAFT, item, by=office(), at=moment(20))


def test_public_and_withdrawn_items_owe_nothing(calendar):
    published(formed_on=FORMED)
    assert owed(calendar, date(2026, 6, 1)) == []


def test_departments_with_more_overdue_come_first(calendar):
    for department, formed in (("甲科", FORMED), ("乙科", date(2026, 1, 5)), ("", FORMED)):
        ItemFactory(department=department, formed_on=formed)
    groups = by_department(owed(calendar, TODAY))
    assert [(name, len(rows)) for name, rows in groups] == [("乙科", 1), ("甲科", 1), (UNKNOWN, 1)]


@pytest.fixture
def year(bureau):
    """2026: one in time and one late from 甲科, one in time from 乙科, and one of 丙科 that is overdue."""
    published(at(date(2026, 3, 10)), department="甲科", formed_on=FORMED)
    published(at(date(2026, 4, 10)), department="甲科", formed_on=FORMED)
    published(at(date(2026, 3, 30)), department="乙科", formed_on=FORMED)
    published(at(date(2025, 3, 10)), department="乙科", formed_on=date(2025, 3, 3))
    returned = reviewed(ItemFactory(department="丙科", formed_on=FORMED), until=Step.FIRST)
    send_back(returned, by=reviewer(Step.FIRST), at=moment(12), reason="重写")


def test_the_league_counts_each_department_and_puts_the_best_first(year, calendar):
    rows = league(2026, calendar, date(2026, 4, 20))
    assert [
        (row.department, row.published, row.in_time, row.late, row.overdue, row.returned) for row in rows
    ] == [("乙科", 1, 1, 0, 0, 0), ("甲科", 2, 1, 1, 0, 0), ("丙科", 0, 0, 0, 1, 1)]
    assert [row.share for row in rows] == [1, 0.5, 0]
    assert rows[1].days == [6, 28]
    assert rows[2].average is None


def test_the_league_of_a_past_year_forgets_what_is_overdue_today(year, calendar):
    assert [(row.department, row.published) for row in league(2025, calendar, date(2026, 4, 20))] == [
        ("乙科", 1)
    ]


def test_the_league_page_and_its_workbook_say_the_same(year, client, time_machine):
    time_machine.move_to("2026-04-20 10:00 +0800")
    client.force_login(office())
    page = client.get(f"{LIST}league/").content.decode()
    for words in ("2026年公开时限考核", "乙科", "50.0%", ">2025<"):
        assert words in page
    response = client.get(f"{LIST}league.xlsx?year=2026")
    rows = list(load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True))
    assert rows[2] == (2, "甲科", 2, 1, 1, 0, "50.0%", 17, 28, 0)
    for nonsense in ("0000", "x", "99999"):
        assert "2026年公开时限考核" in client.get(f"{LIST}league/?year={nonsense}").content.decode()


def test_the_league_is_not_for_strangers(client, staff):
    client.force_login(staff("stranger"))
    for url in (f"{LIST}league/", f"{LIST}league.xlsx"):
        assert client.get(url).status_code == 403


def test_the_dashboard_shows_what_waits_for_whom_and_what_departments_owe(
    client, bureau, staff, time_machine
):
    time_machine.move_to("2026-03-31 10:00 +0800")
    reviewed(ItemFactory(title="等初审的", department="流通科"), until=Step.FIRST)
    head = staff("head", "disclosure.view_item", "disclosure.first_review_item")
    client.force_login(head)
    page = client.get("/admin/").content.decode()
    for words in ("待科室初审", "等初审的", "流通科：应公开", "已超期 1 条"):
        assert words in page
    client.force_login(staff("other", "disclosure.view_item"))
    assert "待科室初审" not in client.get("/admin/").content.decode()
    client.force_login(staff("stranger"))
    assert "等初审的" not in client.get("/admin/").content.decode()


def told() -> list[tuple[str, list[str]]]:
    return [(message.subject, message.to) for message in mail.outbox]


@pytest.fixture
def people(staff):
    for name, permission in (
        ("head", "first_review_item"),
        ("office2", "publish_item"),
        ("liaison", "change_item"),
    ):
        user = staff(name, f"disclosure.{permission}")
        user.email = f"{name}@example.gov.cn"
        user.save()


def test_mails_go_to_the_next_hand_each_mark_once(calendar, people):
    reviewed(ItemFactory(formed_on=FORMED), until=Step.FIRST)
    for day in (23, 24, 25, 25, 27, 31):
        remind_of_duty(calendar, date(2026, 3, day))
    remind_of_duty(calendar, date(2026, 4, 1))
    head, both = ["head@example.gov.cn"], ["head@example.gov.cn", "office2@example.gov.cn"]
    assert [(subject.split("】")[0][1:], to) for subject, to in told()] == [
        ("还有 5 个工作日", head),
        ("还有 3 个工作日", head),
        ("还有 1 个工作日", head),
        ("已超期", both),
    ]


def test_nobody_to_tell_is_said_by_the_command(bureau, time_machine, capsys):
    time_machine.move_to("2026-03-31 10:00 +0800")
    ItemFactory(title="没有人管的")
    call_command("remind")
    said = capsys.readouterr()
    assert "“没有人管的”" in said.err
    assert "公开期限提醒 0 封" in said.out
    assert ItemReminder.objects.count() == 0


def test_a_mail_server_that_is_down_leaves_the_mail_owed(calendar, people, settings):
    ItemFactory(formed_on=FORMED)
    settings.EMAIL_BACKEND = "tests.applications.refusing_mail.EmailBackend"
    with pytest.raises(OSError, match="down"):
        remind_of_duty(calendar, date(2026, 3, 25))
    assert ItemReminder.objects.count() == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert remind_of_duty(calendar, date(2026, 3, 25)) == (1, [])


def test_what_is_scheduled_behind_its_limit_is_owed(calendar):
    item = ItemFactory(formed_on=FORMED)
    in_time = ItemFactory(formed_on=FORMED)
    publish(reviewed(item), by=office(), at=at(date(2026, 3, 10)), opens_at=at(date(2026, 12, 1)))
    publish(reviewed(in_time), by=office(), at=at(date(2026, 3, 10)), opens_at=at(date(2026, 3, 20)))
    assert [row.item for row in owed(calendar, date(2026, 5, 10))] == [item]
    assert league(2026, calendar, date(2026, 5, 10))[0].overdue == 1


def test_the_desk_warns_of_a_schedule_behind_the_limit(client, bureau, time_machine):
    time_machine.move_to(at(date(2026, 3, 10)))
    item = reviewed(ItemFactory(title="晚公开的", formed_on=FORMED))
    client.force_login(office())
    address = f"/admin/disclosure/item/publish/?ids={item.pk}"
    page = client.post(address, {"opens_at": "2026-12-01T09:00"}, follow=True).content.decode()
    assert "定在公开期限 2026-03-30 之后才公开" in page


@pytest.mark.parametrize("formed_on", [date(1998, 5, 1), date(1987, 1, 1)])
def test_what_is_older_than_any_calendar_counts_as_late(bureau, calendar, formed_on):
    published(at(date(2026, 3, 10)), department="甲科", formed_on=formed_on)
    row = league(2026, calendar, date(2026, 4, 20))[0]
    assert (row.published, row.late, row.days) == (1, 1, [])
