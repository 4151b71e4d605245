"""Two people for a calendar, in the door and on the admin's pages; the warning about next year."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from liaocheng_gk.checks import calendar_warning
from liaocheng_gk.models import CalendarDay, CalendarYear
from liaocheng_gk.notices import confirm, mark_entered

LIST = "/admin/liaocheng_gk/calendaryear/"
OFFICIAL, PROVISIONAL = CalendarYear.Status.OFFICIAL, CalendarYear.Status.PROVISIONAL
CHANGE = ("liaocheng_gk.view_calendaryear", "liaocheng_gk.change_calendaryear")
DAYS = tuple(f"liaocheng_gk.{act}_calendarday" for act in ("view", "add", "change", "delete"))


@pytest.fixture
def clerk(staff):
    return staff(
        "clerk", *CHANGE, *DAYS, "liaocheng_gk.add_calendaryear", "liaocheng_gk.confirm_calendaryear"
    )


@pytest.fixture
def second(staff):
    return staff("second", *CHANGE, "liaocheng_gk.confirm_calendaryear")


@pytest.fixture
def year_2027(bureau, clerk):
    year = CalendarYear.objects.get(year=2027)
    year.notice = "国办发明电〔2026〕9号"
    year.save()
    mark_entered(year, clerk)
    return year


def test_second_person_makes_a_year_official(year_2027, second):
    confirm(year_2027, second)
    year_2027.refresh_from_db()
    assert (year_2027.status, year_2027.confirmed_by) == (OFFICIAL, second)


def test_who_entered_a_year_may_not_confirm_it(year_2027, clerk):
    with pytest.raises(ValidationError, match="您本人录入"):
        confirm(year_2027, clerk)
    year_2027.refresh_from_db()
    assert (year_2027.status, year_2027.confirmed_by) == (PROVISIONAL, None)


def test_year_without_notice_is_not_confirmed(year_2027, second):
    CalendarYear.objects.filter(year=2027).update(notice="")
    with pytest.raises(ValidationError, match="还没有填写通知文号"):
        confirm(year_2027, second)


def test_official_year_is_not_confirmed_again(bureau, second):
    with pytest.raises(ValidationError, match="已经是正式日历"):
        confirm(CalendarYear.objects.get(year=2026), second)


def test_database_holds_both_rules_by_itself(year_2027, clerk):
    for change in ({"confirmed_by": clerk}, {"status": OFFICIAL.value, "notice": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarYear.objects.filter(year=2027).update(**change)


def test_makeup_day_on_a_weekday_is_refused(bureau):
    day = CalendarDay(year_id=2027, day=date(2027, 1, 4), kind=CalendarDay.Kind.MAKEUP.value, name="元旦")
    with pytest.raises(ValidationError, match="星期六或星期日"):
        day.full_clean()


def test_admin_notes_who_entered_and_asks_for_a_second_person(client, clerk, second, bureau):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    form = {
        "year": "2028",
        "notice": "国办发明电〔2027〕8号",
        "days-TOTAL_FORMS": "1",
        "days-INITIAL_FORMS": "0",
        "days-0-day": "2028-01-01",
        "days-0-kind": "holiday",
        "days-0-name": "元旦",
    }
    assert client.post(f"{LIST}add/", form).status_code == 302
    year = CalendarYear.objects.get(year=2028)
    assert (year.status, year.entered_by, year.confirmed_by) == (PROVISIONAL, clerk, None)
    assert list(year.days.values_list("day", "name")) == [(date(2028, 1, 1), "元旦")]

    action = {"action": "confirm_selected", "_selected_action": [year.pk]}
    answer = client.post(LIST, action, follow=True)
    assert "您本人录入" in answer.text
    year.refresh_from_db()
    assert year.status == PROVISIONAL

    client.force_login(second, backend="django.contrib.auth.backends.ModelBackend")
    client.post(LIST, action)
    year.refresh_from_db()
    assert (year.status, year.confirmed_by) == (OFFICIAL, second)
    assert LogEntry.objects.filter(user=second, object_id=str(year.pk)).count() == 1


def test_changed_official_year_needs_confirming_again(client, clerk, bureau):
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    year = CalendarYear.objects.get(year=2026)
    rows = list(year.days.all())
    form = {"notice": year.notice, "noticed_on": "2025-11-04"}
    form |= {"days-TOTAL_FORMS": str(len(rows)), "days-INITIAL_FORMS": str(len(rows))}
    for place, row in enumerate(rows):
        prefix = f"days-{place}"
        form |= {f"{prefix}-id": row.pk, f"{prefix}-year": row.year_id, f"{prefix}-day": row.day}
        form |= {f"{prefix}-kind": row.kind, f"{prefix}-name": row.name}
    page = f"{LIST}{year.pk}/change/"
    assert client.post(page, form).status_code == 302
    year.refresh_from_db()
    assert (year.status, year.entered_by) == (OFFICIAL, None)  # nothing was changed

    form["days-0-name"] = "元旦假期"
    assert client.post(page, form).status_code == 302
    year.refresh_from_db()
    assert (year.status, year.entered_by) == (PROVISIONAL, clerk)


def test_confirming_needs_its_permission(client, staff, year_2027):
    client.force_login(staff("reader", *CHANGE), backend="django.contrib.auth.backends.ModelBackend")
    client.post(LIST, {"action": "confirm_selected", "_selected_action": [year_2027.pk]})
    year_2027.refresh_from_db()
    assert year_2027.status == PROVISIONAL


def test_a_year_cannot_be_deleted_even_by_the_superuser(admin_client, bureau):
    year = CalendarYear.objects.get(year=2026)
    assert admin_client.post(f"{LIST}{year.pk}/delete/", {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [year.pk], "post": "yes"})
    assert CalendarYear.objects.filter(year=2026).exists()


def test_calendar_list_takes_the_same_queries_for_many_years(
    admin_client, bureau, django_assert_max_num_queries
):
    with django_assert_max_num_queries(10):
        assert admin_client.get(LIST).status_code == 200


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 10, 31), ""),
        (date(2026, 11, 1), "2027年"),
        (date(2026, 12, 31), "2027年"),
        (date(2027, 1, 1), "2027年"),
        (date(2027, 11, 1), "2027年、2028年"),
    ],
)
def test_warning_names_the_missing_years(bureau, today, missing):
    warning = calendar_warning(today)
    assert warning.startswith(f"{missing}的工作日历尚未录入或复核") if missing else warning == ""


def test_warning_goes_once_the_year_is_official(year_2027, second, time_machine):
    time_machine.move_to("2026-11-24 10:00 +0800")
    assert [found.id for found in run_checks(databases=["default"])] == ["liaocheng_gk.W001"]
    confirm(year_2027, second)
    assert calendar_warning(date(2026, 11, 24)) == ""
    assert run_checks(databases=["default"]) == []
