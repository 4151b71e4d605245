"""一键卷宗: everything of a case in one PDF, its index right, identity scans left out."""

import io
import re
from datetime import date

import pikepdf
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

import liaocheng_gk.pdf
from applications.case_file import (
    LetterSheet,
    case_file_context,
    case_file_html,
    case_file_pdf,
    place_attachments,
)
from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.letters import issue_extra
from applications.models import ApplicantFile, Dispute, Letter, LetterFile
from liaocheng_gk.storage import PlaceAway, SealedFiles
from tests.factories.applications import make_application, reply
from tests.factories.documents import xlsx

TODAY = date(2026, 3, 25)
DENIED = "属于合同谈判过程中的往来信函。"


def pdf_file(pages: int, **root) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        for key, value in root.items():
            pdf.Root[f"/{key}"] = value
        pdf.save(out)
    return out.getvalue()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3000, 4000), "#ccddee").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def case(bureau, clerk, head, calendar):
    """A refusal that was consulted over, answered with four files, and served with a proof."""

    def do(act: Act, on: date, **fields):
        return perform(act, filed, Deed(on, **fields), by=clerk, calendar=calendar, today=TODAY)

    filed = make_application(date(2026, 3, 2), description="某项目合同谈判往来信函")
    do(Act.CONFIRM_RECEIPT, date(2026, 3, 3), note="电话确认")
    do(Act.CONSULT_THIRD_PARTY, date(2026, 3, 5), party="某公司", note="合同")
    do(Act.RECEIVE_OPINION, date(2026, 3, 10), party="某公司", note="不同意公开")
    files = [
        (name, ContentFile(content, name="x.bin"))
        for name, content in (
            ("说明.pdf", pdf_file(3)),
            ("照片.png", picture()),
            ("数据.xlsx", xlsx(("甲",))),
            ("坏的.pdf", pdf_file(1)),
        )
    ]
    reply(
        filed, "DENY_PROCESS", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar, today=TODAY,
        note=DENIED, files=files,
    )  # fmt: skip
    handed = LetterFile.objects.order_by("pk").last()  # as it may lie there from the time before the gate
    handed.file.save("x.bin", ContentFile(b"%PDF-1.4 broken"))
    proof = SimpleUploadedFile("回执.pdf", pdf_file(1))
    return do(Act.SERVE, date(2026, 3, 24), way="registered", proof="XA12345678901", proof_file=proof)


@pytest.fixture
def html(case, calendar, bureau):
    context = case_file_context(case, calendar, TODAY, agency=bureau)
    place_attachments(context["attachments"], 9)
    return case_file_html(context)


def index_of(html: str) -> list[str]:
    rows = re.search(r'<table class="index">.*?</table>', html, re.S)[0]
    cells = re.findall(r"<tr>(.*?)</tr>", rows.split("<tbody>")[1], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in cells]


def test_what_the_applicant_handed_in_later_comes_first_among_the_files(case, calendar, bureau):
    ApplicantFile.objects.create(
        application=case,
        event=case.events.first(),
        name="补充说明.pdf",
        file=SimpleUploadedFile("x.pdf", pdf_file(2)),
        size=9,
    )
    context = case_file_context(case, calendar, TODAY, agency=bureau)
    first = context["attachments"][0]
    assert (first.name, first.belongs_to, first.pages) == (
        "申请人提交 补充说明.pdf",
        "2026-03-03 确认收到",
        2,
    )


def test_the_index_lists_every_document_and_every_file_with_its_page(html):
    assert index_of(html) == [
        "政府信息公开申请 YSQ2026-0001 2026-03-02",
        "办理经过",
        "期限计算书 2026-03-25",
        "政府信息公开申请登记回执 聊商公开收〔2026〕1号 2026-03-03",
        "征求第三方意见函 聊商公开征〔2026〕1号 2026-03-05",
        "征求意见告知书 聊商公开征告〔2026〕1号 2026-03-05",
        "政府信息不予公开告知书 聊商公开告〔2026〕1号 2026-03-20",
        "送达登记",
        "随附文件清单",
        "附：说明.pdf 10",
        "附：照片.png 13",
        "附：数据.xlsx（未并入：不是 PDF 或者图片，存于系统中） —",
        "附：坏的.pdf（未并入：文件已加密或者损坏，存于系统中） —",
        "附：送达凭证 XA12345678901 14",
    ]


def test_it_holds_application_events_deadline_letters_and_service(html):
    for fact in (
        "某项目合同谈判往来信函", "E12345678", "电话确认", "不同意公开", "逐日计算", "应当先申请行政复议", DENIED, "某公司：",
        "意见回执", "XA12345678901", "挂号信、特快专递",
    ):  # fmt: skip
        assert fact in html


def test_identity_scans_are_left_out_and_that_is_said(case, html):
    scan = case.identity_documents.get()
    assert "身份证明扫描件（1 份）涉及个人信息，不收入本卷" in html
    assert scan.file.name.rsplit("/", 1)[-1] not in html


def test_links_of_the_index_lead_to_what_they_name(html):
    wanted = re.findall(r'class="page-of" href="#([^"]+)"', html)
    assert len(wanted) == 9
    assert [name for name in wanted if f'id="{name}"' not in html] == []


