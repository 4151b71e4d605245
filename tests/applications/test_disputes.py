"""Reviews and suits: entered from the case, shown on it, and the hint that review comes first."""

from datetime import date

import pytest

from applications.casework import perform
from applications.deed import Deed
from applications.disputes import review_comes_first
from applications.law.transitions import Act
from applications.models import Dispute
from tests.factories.applications import make_application, reply

ADD = "/admin/applications/dispute/add/"


@pytest.fixture
def officer(staff):
    names = ("view_application", "view_dispute", "add_dispute", "change_dispute")
    return staff("officer", *(f"applications.{name}" for name in names))


@pytest.fixture
def answered(confirmed, clerk, head, calendar):
    def make(outcome: str, on: date, **fields):
        case = confirmed(on)
        return reply(case, outcome, on, clerk=clerk, head=head, calendar=calendar, **fields)

    return make


def suit(case, on: date, kind: str = "direct_suit") -> Dispute:
    return Dispute(application=case, kind=kind, body="东昌府区人民法院", accepted_on=on)


@pytest.mark.parametrize(
    ("outcome", "decided", "kind", "hinted"),
    [
        ("DENY_PROCESS", date(2024, 1, 2), "direct_suit", True),
        ("DENY_PROCESS", date(2023, 12, 29), "direct_suit", False),  # the law of its day let one choose
        ("DENY_PROCESS", date(2024, 1, 2), "review", False),
        ("DENY_PROCESS", date(2024, 1, 2), "suit_after_review", False),
        ("UNABLE_NONE", date(2024, 1, 2), "direct_suit", False),
        ("GRANT", date(2024, 1, 2), "direct_suit", False),
    ],
)
def test_t4_first_a_refusal_under_articles_14_to_16_is_reviewed_first(
    answered, outcome, decided, kind, hinted
):
    warning = review_comes_first(suit(answered(outcome, decided), date(2024, 3, 1), kind))
    assert ("应当先申请行政复议" in warning, bool(warning)) == (hinted, hinted)


@pytest.mark.parametrize(("ground", "hinted"), [("15", True), ("16-1-hr", True), ("", False)])
def test_t4_first_looks_at_what_a_partial_disclosure_keeps_back(answered, ground, hinted):
    case = answered("PARTIAL", date(2024, 1, 2), withheld="价格条款", grounds=(ground or "18",))
    assert bool(review_comes_first(suit(case, date(2024, 3, 1)))) == hinted


def test_t4_first_a_suit_over_a_case_without_decision_needs_no_review(confirmed):
    assert review_comes_first(suit(confirmed(date(2024, 1, 2)), date(2024, 3, 1))) == ""


def test_t4_first_looks_at_the_decision_that_was_sued_over(answered, head, calendar):
    case = answered("UNABLE_NONE", date(2024, 1, 2))
    perform(
        Act.REOPEN,
        case,
        Deed(date(2024, 2, 1), note="决定书"),
        by=head,
        calendar=calendar,
        today=date(2024, 2, 1),
    )
    assert review_comes_first(suit(case, date(2024, 3, 1))) == ""


def test_a_dispute_is_entered_from_the_case_and_shown_on_it(client, answered, officer, time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")
    case = answered("DENY_PROCESS", date(2026, 1, 5))
    client.force_login(officer)
    url = f"/admin/applications/application/{case.pk}/change/"
    assert f'href="{ADD}?application={case.pk}"' in client.get(url).content.decode()
    assert (
        f'<option value="{case.pk}" selected>' in client.get(f"{ADD}?application={case.pk}").content.decode()
    )
    fields = {
        "application": case.pk,
        "kind": "direct_suit",
        "body": "东昌府区人民法院",
        "case_number": "（2026）鲁1502行初1号",
        "accepted_on": "2026-03-02",
        "result": "pending",
    }
    html = client.post(ADD, fields, follow=True).content.decode()
    assert "应当先申请行政复议" in html
    assert "行政诉讼（未经复议直接起诉） （2026）鲁1502行初1号" in html
    assert Dispute.objects.get().application == case


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"accepted_on": "2026-03-26"}, "日期还没有到"),
        ({"result": "upheld"}, "已审结的填写审结日期"),
        ({"result": "upheld", "concluded_on": "2026-01-01"}, "审结日期不能早于受理日期"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, bureau, officer, time_machine, changes, fault):
    time_machine.move_to("2026-03-25 10:00 +0800")
    case = make_application(date(2026, 3, 2))
    client.force_login(officer)
    fields = {
        "application": case.pk,
        "kind": "review",
        "body": "聊城市人民政府",
        "accepted_on": "2026-03-20",
        "result": "pending",
    }
    assert fault in client.post(ADD, fields | changes).content.decode()
    assert Dispute.objects.count() == 0


def test_case_is_found_by_number_when_a_dispute_is_entered(client, bureau, officer):
    case = make_application(date(2026, 3, 2))
    client.force_login(officer)
    found = client.get(
        "/admin/autocomplete/",
        {
            "app_label": "applications",
            "model_name": "dispute",
            "field_name": "application",
            "term": case.number,
        },
    ).json()
    assert [row["text"] for row in found["results"]] == [case.number]


def test_the_list_costs_the_same_for_many(client, answered, officer, django_assert_max_num_queries):
    case = answered("DENY_PROCESS", date(2024, 1, 2))
    Dispute.objects.bulk_create(suit(case, date(2024, 3, 1)) for _ in range(30))
    client.force_login(officer)
    with django_assert_max_num_queries(14):  # one of them is the lock of the audit log, on PostgreSQL
        assert client.get("/admin/applications/dispute/").status_code == 200
