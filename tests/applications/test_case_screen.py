"""The one screen of a case: what stands on it, in which order, and what it costs."""

import io
import re
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from applications.casework import perform
from applications.deed import Deed
from applications.forms.submission import new_submission_key
from applications.law.transitions import Act
from applications.models import ApplicantFile, Application, Feedback, LetterTemplate
from tests.factories.applications import FIELDS, make_application, reply
from tests.factories.documents import pdf, words

LIST = "/admin/applications/application/"
TODAY = date(2026, 3, 25)


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def do(clerk, calendar):
    def perform_one(act: Act, case: Application, deed: Deed, by=clerk) -> Application:
        return perform(act, case, deed, by=by, calendar=calendar, today=TODAY)

    return perform_one


@pytest.fixture
def screen(client, clerk):
    def get(case: Application, user=clerk) -> str:
        client.force_login(user)
        return client.get(f"{LIST}{case.pk}/change/").content.decode()

    return get


def change(client, case: Application, **typed):
    return client.post(f"{LIST}{case.pk}/change/", typed, follow=True).content.decode()


def test_sections_stand_in_the_order_of_the_work(confirmed, screen):
    html = screen(confirmed(date(2026, 3, 3)))
    assert re.findall(r"<section[^>]*>\s*<h2>([^<]*)</h2>", html) == [
        "下一步", "申请", "提示", "告知书和送达", "费用和材料", "复议与诉讼", "办理经过",
    ]  # fmt: skip
    assert '<span class="light light-fine">还有 4 个工作日</span>' in html


def test_hints_say_what_is_known_of_the_applicant(confirmed, clerk, head, calendar, screen):
    earlier = reply(
        confirmed(date(2026, 3, 3)), "GRANT", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar
    )
    html = screen(make_application(date(2026, 3, 24), description="投诉：2025年度外贸促进专项资金分配结果"))
    assert "申请内容有“投诉”，可能是投诉" in html
    assert "条例第三十九条第一款" in html
    assert f">{earlier.number}</a> 内容相近（94%，同一申请人）" in html
    assert "2026-03-20 已办结：予以公开" in html
    assert "条例第三十六条第（六）项" in html
    assert "申请人当月提交 2 件（本件为第 2 件），本年 2 件。" in html


def test_a_case_without_earlier_ones_has_a_short_hint(confirmed, screen):
    html = screen(confirmed(date(2026, 3, 3)))
    assert "申请人当月提交 1 件（本件为第 1 件），本年 1 件。" in html
    assert "内容相近" not in html
    assert "同一申请人的其他申请" not in html
    assert "条例第三十五条" not in html


def test_a_proposed_reply_can_be_read_as_the_letter_it_becomes(client, confirmed, do, head, screen):
    case = confirmed(date(2026, 3, 3))
    files = [("表.pdf", ContentFile(pdf(words("x")), "a.pdf"))]
    deed = Deed(
        date(2026, 3, 20),
        outcome="PARTIAL",
        note="随附",
        withheld="第三条价格条款",
        grounds=("15",),
        files=files,
    )
    do(Act.PROPOSE_REPLY, case, deed)
    html = screen(case, head)
    assert "拟作的答复" in html
    assert "不予公开的部分：第三条价格条款" in html
    assert "依据：第十五条 他人合法权益" in html
    letter = client.get(f"{LIST}{case.pk}/draft/")
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(letter.content)).paragraphs)
    assert ("（预览）" in text, "第三条价格条款" in text) == (True, True)
    path = re.search(rf"{LIST}{case.pk}/draft/\d+/", html)[0]
    attached = client.get(path)
    assert b"".join(attached.streaming_content).startswith(b"%PDF-")


def test_a_case_without_a_proposal_has_no_draft(client, confirmed, screen):
    case = confirmed(date(2026, 3, 3))
    assert "拟作的答复" not in screen(case)
    assert client.get(f"{LIST}{case.pk}/draft/").status_code == 404


def test_materials_of_the_applicant_are_downloads_of_their_case_only(client, confirmed, screen):
    case, other = confirmed(date(2026, 3, 3)), confirmed(date(2026, 3, 4))
    material = ApplicantFile(application=case, event=case.events.get(), name="补充材料.pdf", size=3)
    material.file.save("x.pdf", ContentFile(b"abc"), save=True)
    assert "申请人提交：" in screen(case)
    response = client.get(f"{LIST}{case.pk}/material/{material.pk}/")
    assert response.getvalue() == b"abc"
    assert client.get(f"{LIST}{other.pk}/material/{material.pk}/").status_code == 404


def test_fee_and_its_payment_stand_on_the_screen(confirmed, do, screen):
    case = confirmed(date(2026, 3, 3))
    do(Act.NOTIFY_FEE, case, Deed(date(2026, 3, 20), note="银行转账", scale="pages", count=40))
    assert "信息处理费 100 元（按量（页），40 页）：尚未缴纳。" in screen(case)
    do(Act.RECEIVE_PAYMENT, case, Deed(date(2026, 3, 23)))
    assert "2026-03-23 已缴清" in screen(case)


def test_who_handles_the_case_is_changed_through_the_door(client, confirmed, clerk, screen, staff):
    case, li = confirmed(date(2026, 3, 3)), staff("li", "applications.handle_application")
    html = screen(case)
    assert f'<option value="{li.pk}">li</option>' in html
    change(client, case, handler=li.pk, seen=1)
    case.refresh_from_db()
    assert (case.handler, [event.act for event in case.events.all()][1:]) == (li, [Act.TRANSFER])
    change(client, case, handler=li.pk, seen=2)
    assert case.events.count() == 2


