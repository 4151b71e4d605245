"""A late holiday notice moves the open cases, in one transaction and on record; a refusal changes nothing."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from applications.calendar_change import (
    UnreadableNotice,
    calendar_with,
    confirm_year,
    enter,
    moves,
    read_notice,
)
from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.models import Application, DueDateMove
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import CalendarDay, CalendarYear
from tests.factories.applications import make_application

TODAY = date(2026, 12, 15)
NOTICE_2027 = "日期,类别,节日\n2026-12-31,放假,元旦\n2027-01-01,放假,元旦\n2027-01-02,放假,元旦\n2027-01-09,调休上班,元旦\n"


@pytest.fixture
def notice():
    return read_notice(NOTICE_2027, 2027, "国办发明电〔2026〕7号")


@pytest.fixture
def open_case(bureau, clerk, calendar):
    case = make_application(date(2026, 12, 9))
    return perform(
        Act.CONFIRM_RECEIPT, case, Deed(date(2026, 12, 10)), by=clerk, calendar=calendar, today=TODAY
    )


def test_a_limit_that_reaches_into_a_year_without_notice_is_provisional(open_case):
    assert (open_case.due_on, open_case.due_provisional) == (date(2027, 1, 8), True)


def test_preview_shows_before_and_after_and_changes_nothing(open_case, notice):
    before = list(CalendarDay.objects.values_list("day", "kind"))
    (move,) = moves(calendar_with(notice, official=True), TODAY)
    assert (move.before, move.before_provisional) == (date(2027, 1, 8), True)
    assert (move.after, move.after_provisional) == (date(2027, 1, 9), False)
    assert list(CalendarDay.objects.values_list("day", "kind")) == before
    assert DueDateMove.objects.count() == 0


def test_entering_moves_the_date_and_confirming_makes_it_firm(open_case, notice, clerk, head):
    enter(notice, by=clerk, today=TODAY)
    open_case.refresh_from_db()
    assert (open_case.due_on, open_case.due_provisional) == (date(2027, 1, 9), True)
    confirm_year(CalendarYear.objects.get(year=2027), by=head, today=TODAY)
    open_case.refresh_from_db()
    assert (open_case.due_on, open_case.due_provisional) == (date(2027, 1, 9), False)
    assert list(DueDateMove.objects.values_list("before", "after", "after_provisional", "by__username")) == [
        (date(2027, 1, 8), date(2027, 1, 9), True, "clerk"),
        (date(2027, 1, 9), date(2027, 1, 9), False, "head"),
    ]


def test_a_second_person_confirms_and_a_refusal_changes_nothing(open_case, notice, clerk):
    enter(notice, by=clerk, today=TODAY)
    with pytest.raises(ValidationError, match="另一位同事"):
        confirm_year(CalendarYear.objects.get(year=2027), by=clerk, today=TODAY)
    open_case.refresh_from_db()
    assert open_case.due_provisional is True
    assert DueDateMove.objects.count() == 1


def test_the_amendment_of_2020_01_27_moves_open_cases(bureau, clerk, head):
    """Spring Festival 2020 was prolonged by a notice of 27 January: received 2020-01-10, due 02-12, then 02-14."""
    amended = CalendarDay.objects.filter(year=2020).values_list("day", "kind", "name")
    lines = [f"{day},{kind},{name}" for day, kind, name in amended]
    short = "\n".join(
        line for line in lines if not line.startswith(("2020-01-31", "2020-02-01", "2020-02-02"))
    )
    enter(
        read_notice(f"{short}\n2020-02-01,调休上班,春节", 2020, "国办发明电〔2019〕16号"),
        by=clerk,
        today=date(2020, 1, 10),
    )
    case = make_application(date(2020, 1, 10))
    case = perform(
        Act.CONFIRM_RECEIPT,
        case,
        Deed(date(2020, 1, 10)),
        by=clerk,
        calendar=load_calendar(),
        today=date(2020, 1, 20),
    )
    assert case.due_on == date(2020, 2, 12)
    enter(read_notice("\n".join(lines), 2020, "国办发明电〔2020〕1号"), by=clerk, today=date(2020, 1, 28))
    confirm_year(CalendarYear.objects.get(year=2020), by=head, today=date(2020, 1, 28))
    case.refresh_from_db()
    assert (case.due_on, case.due_provisional) == (date(2020, 2, 14), False)


def test_closed_cases_keep_the_limit_they_were_closed_under(open_case, notice, clerk, calendar):
    done = perform(
        Act.REPLY,
        open_case,
        Deed(date(2026, 12, 14), outcome="GRANT"),
        by=clerk,
        calendar=calendar,
        today=TODAY,
    )
    enter(notice, by=clerk, today=TODAY)
    done.refresh_from_db()
    assert (done.due_on, DueDateMove.objects.count()) == (date(2027, 1, 8), 0)


def test_moves_cost_two_queries_for_any_number_of_cases(
    bureau, clerk, calendar, notice, django_assert_num_queries
):
    for _ in range(20):
        case = make_application(date(2026, 12, 9))
        perform(Act.CONFIRM_RECEIPT, case, Deed(date(2026, 12, 10)), by=clerk, calendar=calendar, today=TODAY)
    changed = calendar_with(notice, official=True)
    with django_assert_num_queries(2):
        assert len(moves(changed, TODAY)) == 20


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有任何"),
        ("2027-13-01,放假,元旦", "应写作"),
        ("2027-01-01,休息,元旦", "第 1 行"),
        ("2028-01-01,放假,元旦", "不属于2027年"),
        ("2027-01-01,放假,元旦\n2027-01-01,放假,元旦", "两次"),
        ("2027-01-04,调休上班,元旦", "是工作日"),
        ('{"days": [{"date": "2027-01-01"}]}', "读不出来"),
        ("{broken", "读不出来"),
    ],
)
def test_an_unreadable_notice_is_refused_with_the_place(text, message):
    with pytest.raises(UnreadableNotice, match=message):
        read_notice(text, 2027, "文号")


def test_json_in_the_usual_form_is_read():
    text = json.dumps(
        {"notice": "国办〔X〕", "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}]}
    )
    notice = read_notice(text, 2027)
    assert (notice.number, notice.days) == (
        "国办〔X〕",
        ((date(2027, 1, 1), CalendarDay.Kind.HOLIDAY, "元旦"),),
    )


def run(*args: str) -> str:
    out = StringIO()
    call_command("import_calendar", *args, stdout=out)
    return out.getvalue()


def test_command_previews_commits_and_confirms(open_case, clerk, head, tmp_path, time_machine):
    time_machine.move_to("2026-12-15 10:00 +0800")
    path = tmp_path / "2027.csv"
    path.write_text(NOTICE_2027, encoding="utf-8")
    common = (str(path), "--year", "2027", "--notice", "国办发明电〔2026〕7号")
    preview = run(*common)
    assert f"{open_case.number}  2027-01-08（暂定） → 2027-01-09" in preview
    assert "没有改动任何数据" in preview
    run(*common, "--commit", "--by", "clerk")
    with pytest.raises(CommandError, match="另一位同事"):
        run("--year", "2027", "--confirm", "--by", "clerk")
    assert "已复核为正式日历" in run("--year", "2027", "--confirm", "--by", "head")
    open_case.refresh_from_db()
    assert (open_case.due_on, open_case.due_provisional) == (date(2027, 1, 9), False)


def test_admin_import_previews_before_it_enters(client, open_case, staff, time_machine):
    time_machine.move_to("2026-12-15 10:00 +0800")
    client.force_login(staff("fabu", "liaocheng_gk.add_calendaryear", "liaocheng_gk.view_calendaryear"))
    posted = {"year": "2027", "number": "国办发明电〔2026〕7号", "text": NOTICE_2027}
    url = "/admin/liaocheng_gk/calendaryear/import/"
    html = client.post(url, posted | {"preview": "1"}).content.decode()
    assert open_case.number in html
    assert "2027-01-09" in html
    assert Application.objects.get().due_on == date(2027, 1, 8)
    client.post(url, posted | {"save": "1"})
    assert Application.objects.get().due_on == date(2027, 1, 9)


def test_admin_import_is_refused_without_permission(client, bureau, staff):
    client.force_login(staff("other", "liaocheng_gk.view_calendaryear"))
    assert client.get("/admin/liaocheng_gk/calendaryear/import/").status_code == 403


def test_every_running_process_sees_a_change_at_once(bureau):
    before = load_calendar()
    CalendarDay.objects.create(year_id=2026, day=date(2026, 12, 7), kind="holiday", name="临时")
    assert (before.is_workday(date(2026, 12, 7)), load_calendar().is_workday(date(2026, 12, 7))) == (
        True,
        False,
    )
