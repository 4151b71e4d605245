"""Assignment and hand-over: in one go, each refusal in words, all through the door."""

from datetime import date

import pytest

from applications.assignment import assign, open_cases_by_handler
from applications.law.transitions import Act
from tests.factories.applications import make_application, reply

LIST = "/admin/applications/application/"
TODAY = date(2026, 3, 25)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def colleague(staff):
    user = staff("li", "applications.view_application", "applications.handle_application")
    user.last_name, user.first_name = "李", "四"
    user.save()
    return user


def test_each_case_is_transferred_or_refused_on_its_own(confirmed, clerk, head, colleague, calendar):
    new, closed = make_application(date(2026, 3, 2)), confirmed(date(2026, 3, 3))
    reply(closed, "GRANT", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar)
    closed.refresh_from_db()
    result = assign([new, closed], colleague, note="分工", by=clerk, calendar=calendar, today=TODAY)
    new.refresh_from_db()
    assert (result.done, result.refused) == (
        [new.number],
        [f"{closed.number}：“已办结”的申请不能“转交承办人”。"],
    )
    assert new.handler == colleague
    assert [(event.act, event.note) for event in new.events.all()] == [(Act.TRANSFER, "分工")]


def test_a_case_that_is_already_there_gets_no_event(confirmed, clerk, colleague, calendar):
    case = confirmed(date(2026, 3, 3))
    for _ in range(2):
        result = assign([case], colleague, note="", by=clerk, calendar=calendar, today=TODAY)
        case.refresh_from_db()
    assert result.refused == [f"{case.number}：已经由{colleague.get_full_name()}承办，没有改动。"]
    assert case.events.count() == 2


def test_without_the_permission_nothing_is_assigned(confirmed, staff, colleague, calendar):
    case = confirmed(date(2026, 3, 3))
    auditor = staff("auditor", "applications.view_application")
    result = assign([case], colleague, note="", by=auditor, calendar=calendar, today=TODAY)
    case.refresh_from_db()
    assert result.refused == [f"{case.number}：没有“转交承办人”的权限，请联系有“分派”权限的同事。"]
    assert case.handler is None


def test_bulk_action_asks_first_and_then_assigns(client, confirmed, clerk, colleague, staff):
    cases = [confirmed(date(2026, 3, 3)), confirmed(date(2026, 3, 4))]
    staff("idle", "disclosure.view_item")
    client.force_login(clerk)
    chosen = {"action": "assign_to", "_selected_action": [case.pk for case in cases]}
    asked = client.post(LIST, chosen).content.decode()
    assert "将以下 2 件申请分派给一位承办人" in asked
    assert f'<option value="{colleague.pk}">' in asked
    assert "idle" not in asked
    missing = client.post(LIST, chosen | {"apply": "1"}).content.decode()
    assert "尚未分派" in missing
    html = client.post(LIST, chosen | {"apply": "1", "handler": colleague.pk}, follow=True).content.decode()
    assert f"2 件申请已转交{colleague.get_full_name()}承办。" in html
    for case in cases:
        case.refresh_from_db()
    assert [case.handler for case in cases] == [colleague, colleague]


def test_everything_a_colleague_has_open_is_handed_over(client, confirmed, clerk, head, colleague, calendar):
    mine = [confirmed(date(2026, 3, 3)), confirmed(date(2026, 3, 4))]
    done = confirmed(date(2026, 3, 5))
    assign([*mine, done], clerk, note="", by=clerk, calendar=calendar, today=TODAY)
    reply(done, "GRANT", TODAY, clerk=clerk, head=head, calendar=calendar)
    assert open_cases_by_handler() == [(clerk, 2)]
    client.force_login(head)
    page = client.get(f"{LIST}hand-over/").content.decode()
    assert "clerk（2 件在办）" in page
    client.post(f"{LIST}hand-over/", {"colleague": clerk.pk, "handler": colleague.pk, "note": "休假"})
    for case in (*mine, done):
        case.refresh_from_db()
    assert [case.handler for case in (*mine, done)] == [colleague, colleague, clerk]
    assert mine[0].events.last().note == "休假"


def test_a_case_that_waits_for_the_applicant_is_handed_over_too(
    client, confirmed, clerk, colleague, calendar
):
    case = confirmed(date(2026, 3, 23))
    assign([case], clerk, note="", by=clerk, calendar=calendar, today=TODAY)
    client.force_login(clerk)
    client.post(
        f"{LIST}{case.pk}/act/ask_clarification/",
        {"on": "2026-03-25", "until": "2026-04-20", "note": "请写明年度"},
    )
    client.post(f"{LIST}hand-over/", {"colleague": clerk.pk, "handler": colleague.pk})
    case.refresh_from_db()
    assert (case.stage, case.handler) == ("clarifying", colleague)


def test_nothing_is_handed_over_to_the_same_person(client, confirmed, clerk, calendar):
    assign([confirmed(date(2026, 3, 3))], clerk, note="", by=clerk, calendar=calendar, today=TODAY)
    client.force_login(clerk)
    page = client.post(f"{LIST}hand-over/", {"colleague": clerk.pk, "handler": clerk.pk, "note": "很长的话"})
    html = page.content.decode()
    assert "接手的承办人与移交人相同" in html
    assert "很长的话" in html


def test_with_nothing_assigned_the_page_says_so(client, confirmed, clerk):
    confirmed(date(2026, 3, 3))
    client.force_login(clerk)
    assert "现在没有已分派的在办申请" in client.get(f"{LIST}hand-over/").content.decode()
