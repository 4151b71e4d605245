import io
import time

import openpyxl
import pytest
from django.core.files.base import ContentFile
from docx import Document

from disclosure import attachment_text
from disclosure.attachment_text import LONGEST, NoText, text_in
from disclosure.corrections import revise_files
from disclosure.models import Attachment, AttachmentText
from disclosure.publication import publish, withdraw
from disclosure.search import search
from liaocheng_gk.pdf import pdf_of
from tests.factories.disclosure import ItemFactory, attach, moment, office, published, reviewed

DOCX, XLSX = "表.docx", "表.xlsx"


def word(*paragraphs: str, hidden: str = "") -> bytes:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 1).cell(0, 0).text = "格子里的字"
    if hidden:
        document.add_paragraph().add_run(hidden).font.hidden = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def excel(*cells: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_word_gives_paragraphs_and_tables_without_hidden_words():
    text = text_in(DOCX, word("第一段", "第二段", hidden="隐藏的字"))
    assert text.split("\n") == ["第一段", "第二段", "格子里的字"]


def test_excel_gives_words_and_numbers():
    assert text_in(XLSX, excel("补贴名单", 12345, "第二格")) == "补贴名单\n12345\n第二格"


def test_plain_text_is_read_in_the_encodings_of_the_office():
    assert text_in("a.txt", "国标文字".encode("gb18030")) == "国标文字"
    assert text_in("a.csv", "甲,乙".encode("utf-8-sig")) == "甲,乙"


def test_a_pdf_gives_its_pages():
    content = pdf_of("<p>政府采购</p><p style='break-before: page'>第二页</p>", [])
    assert [line.replace(" ", "") for line in text_in("a.PDF", content).split("\n")] == ["政府采购", "第二页"]


def test_other_kinds_hold_no_text():
    assert text_in("a.jpg", b"\xff\xd8\xff") == ""


@pytest.mark.parametrize("name", ["a.pdf", DOCX, XLSX])
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04junk", b"%PDF-1.4 nothing"])
def test_a_damaged_file_says_so(name, content):
    with pytest.raises(NoText, match="损坏"):
        text_in(name, content)


def test_a_long_file_is_cut_and_a_slow_one_is_stopped(monkeypatch):
    assert len(text_in(DOCX, word("长" * (LONGEST + 50)))) == LONGEST
    monkeypatch.setattr(attachment_text, "MOST_SECONDS", -1.0)
    started = time.monotonic()
    with pytest.raises(NoText, match="秒"):
        text_in(DOCX, word("慢"))
    assert time.monotonic() - started < 5


def test_a_file_that_grows_when_unpacked_is_not_read(monkeypatch):
    monkeypatch.setattr(attachment_text, "MOST_UNPACKED", 1_000)
    with pytest.raises(NoText, match="过大"):
        text_in(DOCX, word("x" * 2_000))


@pytest.mark.django_db
def test_a_public_file_is_found_by_what_it_says_and_quoted(bureau, client):
    item = ItemFactory(title="资金分配结果")
    attach(item, DOCX, word("跨境电商<b>扶持</b>资金"))
    item = publish(reviewed(item), by=office(), at=moment())
    page = client.get("/search/", {"q": "扶持 跨境"}).content.decode()
    assert "共 1 条" in page
    assert "附件“表.docx”" in page
    assert "<mark>跨境</mark>电商&lt;b&gt;<mark>扶持</mark>&lt;/b&gt;资金" in page
    revise_files(item, removed=[item.attachments.get()], by=office())
    publish(reviewed(item), by=office(), at=moment(12))
    assert search("扶持").count == 0


@pytest.mark.django_db
def test_s4_the_text_of_a_file_that_is_not_public_is_not_found(bureau, client):
    draft = ItemFactory()
    attach(draft, DOCX, word("貔貅一"))
    gone = ItemFactory()
    attach(gone, DOCX, word("貔貅二"))
    withdraw(publish(reviewed(gone), by=office(), at=moment()), by=office(), at=moment(20), reason="公示期满")
    public = published(title="公开的")
    revise_files(
        public, added=[Attachment(item=public, file=ContentFile(word("貔貅三"), name=DOCX))], by=office()
    )
    page = client.get("/search/", {"q": "貔貅"}).content.decode()
    assert "共 0 条" in page
    assert AttachmentText.objects.filter(text__contains="貔貅").count() == 3


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_kept_and_the_fault_recorded(bureau):
    attachment = Attachment.objects.create(item=ItemFactory(), file=ContentFile(b"PK\x03\x04", name=DOCX))
    assert attachment.content.fault == "文件已损坏或者不是所写的格式"
    assert attachment.content.text == ""