def test_fee_and_disputes_stand_in_it_where_there_are_some(case, calendar, bureau, html):
    assert "行政复议、行政诉讼" not in html
    Dispute.objects.create(
        application=case,
        kind="review",
        body="聊城市人民政府",
        case_number="聊政复〔2026〕7号",
        accepted_on=TODAY,
    )
    assert "聊政复〔2026〕7号" in case_file_html(case_file_context(case, calendar, TODAY, agency=bureau))


def test_a_letter_changed_on_disk_is_reported(case, calendar, bureau):
    letter = case.letters.get(code="L02")
    with letter.file.open("rb") as file:
        content = file.read()
    storage, name = letter.file.storage, letter.file.name
    storage.delete(name)
    storage.save(name, ContentFile(content + b"\0"))
    assert "文件与发出时的校验值不符" in case_file_html(
        case_file_context(case, calendar, TODAY, agency=bureau)
    )
    storage.delete(name)
    assert "文件无法读取" in case_file_html(case_file_context(case, calendar, TODAY, agency=bureau))


def test_a_store_that_is_away_makes_no_file_with_holes(case, calendar, bureau, monkeypatch):
    """It would tell the office to bring back papers that are not lost."""

    def away(self, name, mode="rb"):
        raise PlaceAway(name)

    monkeypatch.setattr(SealedFiles, "_open", away)
    with pytest.raises(PlaceAway):
        case_file_context(case, calendar, TODAY, agency=bureau)
    monkeypatch.setattr("applications.case_file._sheet", LetterSheet)
    with pytest.raises(PlaceAway):
        case_file_context(case, calendar, TODAY, agency=bureau)


def test_forms_of_the_file_show_their_tables(case, calendar, bureau, clerk):
    served = case.letters.get(code="L15")
    issue_extra(case, "L30", Deed(TODAY), clerk, today=TODAY, served=served)
    html = case_file_html(case_file_context(case, calendar, TODAY, agency=bureau))
    assert "受送达人签名或者盖章" in html
    assert Letter.objects.filter(code="L30").count() == 1


def test_the_bundle_appends_pages_and_numbers_them_as_the_index_says(case, calendar, bureau):
    content = case_file_pdf(case, calendar, TODAY, agency=bureau)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        own = len(pdf.pages) - 5
        context = case_file_context(case, calendar, TODAY, agency=bureau)
        assert place_attachments(context["attachments"], own) == 5
        assert [file.page for file in context["attachments"]] == [own + 1, own + 4, None, None, own + 5]
        assert str(pdf.docinfo.get("/Title", "")) or pdf.open_metadata()["dc:title"].startswith(
            "YSQ2026-0001"
        )
        # Each appended page bears its stamp, drawn over it as a form.
        for page in list(pdf.pages)[own:]:
            assert "/XObject" in page.Resources
        assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_scripts_of_an_uploaded_pdf_stay_behind(case, calendar, bureau, clerk, head):
    other = make_application(date(2026, 3, 2))
    perform(Act.CONFIRM_RECEIPT, other, Deed(date(2026, 3, 3)), by=clerk, calendar=calendar, today=TODAY)
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    files = [("x.pdf", ContentFile(pdf_file(1), name="x.pdf"))]
    reply(
        other, "GRANT", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar, today=TODAY, files=files
    )
    handed = LetterFile.objects.get(
        letter__application=other
    )  # as it may lie there from the time before the gate
    handed.file.save("x.pdf", ContentFile(pdf_file(1, OpenAction=script)))
    content = case_file_pdf(other, calendar, TODAY, agency=bureau)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert b"app.alert" not in b"".join(
            bytes(o.unparse()) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)
        )


def test_an_unconfirmed_case_has_a_file_too(bureau, calendar):
    html = case_file_html(
        case_file_context(make_application(date(2026, 3, 2)), calendar, TODAY, agency=bureau)
    )
    assert "还没有办理事项" in html
    assert "还没有登记送达" in html


def url(case) -> str:
    return f"/admin/applications/application/{case.pk}/case-file.pdf"


def test_only_those_who_may_view_the_case_make_it_and_each_time_is_logged(client, case, staff, clerk):
    assert client.get(url(case)).status_code == 302
    client.force_login(staff("other", "disclosure.view_item"))
    assert client.get(url(case)).status_code == 403
    assert LogEntry.objects.filter(change_message__contains="卷宗").count() == 0
    client.force_login(clerk)
    answer = client.get(url(case))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF-")
    assert "no-store" in answer["Cache-Control"]
    entry = LogEntry.objects.get(change_message="导出了卷宗")
    assert (entry.user, entry.object_id) == (clerk, str(case.pk))


def test_without_a_chinese_font_it_says_what_to_install(client, case, clerk, monkeypatch):
    monkeypatch.setattr(liaocheng_gk.pdf, "FONT", "No Such Font At All")
    client.force_login(clerk)
    html = client.get(url(case), follow=True).content.decode()
    assert "fonts-noto-cjk" in html
    assert "办理记录不受影响" in html
    assert LogEntry.objects.filter(change_message="导出了卷宗").count() == 0


def test_the_case_screen_leads_to_it(client, case, clerk):
    client.force_login(clerk)
    html = client.get(f"/admin/applications/application/{case.pk}/change/").content.decode()
    assert url(case) in html
    assert f"/admin/applications/application/{case.pk}/extra-letter/" in html
