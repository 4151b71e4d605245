"""The office's desk: what is offered, what is done, what is refused, and who may look."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from applications.casework import perform
from applications.deed import Deed
from applications.forms import new_submission_key
from applications.law.transitions import TRANSITIONS, Act, Stage
from applications.models import Application, Feedback
from liaocheng_gk.models import AuditEntry
from tests.factories.applications import FIELDS, make_application
from tests.factories.documents import pdf

TODAY = "2026-03-25 10:00 +0800"
LIST = "/admin/applications/application/"


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(TODAY)


@pytest.fixture
def case(bureau):
    return make_application(date(2026, 3, 2))


@pytest.fixture
def received(case, clerk, calendar):
    return perform(
        Act.CONFIRM_RECEIPT,
        case,
        Deed(date(2026, 3, 3)),
        by=clerk,
        calendar=calendar,
        today=date(2026, 3, 25),
    )


def act_url(case: Application, act: Act) -> str:
    return reverse("admin:applications_application_act", args=[case.pk, act.value])


def case_url(case: Application) -> str:
    return reverse("admin:applications_application_change", args=[case.pk])


def test_case_screen_offers_exactly_the_steps_the_table_and_the_permissions_allow(
    client, received, clerk, head
):
    client.force_login(clerk)
    html = client.get(case_url(received)).content.decode()
    offered = {act for act in Act if act_url(received, act) in html}
    assert offered == {
        row.act
        for row in TRANSITIONS
        if row.source is Stage.HANDLING
        and row.permission != "approve_application"
        and not row.answers
        and row.act is not Act.NOTE_RECEIPT  # no letter is out that somebody could have received
    }
    client.force_login(head)
    html = client.get(case_url(received)).content.decode()
    assert {act for act in Act if act_url(received, act) in html} == {Act.DEFER, Act.TRANSFER}
    client.force_login(clerk)
    client.post(act_url(received, Act.REQUEST_EXTENSION), {"on": "2026-03-20", "note": "需要检索档案"})
    client.force_login(head)
    html = client.get(case_url(received)).content.decode()
    assert {act for act in Act if act_url(received, act) in html} == {
        Act.DEFER,
        Act.EXTEND,
        Act.DECLINE_EXTENSION,
        Act.TRANSFER,
    }


def test_case_screen_shows_the_due_date_and_how_it_is_counted(client, received, clerk):
    client.force_login(clerk)
    html = client.get(case_url(received)).content.decode()
    assert "2026年3月31日" in html
    assert "还有 4 个工作日" in html
    assert "期限计算书" in html


def test_from_receipt_to_reply_through_the_act_pages(client, case, clerk):
    client.force_login(clerk)
    client.post(act_url(case, Act.CONFIRM_RECEIPT), {"on": "2026-03-03", "note": "电话确认"})
    done = client.post(
        act_url(case, Act.REPLY),
        {
            "on": "2026-03-20",
            "outcome": "GRANT",
            "note": "随附分配结果。",
            "files": [SimpleUploadedFile("结果.pdf", pdf())],
        },
        follow=True,
    )
    case.refresh_from_db()
    assert (case.stage, case.outcome, case.closed_on) == (Stage.CLOSED, "GRANT", date(2026, 3, 20))
    assert "“答复”已登记" in done.content.decode()
    assert [file.name for letter in case.letters.all() for file in letter.files.all()] == ["结果.pdf"]


def test_a_refused_act_keeps_what_was_typed(client, received, clerk):
    client.force_login(clerk)
    html = client.post(
        act_url(received, Act.REPLY), {"on": "2026-03-26", "outcome": "GRANT", "note": "很长的理由"}
    ).content.decode()
    received.refresh_from_db()
    assert "还没有到" in html
    assert "很长的理由" in html
    assert received.stage == Stage.HANDLING


def test_preview_is_a_letter_without_a_number_and_changes_nothing(client, received, clerk):
    client.force_login(clerk)
    before = received.letters.count()
    response = client.post(
        act_url(received, Act.PROPOSE_REPLY),
        {"on": "2026-03-20", "outcome": "UNABLE_NONE", "note": "检索了档案", "preview": "1"},
    )
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(response.content)).paragraphs)
    received.refresh_from_db()
    assert "（预览）" in text
    assert "检索了档案" in text
    assert (received.stage, received.letters.count()) == (Stage.HANDLING, before)


def test_an_act_that_the_stage_forbids_is_refused_with_its_name(client, case, clerk):
    client.force_login(clerk)
    html = client.get(act_url(case, Act.REPLY), follow=True).content.decode()
    assert "“待确认”的申请不能“答复”" in html


def test_an_unknown_act_is_not_found(client, case, clerk):
    client.force_login(clerk)
    assert client.get(f"{LIST}{case.pk}/act/destroy/").status_code == 404


def test_staff_without_the_permission_cannot_act(client, received, staff):
    client.force_login(staff("viewer", "applications.view_application"))
    response = client.post(
        act_url(received, Act.REPLY), {"on": "2026-03-20", "outcome": "GRANT", "note": "x"}
    )
    received.refresh_from_db()
    assert (response.status_code, received.stage) == (403, Stage.HANDLING)


def test_get_never_changes_a_case(client, received, clerk):
    client.force_login(clerk)
    for act in Act:
        client.get(act_url(received, act))
    received.refresh_from_db()
    assert (received.stage, received.events.count()) == (Stage.HANDLING, 1)


def test_the_list_costs_the_same_for_one_case_and_for_fifty(
    client, bureau, clerk, django_assert_max_num_queries
):
    for _ in range(50):
        make_application(date(2026, 3, 2))
    client.force_login(clerk)
    with django_assert_max_num_queries(18):  # one of them is the lock of the audit log, on PostgreSQL
        assert client.get(LIST).status_code == 200


def test_the_light_says_colour_word_and_days(client, received, clerk, time_machine):
    client.force_login(clerk)
    found = []
    for moment in (
        "2026-03-20 10:00 +0800",
        "2026-03-30 10:00 +0800",
        "2026-03-31 10:00 +0800",
        "2026-04-02 10:00 +0800",
    ):
        time_machine.move_to(moment)
        html = client.get(LIST).content.decode()
        found.append(html.split('class="light ')[1].split("</span>")[0])
    assert found == [
        'light-fine">2026-03-31 还有 7 个工作日',
        'light-soon">2026-03-31 还有 1 个工作日',
        'light-soon">2026-03-31 今日到期',
        'light-over">2026-03-31 已逾期 2 个工作日',
    ]


def test_bulk_confirmation_refuses_each_case_in_words(client, case, received, clerk):
    other = make_application(date(2026, 3, 4))
    client.force_login(clerk)
    html = client.post(
        LIST, {"action": "confirm_receipt", "_selected_action": [received.pk, other.pk]}, follow=True
    ).content.decode()
    other.refresh_from_db()
    assert other.stage == Stage.HANDLING
    assert f"{other.number}：已确认收到" in html
    assert f"{received.number}：“办理中”的申请不能“确认收到”" in html


def test_article_31_intake_at_the_counter_counts_from_the_day_of_submission(client, bureau, clerk):
    client.force_login(clerk)
    fields = FIELDS | {"channel": "in_person", "arrived_on": "2026-03-20"}
    client.post(f"{LIST}add/", fields)
    case = Application.objects.get()
    client.post(act_url(case, Act.CONFIRM_RECEIPT), {"on": "2026-03-24"})
    case.refresh_from_db()
    assert (case.channel, case.submitted_on, case.received_on) == (
        "in_person",
        date(2026, 3, 20),
        date(2026, 3, 20),
    )


def test_article_31_intake_before_eight_in_the_morning_keeps_the_day_that_was_entered(
    client, bureau, clerk, time_machine
):
    """In UTC it is still the day before."""
    time_machine.move_to("2026-03-25 07:40 +0800")
    client.force_login(clerk)
    client.post(f"{LIST}add/", FIELDS | {"channel": "in_person", "arrived_on": "2026-03-20"})
    assert Application.objects.get().submitted_on == date(2026, 3, 20)


def test_article_31_intake_of_a_registered_letter_needs_the_signing_day(client, bureau, clerk):
    client.force_login(clerk)
    html = client.post(
        f"{LIST}add/", FIELDS | {"channel": "mail_signed", "arrived_on": "2026-03-20"}
    ).content.decode()
    assert "请填写签收日期" in html
    assert Application.objects.count() == 0


def test_cases_are_never_deleted(client, case, clerk, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("root", password="x"))
    assert client.post(f"{LIST}{case.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Application.objects.count() == 1


def test_each_look_at_an_identity_scan_is_logged_and_strangers_get_none(client, case, clerk, staff):
    document = case.identity_documents.get()
    url = reverse("admin:applications_application_identity", args=[case.pk, document.pk])
    assert client.get(url).status_code == 302
    client.force_login(staff("other", "disclosure.view_item"))
    assert client.get(url).status_code == 403
    looks = AuditEntry.objects.filter(act="查看", detail="身份证明")
    assert looks.count() == 0
    client.force_login(clerk)
    response = client.get(url)
    entry = looks.get()
    assert response.content == b"scan of a passport"
    assert response["Content-Disposition"].startswith("attachment")
    assert (entry.actor, entry.object) == ("clerk", f"公开申请 {case.number}")


def test_a_scan_is_not_served_under_another_case(client, case, clerk):
    other = make_application(date(2026, 3, 2))
    url = reverse(
        "admin:applications_application_identity", args=[other.pk, case.identity_documents.get().pk]
    )
    client.force_login(clerk)
    assert client.get(url).status_code == 404


def test_dashboard_counts_the_days_work(client, received, clerk, time_machine):
    make_application(date(2026, 3, 4))
    client.force_login(clerk)
    html = client.get("/admin/").content.decode()
    assert '待确认收到 <span class="count">1</span> 件' in html
    time_machine.move_to("2026-04-01 10:00 +0800")
    assert '已逾期 <span class="count">1</span> 件' in client.get("/admin/").content.decode()


def test_article_31_a_submission_unconfirmed_after_one_working_day_alarms(
    client, bureau, clerk, time_machine
):
    make_application(date(2026, 3, 20))  # a Friday
    client.force_login(clerk)
    alarm = "超过一个工作日没有确认收到"
    found = []
    for moment in ("2026-03-23 10:00 +0800", "2026-03-24 10:00 +0800"):
        time_machine.move_to(moment)
        found.append(alarm in client.get("/admin/").content.decode())
    assert found == [False, True]


def test_dashboard_shows_nothing_of_cases_to_other_staff(client, received, staff):
    client.force_login(staff("other", "disclosure.view_item"))
    assert received.number not in client.get("/admin/").content.decode()


def test_feedback_marked_answered_needs_an_answer(client, bureau, staff):
    client.force_login(staff("fk", "applications.change_feedback", "applications.view_feedback"))
    client.post(
        "/feedback/", {"kind": "site_error", "content": "链接打不开", "submission_key": new_submission_key()}
    )
    entry = Feedback.objects.get()
    url = f"/admin/applications/feedback/{entry.pk}/change/"
    assert "请填写答复和答复日期" in client.post(url, {"state": "answered"}).content.decode()
    client.post(url, {"state": "answered", "answer": "已修复", "answered_on": "2026-03-25"})
    entry.refresh_from_db()
    assert (entry.state, entry.answer) == ("answered", "已修复")
