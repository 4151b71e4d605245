"""Two people at one case: the second learns what the first did, and keeps what was typed."""

from datetime import date

import pytest
from django.urls import reverse

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act, Stage
from applications.outdated import Outdated, overtaken_by
from tests.factories.applications import make_application


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def received(bureau, clerk, calendar):
    case = make_application(date(2026, 3, 2))
    return perform(
        Act.CONFIRM_RECEIPT,
        case,
        Deed(date(2026, 3, 3)),
        by=clerk,
        calendar=calendar,
        today=date(2026, 3, 25),
    )


def page(case, act: Act) -> str:
    return reverse("admin:applications_application_act", args=[case.pk, act.value])


def consult(received, by, calendar):
    deed = Deed(date(2026, 3, 20), party="某公司", note="价格条款")
    perform(Act.CONSULT_THIRD_PARTY, received, deed, by=by, calendar=calendar, today=date(2026, 3, 25))


def test_nothing_was_entered_since(received):
    assert (overtaken_by(received, 1), overtaken_by(received, None)) == ("", "")


def test_door_refuses_an_act_from_an_outdated_page_and_names_what_came_between(received, clerk, calendar):
    consult(received, clerk, calendar)
    with pytest.raises(Outdated) as refused:
        perform(
            Act.REQUEST_EXTENSION,
            received,
            Deed(date(2026, 3, 25), note="检索"),
            by=clerk,
            calendar=calendar,
            today=date(2026, 3, 25),
            seen=1,
        )
    assert str(refused.value).startswith(
        "您打开页面之后，这件申请又登记了：2026-03-20“征求第三方意见”（clerk，03月25日 10:00 登记）。"
    )
    assert received.events.count() == 2


def test_act_page_keeps_what_was_typed_and_takes_it_the_second_time(client, received, clerk, calendar):
    client.force_login(clerk)
    url = page(received, Act.PROPOSE_REPLY)
    assert '<input type="hidden" name="seen" value="1">' in client.get(url).content.decode()
    consult(received, clerk, calendar)
    typed = {"on": "2026-03-25", "outcome": "UNABLE_NONE", "note": "检索了三个档案室"}
    html = client.post(url, typed | {"seen": "1"}).content.decode()
    assert "又登记了：2026-03-20“征求第三方意见”（clerk" in html
    assert "检索了三个档案室" in html
    assert '<input type="hidden" name="seen" value="2">' in html
    received.refresh_from_db()
    assert received.stage == Stage.HANDLING
    client.post(url, typed | {"seen": "2"})
    received.refresh_from_db()
    assert received.stage == Stage.REVIEWING


@pytest.mark.parametrize("outcome", ["UNABLE_NONE", ""])
def test_act_page_keeps_what_was_typed_when_the_step_is_no_longer_possible(
    client, received, clerk, calendar, outcome
):
    perform(
        Act.WITHDRAW,
        received,
        Deed(date(2026, 3, 24), note="来电"),
        by=clerk,
        calendar=calendar,
        today=date(2026, 3, 25),
    )
    client.force_login(clerk)
    typed = {"on": "2026-03-25", "outcome": outcome, "note": "检索了三个档案室", "seen": "1"}
    html = client.post(page(received, Act.PROPOSE_REPLY), typed).content.decode()
    assert "“申请人撤回”（clerk" in html
    assert "检索了三个档案室" in html
    assert "这一步现在不能再办理" in html
    assert 'name="save"' not in html


def test_a_second_click_on_the_same_page_does_the_act_once(client, received, clerk):
    client.force_login(clerk)
    typed = {"on": "2026-03-25", "note": "检索", "seen": "1"}
    url = page(received, Act.REQUEST_EXTENSION)
    client.post(url, typed)
    html = client.post(url, typed).content.decode()
    assert "又登记了：2026-03-25“申请延期”" in html
    assert received.events.count() == 2


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 40])
def test_a_page_that_does_not_say_what_it_saw_is_taken_as_it_is(client, received, clerk, seen):
    client.force_login(clerk)
    client.post(page(received, Act.REQUEST_EXTENSION), {"on": "2026-03-25", "note": "检索", "seen": seen})
    assert received.events.count() == 2
