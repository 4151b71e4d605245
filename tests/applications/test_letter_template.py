"""What may serve as a letter template, and that the office's own is used."""

import io
from datetime import date
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from applications.casework import perform
from applications.deed import Deed
from applications.law.letters import LETTERS_BY_CODE
from applications.law.transitions import Act
from applications.letter_check import template_faults
from applications.letters import render, standard_template
from applications.models import LetterTemplate
from tests.factories.applications import make_application, reply

L15 = LETTERS_BY_CODE["L15"]


@pytest.fixture
def received(bureau, clerk, calendar):
    case, day = make_application(date(2026, 3, 2)), date(2026, 3, 3)
    return perform(Act.CONFIRM_RECEIPT, case, Deed(day), by=clerk, calendar=calendar, today=day)


@pytest.fixture
def template_clerk(staff):
    return staff("muban", "applications.add_lettertemplate", "applications.view_lettertemplate")


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def standard(code: str = "L15"):
    return Document(io.BytesIO(standard_template(LETTERS_BY_CODE[code])))


def with_text(text: str) -> bytes:
    document = standard()
    document.add_paragraph(text)
    return saved(document)


def without_remedy() -> bytes:
    document = standard()
    first = [paragraph.text for paragraph in document.paragraphs].index("{%p if remedy %}")
    for paragraph in document.paragraphs[first : first + 3]:
        paragraph.text = ""
    return saved(document)


def with_part(name: str, content: bytes) -> bytes:
    out = io.BytesIO(standard_template(L15))
    with ZipFile(out, "a") as package:
        package.writestr(name, content)
    return out.getvalue()


def upload(client, content: bytes):
    file = SimpleUploadedFile("模板.docx", content)
    return client.post("/admin/applications/lettertemplate/add/", {"code": "L15", "file": file})


@pytest.mark.parametrize("kind", LETTERS_BY_CODE.values(), ids=LETTERS_BY_CODE)
def test_every_template_that_comes_with_the_portal_has_no_fault(kind):
    assert template_faults(kind, standard_template(kind)) == []


def test_a_template_without_the_remedy_is_refused(client, bureau, template_clerk):
    client.force_login(template_clerk)
    html = upload(client, without_remedy()).content.decode()
    assert "模板缺少必须载明的内容：{{ remedy }}" in html
    assert LetterTemplate.objects.count() == 0


def test_a_template_that_is_no_word_file_is_refused_in_words(client, bureau, template_clerk):
    client.force_login(template_clerk)
    assert "这不是可以读取的 .docx 文件" in upload(client, b"not a zip").content.decode()


def test_an_unknown_placeholder_is_named():
    assert template_faults(L15, with_text("{{ applicant_nmae }}和{{ foo }}")) == [
        "模板中有系统不认识的占位符：{{ applicant_nmae }}、{{ foo }}。请改正或者删去。"
    ]


def test_a_broken_placeholder_is_refused():
    with pytest.raises(ValidationError, match="占位符有误"):
        template_faults(L15, with_text("{{ title "))


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("word/vbaProject.bin", "宏"),
        ("word/activeX/activeX1.bin", "ActiveX 控件"),
        ("word/embeddings/oleObject1.bin", "嵌入的文件"),
    ],
)
def test_a_template_with_active_content_is_refused(name, word):
    assert template_faults(L15, with_part(name, b"x")) == [
        f"模板含有{word}，不能使用。请删去后另存为 .docx 再上传。"
    ]


def test_a_docm_renamed_to_docx_is_refused():
    out, source = io.BytesIO(), ZipFile(io.BytesIO(standard_template(L15)))
    with source, ZipFile(out, "w") as package:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(
                    b"openxmlformats-officedocument.wordprocessingml.document.main",
                    b"ms-word.document.macroEnabled.main",
                )
            package.writestr(name, content)
    with pytest.raises(ValidationError):
        template_faults(L15, out.getvalue())


def test_a_template_that_fetches_something_from_outside_is_refused():
    document = standard()
    document.part.relate_to("https://tracker.example/t.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    assert template_faults(L15, saved(document)) == [
        "模板含有外部链接（https://tracker.example/t.png），不能使用。请删去后另存为 .docx 再上传。"
    ]


@pytest.mark.parametrize(
    "text", ["{{ title.__class__.__mro__ }}", "{{ paragraphs.append.__self__.__class__ }}", "{{ title / 2 }}"]
)
def test_a_template_reaches_nothing_behind_the_values(text):
    with pytest.raises(ValidationError, match="无法填写"):
        template_faults(L15, with_text(text))


def test_the_offices_own_template_is_used(client, bureau, template_clerk, received, clerk, head, calendar):
    client.force_login(template_clerk)
    assert upload(client, with_text("本局自定版式")).status_code == 302
    case = reply(received, "DENY_CASE", date(2026, 3, 20), clerk=clerk, head=head, calendar=calendar)
    with case.letters.last().file.open() as file:
        assert "本局自定版式" in [paragraph.text for paragraph in Document(file).paragraphs]


def test_a_template_that_went_bad_in_the_storage_names_itself(bureau, db):
    LetterTemplate.objects.create(code="L15", file=SimpleUploadedFile("x.docx", with_text("{{ title / 2 }}")))
    with pytest.raises(ValidationError, match="模板“政府信息不予公开告知书”无法填写"):
        render(L15, {"title": "x", "agency_name": "x", "issued_on": "x"})


def test_the_page_lists_every_placeholder_and_gives_the_standard_templates(client, bureau, template_clerk):
    client.force_login(template_clerk)
    html = client.get("/admin/applications/lettertemplate/add/").content.decode()
    assert "<code>{{ remedy }}</code> 救济途径" in html
    answer = client.get("/admin/applications/lettertemplate/standard/L01/")
    tables = Document(io.BytesIO(answer.content)).tables
    assert "{{ identity }}" in [cell.text for cell in tables[0].rows[4].cells]
