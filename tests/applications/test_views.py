"""The applicant's way from the blank form to the reply, and what strangers cannot do on it."""

import re
from datetime import date

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from applications.casework import perform
from applications.deed import Deed
from applications.forms import new_submission_key
from applications.law.transitions import Act
from applications.models import Application, FailedLookup, Feedback, IdentityDocument
from applications.private import private_storage
from applications.querycode import ALPHABET, code_for
from applications.urls import urlpatterns
from tests.factories.applications import make_application

APPLY, STATUS = "/apply/", "/apply/status/"


def hidden_fields(html: str) -> dict[str, str]:
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
    found.pop("csrfmiddlewaretoken", None)
    return found


def file_online(client, filled) -> Application:
    check = client.post(APPLY, filled | {"step": "check"})
    client.post(APPLY, hidden_fields(check.content.decode()) | {"step": "submit"})
    return Application.objects.latest("pk")


def look_up(client, number: str, code: str):
    return client.post(STATUS, {"number": number, "code": code}, follow=True)


def test_article_29_the_form_demands_no_reason_and_no_purpose(client, bureau):
    html = client.get(APPLY).content.decode()
    names = set(re.findall(r'name="(\w+)"', html.split("<main")[1]))
    assert names - {"csrfmiddlewaretoken", "step", "q"} == {
        "submission_key", "kept_front", "kept_back", "scan_front", "scan_back",
        "applicant_kind", "name", "identity_kind", "identity_number", "representative", "contact_name",
        "phone", "email", "address", "postcode", "description", "carrier", "delivery",
        "extra_note",  # hidden from people: the trap of the check for machines
    }  # fmt: skip


def test_apply_checks_first_and_files_on_confirmation(client, bureau, filled):
    check = client.post(APPLY, filled() | {"step": "check"})
    assert Application.objects.count() == 0
    assert "2025年度外贸促进专项资金分配结果" in check.content.decode()
    receipt = client.post(APPLY, hidden_fields(check.content.decode()) | {"step": "submit"}, follow=True)
    case = Application.objects.get()
    html = receipt.content.decode()
    assert receipt.redirect_chain == [("/apply/receipt/", 302)]
    assert case.number in html
    assert code_for(case.submission_key) in html
    assert (case.name, case.stage, case.identity_documents.count()) == ("张三丰", "submitted", 1)


def test_a_resent_confirmation_files_once_and_shows_the_same_receipt(client, bureau, filled):
    check = client.post(APPLY, filled() | {"step": "check"})
    posted = hidden_fields(check.content.decode()) | {"step": "submit"}
    first = client.post(APPLY, posted, follow=True).content.decode()
    # The kept scan is gone by now; a resent form still finds what it filed.
    second = client.post(APPLY, posted, follow=True).content.decode()
    assert Application.objects.count() == 1
    number = Application.objects.get().number
    assert number in first
    assert number in second


def test_going_back_keeps_what_was_typed_and_the_scan(client, bureau, filled):
    check = client.post(APPLY, filled() | {"step": "check"})
    form = client.post(APPLY, hidden_fields(check.content.decode()) | {"step": "edit"}).content.decode()
    assert "张三丰" in form
    assert "已收到您上传的文件" in form


@pytest.mark.parametrize("kind", ["company", "research", "nonprofit", "law_firm", "other"])
def test_each_kind_of_legal_person_applies_with_a_contact(client, bureau, filled, kind):
    organisation = {"applicant_kind": kind, "identity_kind": "credit_code", "identity_number": "91370000X"}
    refused = client.post(APPLY, filled(**organisation) | {"step": "check"})
    assert "单位申请的，请填写联系人" in refused.content.decode()
    case = file_online(client, filled(**organisation, contact_name="李四"))
    assert (case.applicant_kind, case.contact_name) == (kind, "李四")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "请填写这一项"),
        ({"description": ""}, "请填写这一项"),
        ({"identity_kind": "credit_code"}, "个人有效证件"),
        ({"identity_kind": "resident_card", "identity_number": "110101199003070000"}, "身份证号码不正确"),
        ({"delivery": "email"}, "请填写电子邮箱"),
        ({"delivery": "post"}, "请填写通信地址"),
        ({"phone": "abc"}, "请填写电话号码"),
        ({"scan_front": None}, "请上传身份证明"),
        ({"submission_key": "forged"}, "页面已失效"),
    ],
)  # fmt: skip
def test_a_faulty_form_is_refused_in_words_and_loses_nothing(client, bureau, filled, changes, message):
    posted = {name: value for name, value in filled(**changes).items() if value is not None}
    html = client.post(APPLY, posted | {"step": "check", "contact_name": "王五"}).content.decode()
    assert message in html
    assert "王五" in html
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jpg", b"MZ\x90\x00 not a picture", "与扩展名 .jpg 不符"),
        ("a.pdf", b"%PDF-1.7 broken", "已经损坏，无法打开"),
        ("a.jpg", b"\xff" * (30 * 1024 * 1024), "30.0 MB，超过 10 MB 的上限"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "类型不能上传"),
    ],
    ids=["wrong type", "broken pdf", "30 MB", "svg"],
)
def test_a_bad_upload_is_refused_in_words_and_keeps_the_text(client, bureau, filled, name, content, message):
    posted = filled(scan_front=SimpleUploadedFile(name, content)) | {"step": "check"}
    html = client.post(APPLY, posted).content.decode()
    assert message in html
    assert "2025年度外贸促进专项资金分配结果" in html


