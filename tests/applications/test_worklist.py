"""The day's work: what each card counts, that its filter lists the same, and what it costs."""

from datetime import date

import pytest

from applications.casework import perform, record_service
from applications.deed import Deed
from applications.law.receipt import confirm_by
from applications.law.transitions import Act, Permission
from applications.models import Application
from applications.seeding import load_applications
from applications.worklist import WORKLIST, Day, cards
from tests.factories.applications import make_application, reply

TODAY = date(2026, 3, 25)


@pytest.fixture
def count(calendar):
    """The cards that are not empty, by key."""

    def counted(today: date = TODAY, may=lambda permission: True) -> dict[str, int]:
        shown, _ = cards(Day(today, calendar), may=may)
        return {card.work.key: card.count for card in shown if card.count}

    return counted


def on(day: int, **fields) -> Deed:
    return Deed(date(2026, 3, day), **fields)


def test_cards_stand_in_the_order_of_urgency(bureau, calendar):
    shown, _ = cards(Day(TODAY, calendar), may=lambda permission: True)
    assert [card.work.title for card in shown] == [
        "已逾期", "今日到期", "三个工作日内到期", "待确认收到", "待审批", "已批准待发出", "未分派", "告知书待登记送达",
        "待申请人",
    ]  # fmt: skip


def test_article_33_a_case_is_on_one_card_of_limits_at_a_time(confirmed, count):
    confirmed(date(2026, 3, 3))  # due on 31 March
    found = [
        count(date(2026, *day)).keys() & {"overdue", "today", "soon"}
        for day in ((3, 25), (3, 26), (3, 30), (3, 31), (4, 1))
    ]
    assert found == [set(), {"soon"}, {"soon"}, {"today"}, {"overdue"}]


def test_article_33_an_extension_asked_for_waits_for_approval_until_it_is_answered(
    confirmed, count, clerk, head, calendar
):
    case = confirmed(date(2026, 3, 3))
    by = {"calendar": calendar, "today": TODAY}
    found = []
    for act, deed, user in (
        (Act.REQUEST_EXTENSION, on(20, note="检索"), clerk),
        (Act.DECLINE_EXTENSION, on(20, note="不需要"), head),
        (Act.REQUEST_EXTENSION, on(23, note="再申请"), clerk),
        (Act.EXTEND, on(24, note="同意", workdays=5), head),
    ):
        perform(act, case, deed, by=user, **by)
        found.append(count().get("to_approve", 0))
    assert found == [1, 0, 1, 0]


def test_proposed_and_approved_replies_have_cards_of_their_own(confirmed, count, clerk, head, calendar):
    case = confirmed(date(2026, 3, 3))
    by = {"calendar": calendar, "today": TODAY}
    found = []
    for act, deed, user in (
        (Act.PROPOSE_REPLY, on(20, outcome="UNABLE_NONE", note="检索"), clerk),
        (Act.APPROVE_REPLY, on(23), head),
        (Act.REPLY, on(24), clerk),
    ):
        perform(act, case, deed, by=user, **by)
        found.append(count().keys() & {"to_approve", "to_send"})
    assert found == [{"to_approve"}, {"to_send"}, set()]


def test_only_those_who_approve_see_what_waits_for_approval(bureau, calendar):
    shown, _ = cards(Day(TODAY, calendar), may=lambda permission: permission is not Permission.APPROVE)
    assert [card.work.key for card in shown if card.work.key == "to_approve"] == []


def test_a_case_without_a_handler_is_unassigned_until_it_is_closed(confirmed, count, clerk, head, calendar):
    case = confirmed(date(2026, 3, 3))
    assert count()["unassigned"] == 1
    reply(case, "GRANT", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar)
    assert "unassigned" not in count()


def test_a_letter_is_brought_up_after_five_working_days_without_proof_of_service(confirmed, count, clerk):
    case = confirmed(date(2026, 3, 3))  # a Tuesday; the fifth working day after it is the 10th
    found = [count(date(2026, 3, day)).get("unserved", 0) for day in (3, 10, 11)]
    record_service(case.letters.get(), on(12, way="online"), by=clerk)
    found.append(count(date(2026, 3, 20)).get("unserved", 0))
    assert found == [0, 0, 1, 0]


def test_article_31_late_confirmations_are_counted_as_the_rule_says(bureau, calendar):
    cases = [make_application(date(2026, 2, day)) for day in range(6, 25)]  # over 春节 with its make-up days
    for day in range(6, 29):
        today = date(2026, 2, day)
        _, late = cards(Day(today, calendar), may=lambda permission: True)
        assert late == sum(confirm_by(case.submitted_on, calendar) < today for case in cases)


def test_each_filter_lists_exactly_what_its_card_counts(client, confirmed, clerk, count, time_machine):
    time_machine.move_to("2026-03-31 10:00 +0800")
    for day in (2, 3, 4, 20):
        confirmed(date(2026, 3, day))
    make_application(date(2026, 3, 30))
    client.force_login(clerk)
    listed = {}
    for work in WORKLIST:
        page = client.get(f"/admin/applications/application/?due={work.key}")
        listed[work.key] = page.context["cl"].result_count
    expected = count(date(2026, 3, 31))
    assert expected == {
        "overdue": 1, "today": 1, "soon": 1, "unconfirmed": 1, "unassigned": 5, "unserved": 4,
    }  # fmt: skip
    assert {key: n for key, n in listed.items() if n} == expected | {"open": 5}


def test_an_unknown_filter_lists_everything(client, confirmed, clerk):
    confirmed(date(2026, 3, 3))
    client.force_login(clerk)
    assert client.get("/admin/applications/application/?due=nonsense").context["cl"].result_count == 1


def test_the_dashboard_costs_the_same_for_a_large_register(
    client, bureau, clerk, calendar, django_assert_max_num_queries, time_machine
):
    time_machine.move_to("2026-03-25 10:00 +0800")
    load_applications(400, seed=1, calendar=calendar, today=TODAY)
    Application.objects.filter(stage="handling").update(due_on=date(2026, 3, 1))
    client.force_login(clerk)
    with django_assert_max_num_queries(25):
        assert client.get("/admin/").status_code == 200


def test_cards_take_one_query_and_one_for_each_card_with_cases(
    confirmed, calendar, django_assert_num_queries
):
    confirmed(date(2026, 3, 3))  # unassigned, and its letter unserved
    day = Day(TODAY, calendar)
    with django_assert_num_queries(3):
        cards(day, may=lambda permission: True)