def test_the_second_of_two_who_save_a_handler_sees_what_the_first_did(
    client, confirmed, clerk, screen, staff
):
    case = confirmed(date(2026, 3, 3))
    li, wang = (
        staff("li", "applications.handle_application"),
        staff("wang", "applications.handle_application"),
    )
    screen(case)
    change(client, case, handler=li.pk, seen=1)
    html = change(client, case, handler=wang.pk, seen=1)
    case.refresh_from_db()
    assert case.handler == li
    assert "又登记了：2026-03-25“转交承办人”（clerk，03月25日 10:00 登记）" in html
    assert f'<option value="{wang.pk}" selected>' in html
    assert '<input type="hidden" name="seen" value="2">' in html
    change(client, case, handler=wang.pk, seen=2)
    case.refresh_from_db()
    assert case.handler == wang


def test_a_handler_is_not_taken_away_without_another(client, confirmed, clerk, staff, screen):
    case, li = confirmed(date(2026, 3, 3)), staff("li", "applications.handle_application")
    screen(case)
    change(client, case, handler=li.pk)
    html = change(client, case, handler="")
    case.refresh_from_db()
    assert case.handler == li
    assert "请填写这一项" in html


def test_a_closed_case_refuses_another_handler_in_words(client, confirmed, do, screen, staff):
    case, li = confirmed(date(2026, 3, 3)), staff("li", "applications.handle_application")
    do(Act.WITHDRAW, case, Deed(date(2026, 3, 24), note="来电"))
    assert 'name="handler"' not in screen(case)
    assert "“已办结”的申请不能“转交承办人”" in change(client, case, handler=li.pk)


def test_a_screen_with_thirty_events_costs_as_much_as_one_with_three(
    client, confirmed, do, clerk, django_assert_max_num_queries
):
    case = confirmed(date(2026, 3, 3))
    for number in range(14):
        do(Act.CONSULT_ORGAN, case, Deed(date(2026, 3, 20), party=f"机关{number}", note="x"))
        do(Act.RECEIVE_OPINION, case, Deed(date(2026, 3, 20), party=f"机关{number}"))
    do(Act.REQUEST_EXTENSION, case, Deed(date(2026, 3, 20), note="检索"))
    for day in range(4, 10):
        confirmed(date(2026, 3, day))
    assert case.events.count() == 30
    client.force_login(clerk)
    with django_assert_max_num_queries(40):
        html = client.get(f"{LIST}{case.pk}/change/").content.decode()
    assert html.count("征求其他机关意见") >= 14


def test_intake_form_that_is_sent_twice_files_once(client, bureau, clerk):
    client.force_login(clerk)
    assert 'name="submission_key"' in client.get(f"{LIST}add/").content.decode()
    fields = FIELDS | {
        "channel": "in_person",
        "arrived_on": "2026-03-20",
        "submission_key": new_submission_key(),
    }
    for _ in range(2):
        client.post(f"{LIST}add/", fields)
    assert Application.objects.count() == 1


def test_intake_form_with_a_foreign_key_is_refused(client, bureau, clerk):
    client.force_login(clerk)
    fields = FIELDS | {"channel": "in_person", "arrived_on": "2026-03-20", "submission_key": "forged"}
    client.post(f"{LIST}add/", fields)
    assert Application.objects.count() == 0


def test_evidence_is_a_download(client, bureau, staff, photo):
    fields = {
        "name": "张三丰",
        "phone": "0635-8888888",
        "page": "企业名录",
        "content": "电话有误",
        "submission_key": new_submission_key(),
        "evidence": photo(),
    }
    client.post("/correction/", fields)
    entry = Feedback.objects.get()
    client.force_login(staff("fk", "applications.change_feedback", "applications.view_feedback"))
    page = client.get(f"/admin/applications/feedback/{entry.pk}/change/").content.decode()
    assert f'href="/admin/applications/feedback/{entry.pk}/evidence/"' in page
    assert '<select name="handler"' in page
    response = client.get(f"/admin/applications/feedback/{entry.pk}/evidence/")
    assert response.getvalue().startswith(b"\xff\xd8")
    assert response["Content-Disposition"].startswith("attachment")


def test_the_offices_own_template_is_downloaded_and_never_linked(client, bureau, staff):
    template = LetterTemplate(code="L02")
    template.file.save("L02.docx", SimpleUploadedFile("L02.docx", b"own"))
    for names in (("view_lettertemplate",), ("view_lettertemplate", "change_lettertemplate")):
        client.force_login(staff(f"u{len(names)}", *(f"applications.{name}" for name in names)))
        page = client.get(f"/admin/applications/lettertemplate/{template.pk}/change/")
        assert (page.status_code, 'type="file"' in page.content.decode()) == (200, len(names) == 2)
        response = client.get(f"/admin/applications/lettertemplate/{template.pk}/own/")
        assert b"".join(response.streaming_content) == b"own"


def test_one_step_stands_out_and_the_others_are_links_by_purpose(confirmed, screen):
    html = screen(confirmed(date(2026, 3, 3)))
    section = html[html.index('id="next"') : html.index('id="facts"')]
    buttons = re.findall(r'<a class="button( second)?" href="[^"]*/act/([a-z_]+)/"', section)
    assert buttons == [("", "reply"), (" second", "propose_reply")]
    assert "能够当场答复的，当场答复" in section
    groups = re.findall(r"<dt>([^<]*)</dt>", section)
    assert groups == ["与申请人", "征求意见", "期限", "收费", "承办和卷宗"]
    assert section.count("/act/ask_clarification/") == 1