def test_a_good_scan_survives_an_error_elsewhere(client, bureau, filled):
    html = client.post(APPLY, filled(name="") | {"step": "check"}).content.decode()
    kept = hidden_fields(html)["kept_front"]
    again = filled(name="张三丰", kept_front=kept)
    del again["scan_front"]
    case = file_online(client, again)
    assert case.identity_documents.count() == 1


def test_s6_a_forged_name_of_a_kept_scan_brings_nothing(client, bureau, filled):
    other = file_online(client, filled())
    stored = other.identity_documents.get().file.name
    posted = filled(kept_front=f"{stored}:1abc:forged")
    del posted["scan_front"]
    html = client.post(APPLY, posted | {"step": "check"}).content.decode()
    assert "请上传身份证明" in html


def test_identity_scans_are_redrawn_and_lie_outside_media(client, bureau, filled):
    document = file_online(client, filled()).identity_documents.get()
    path = private_storage().path(document.file.name)
    assert not path.startswith(str(settings.MEDIA_ROOT))
    with document.file.open() as file, Image.open(file) as picture:
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
    with pytest.raises(ValueError, match="URL"):
        _ = document.file.url
    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_no_pending_scan_is_left_after_filing(client, bureau, filled):
    client.post(APPLY, filled() | {"step": "check"})
    waiting = set(private_storage().listdir("pending")[1])
    file_online(client, filled())
    assert set(private_storage().listdir("pending")[1]) == waiting


def test_receipt_without_its_cookie_shows_nothing(client, bureau, filled):
    case = file_online(client, filled())
    client.cookies.clear()
    response = client.get("/apply/receipt/", follow=True)
    assert response.redirect_chain == [(STATUS, 302)]
    assert case.description not in response.content.decode()


def test_status_shows_stage_due_date_and_reply_by_number_and_code(client, bureau, clerk, calendar):
    case, today = make_application(date(2026, 3, 2)), date(2026, 3, 25)
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2026, 3, 3))),
        (
            Act.REPLY,
            Deed(
                date(2026, 3, 20),
                outcome="GRANT",
                note="见附件",
                files=[("结果.txt", ContentFile(b"x", name="r.txt"))],
            ),
        ),
    ):
        case = perform(act, case, deed, by=clerk, calendar=calendar, today=today)
    page = look_up(client, case.number.lower(), code_for(case.submission_key).lower().replace("-", " "))
    html = page.content.decode()
    assert "已办结" in html
    assert "2026年3月31日" in html
    assert "按期办结" in html
    letter = case.letters.get(code="L13")
    answer = client.get(reverse("applications:letter", args=[letter.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"PK")
    attached = client.get(reverse("applications:letter", args=[letter.pk]), {"file": letter.files.get().pk})
    assert b"".join(attached.streaming_content) == b"x"


def test_status_does_not_show_whom_the_office_consults(client, bureau, clerk, calendar):
    case, today = make_application(date(2026, 3, 2)), date(2026, 3, 25)
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2026, 3, 3))),
        (Act.CONSULT_THIRD_PARTY, Deed(date(2026, 3, 9), party="神秘公司", note="内部说明")),
    ):
        case = perform(act, case, deed, by=clerk, calendar=calendar, today=today)
    html = look_up(client, case.number, code_for(case.submission_key)).content.decode()
    assert "征求第三方意见" in html
    assert "神秘公司" not in html
    assert "内部说明" not in html
    consultation = case.letters.get(code="L07")
    assert client.get(reverse("applications:letter", args=[consultation.pk])).status_code == 404


def test_s7_unknown_number_and_wrong_code_get_the_same_answer(client, bureau):
    case = make_application(date(2026, 3, 2))
    wrong = client.post(STATUS, {"number": case.number, "code": "AAAA-AAAA-AAAA-AAAA"})
    unknown = client.post(STATUS, {"number": "YSQ2026-9999", "code": "AAAA-AAAA-AAAA-AAAA"})
    neutral = [re.sub(r'value="[^"]*"', "", response.content.decode()) for response in (wrong, unknown)]
    assert wrong.status_code == unknown.status_code == 200
    assert neutral[0] == neutral[1]
    assert "没有找到与编号和查询码相符的记录" in neutral[0]


def test_s7_ten_wrong_codes_lock_the_number_even_for_the_right_one(client, bureau):
    case = make_application(date(2026, 3, 2))
    for _ in range(FailedLookup.LIMITS["number"]):
        client.post(STATUS, {"number": case.number, "code": "wrong"})
    response = client.post(STATUS, {"number": case.number, "code": code_for(case.submission_key)})
    assert response.status_code == 429
    assert "15 分钟后再试" in response.content.decode()


def test_s1_another_applicants_letter_is_not_there(client, bureau, clerk, calendar):
    mine, other = make_application(date(2026, 3, 2)), make_application(date(2026, 3, 2))
    other = perform(
        Act.CONFIRM_RECEIPT,
        other,
        Deed(date(2026, 3, 3)),
        by=clerk,
        calendar=calendar,
        today=date(2026, 3, 25),
    )
    url = reverse("applications:letter", args=[other.letters.get().pk])
    assert client.get(url).status_code == 404
    look_up(client, mine.number, code_for(mine.submission_key))
    assert client.get(url).status_code == 404


def test_access_ends_on_leaving_and_after_half_an_hour(client, bureau, time_machine):
    case = make_application(date(2026, 3, 2))
    time_machine.move_to("2026-03-05 10:00 +0800")
    assert "申请内容" in look_up(client, case.number, code_for(case.submission_key)).content.decode()
    time_machine.move_to("2026-03-05 10:31 +0800")
    assert case.description not in client.get(STATUS).content.decode()
    look_up(client, case.number, code_for(case.submission_key))
    client.post(STATUS, {"leave": "1"})
    assert case.description not in client.get(STATUS).content.decode()


def test_query_code_is_80_bits_without_confusable_signs(key):
    code = code_for(key)
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    assert set("ILOU") & set(ALPHABET) == set()
    assert len(ALPHABET) ** 16 == 2**80


def test_s20_posted_dates_states_and_numbers_have_no_effect(client, bureau, filled):
    posted = filled(
        due_on="2030-01-01", received_on="2020-01-01", stage="closed", number="X1", outcome="GRANT"
    )
    check = client.post(APPLY, posted | {"step": "check"}).content.decode()
    extra = {"due_on": "2030-01-01", "stage": "closed", "number": "X1", "step": "submit"}
    client.post(APPLY, hidden_fields(check) | extra)
    case = Application.objects.get()
    assert (case.stage, case.due_on, case.received_on, case.outcome) == ("submitted", None, None, "")
    assert case.number != "X1"


def test_blank_form_is_a_word_file_with_the_bureaus_address(client, bureau):
    response = client.get("/apply/form.docx")
    assert response.content.startswith(b"PK")
    assert "filename*=utf-8''" in response["Content-Disposition"].lower()


def test_article_51_a_complaint_is_filed_without_a_name(client, bureau):
    posted = {"kind": "complaint", "content": "逾期未公开预算", "submission_key": new_submission_key()}
    html = client.post("/feedback/", posted, follow=True).content.decode()
    entry = Feedback.objects.get()
    assert entry.number == f"TS{timezone.localdate().year}-0001"
    assert entry.number in html
    assert Application.objects.count() == 0


def test_article_41_correction_needs_evidence_and_a_name(client, bureau, photo):
    posted = {
        "name": "张三丰",
        "phone": "0635-8888888",
        "page": "某名录",
        "content": "名称有误",
        "submission_key": new_submission_key(),
    }
    refused = client.post("/correction/", posted)
    assert Feedback.objects.count() == 0
    assert "名称有误" in refused.content.decode()
    client.post("/correction/", posted | {"evidence": photo()})
    entry = Feedback.objects.get()
    assert (entry.kind, entry.number[:2]) == ("correction", "GZ")
    assert private_storage().exists(entry.evidence.name)
    page = look_up(client, entry.number, code_for(entry.submission_key))
    assert "更正本人信息" in page.content.decode()


@pytest.mark.parametrize("url", [APPLY, STATUS, "/apply/receipt/", "/feedback/", "/correction/"])
def test_pages_with_personal_data_are_never_cached(client, bureau, url):
    assert "no-store" in client.get(url)["Cache-Control"]


def test_identity_documents_have_no_public_address(client, bureau, filled):
    file_online(client, filled())
    assert IdentityDocument.objects.count() == 1
    names = [pattern.name for pattern in urlpatterns]
    assert [name for name in names if "identity" in name] == []


def test_the_deadline_sheet_lists_every_day_and_is_for_this_applicant_only(client, bureau, clerk, calendar):
    case, today = make_application(date(2026, 3, 2)), date(2026, 3, 25)
    case = perform(
        Act.CONFIRM_RECEIPT, case, Deed(date(2026, 3, 3)), by=clerk, calendar=calendar, today=today
    )
    assert client.get("/apply/status/deadline/").status_code == 404
    look_up(client, case.number, code_for(case.submission_key))
    html = client.get("/apply/status/deadline/").content.decode()
    assert html.count('<th scope="row">') == (date(2026, 3, 31) - date(2026, 3, 3)).days + 1
    assert "2026年3月31日 星期二" in html
