import io

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image

from liaocheng_gk.gate import inspect_file
from liaocheng_gk.gate.people import looks_like_a_person
from tests.factories.documents import (
    docx,
    mobile,
    ofd,
    picture,
    pptx,
    resident_number,
    with_parts,
    xlsx,
    zipped,
)

ID = resident_number()
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
    'TargetMode="External"/></Relationships>'
)


def found(name: str, content: bytes, **given) -> list[tuple[str, str]]:
    return [(finding.rule, finding.place) for finding in inspect_file(name, content, **given)]


def test_plain_documents_pass():
    assert (
        found("a.docx", docx("关于促进消费的通知", "电话：0635-2119228", author="聊城市商务局办公室")) == []
    )
    assert found("a.xlsx", xlsx()) == []
    assert found("a.pptx", pptx("工作要点")) == []
    assert found("a.ofd", ofd("工作要点")) == []
    assert found("a.zip", zipped({"a.docx": docx("正文"), "dir/": ""})) == []


def test_word_finds_a_number_with_its_paragraph_though_it_is_cut_into_runs():
    def runs(document: Document) -> None:
        paragraph = document.add_paragraph("身份证")
        for piece in (ID[:5], ID[5:11], ID[11:]):
            paragraph.add_run(piece)

    assert found("a.docx", docx("甲", change=runs)) == [("ID", "第 2 段")]


@pytest.mark.parametrize("where", ["table", "header", "box"])
def test_word_finds_a_number_in_tables_headers_and_boxes(where):
    def put(document: Document) -> None:
        if where == "table":
            document.add_table(1, 2).cell(0, 1).text = ID
        elif where == "header":
            document.sections[0].header.paragraphs[0].text = ID
        else:
            run = document.add_paragraph("旁边").add_run()
            box = OxmlElement("w:txbxContent")
            inner = OxmlElement("w:p")
            text = OxmlElement("w:t")
            text.text = ID
            inner.append(text)
            box.append(inner)
            run._r.append(box)

    assert [rule for rule, _ in found("a.docx", docx(change=put))] == ["ID"]


def _revision(document: Document) -> None:
    paragraph = document.add_paragraph("留下")
    mark = OxmlElement("w:del")
    mark.set(qn("w:author"), "甲")
    run, text = OxmlElement("w:r"), OxmlElement("w:delText")
    text.text = "删去的话"
    run.append(text)
    mark.append(run)
    paragraph._p.append(mark)


def _hidden(document: Document) -> None:
    document.add_paragraph("甲").add_run("不给人看的话").font.hidden = True


def _comment(document: Document) -> None:
    paragraph = document.add_paragraph("甲")
    document.add_comment(paragraph.runs, text="这句要改", author="乙", initials="乙")


@pytest.mark.parametrize(
    ("change", "rule"), [(_revision, "REVISION"), (_hidden, "HIDDEN-TEXT"), (_comment, "COMMENT")]
)
def test_s14_word_finds_what_is_not_shown(change, rule):
    assert rule in [one for one, _ in found("a.docx", docx("甲", change=change))]


def test_s14_a_number_in_deleted_text_is_found_as_well():
    def deleted(document: Document) -> None:
        _revision(document)
        document.element.body.xpath(".//w:delText")[0].text = ID

    assert {rule for rule, _ in found("a.docx", docx(change=deleted))} == {"ID", "REVISION"}


def test_office_finds_authors_embedded_files_external_links_and_places_of_pictures():
    assert found("a.docx", docx("甲", author="张三丰")) == [("AUTHOR", "文档属性")]
    assert found("a.docx", with_parts(docx(), {"word/embeddings/oleObject1.bin": b"x"})) == [("EMBEDDED", "")]
    template = RELS.format(kind="attachedTemplate", target="file:///C:/Users/zhangsan/Normal.dotm")
    assert found("a.docx", with_parts(docx(), {"word/_rels/settings.xml.rels": template})) == [
        ("EXTERNAL", "")
    ]
    web = RELS.format(kind="hyperlink", target="http://www.liaocheng.gov.cn/")
    assert found("a.docx", with_parts(docx(), {"word/_rels/header9.xml.rels": web})) == []
    photo = with_parts(docx(), {"word/media/image9.jpeg": picture(place=True)})
    assert found("a.docx", photo) == [("EXIF", "文中图片")]


def test_the_account_in_a_path_is_not_repeated():
    link = RELS.format(kind="attachedTemplate", target="file:///C:/Users/zhangsan/Normal.dotm")
    finding = inspect_file("a.docx", with_parts(docx(), {"word/_rels/settings.xml.rels": link}))[0]
    assert "zhangsan" not in str(finding)


def test_excel_finds_numbers_by_sheet_and_row_stored_as_text_or_as_figures():
    book = xlsx(("姓名", "证件"), ("甲", ID), ("乙", int(mobile())))
    assert found("a.xlsx", book) == [("ID", "工作表“名单”第 2 行"), ("MOBILE", "工作表“名单”第 3 行")]


def test_excel_never_puts_a_number_together_from_two_cells_but_from_one_digit_a_cell():
    assert found("a.xlsx", xlsx((ID[:9], ID[9:]))) == []
    assert found("a.xlsx", xlsx(tuple(ID))) == [("ID", "工作表“名单”第 1 行")]


def _hidden_sheet(book: Workbook) -> None:
    book.create_sheet("底稿").sheet_state = "hidden"


def _very_hidden_sheet(book: Workbook) -> None:
    book.create_sheet("底稿").sheet_state = "veryHidden"


def _hidden_row(book: Workbook) -> None:
    book.active.row_dimensions[2].hidden = True


def _hidden_column(book: Workbook) -> None:
    book.active.column_dimensions["B"].hidden = True


def _no_format(book: Workbook) -> None:
    book.active["B2"].number_format = ";;;"


def _remark(book: Workbook) -> None:
    book.active["A1"].comment = Comment("内部掌握", "甲")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_hidden_sheet, ("HIDDEN-SHEET", "工作表“底稿”")),
        (_very_hidden_sheet, ("HIDDEN-SHEET", "工作表“底稿”")),
        (_hidden_row, ("HIDDEN-CELLS", "工作表“名单”第 2 行")),
        (_hidden_column, ("HIDDEN-CELLS", "工作表“名单”第 2 列")),
        (_no_format, ("HIDDEN-CELLS", "工作表“名单”单元格 B2")),
        (_remark, ("COMMENT", "工作表批注")),
    ],
)
def test_s14_excel_finds_what_is_not_shown(change, expected):
    assert expected in found("a.xlsx", xlsx(change=change))


def test_s14_a_number_in_a_hidden_sheet_is_found_as_well():
    def hide(book: Workbook) -> None:
        _hidden_sheet(book)
        book["底稿"].append(["甲", ID])

    assert {rule for rule, _ in found("a.xlsx", xlsx(change=hide))} == {"HIDDEN-SHEET", "ID"}


@pytest.mark.parametrize(
    ("part", "rule"),
    [
        ("xl/pivotCache/pivotCacheRecords1.xml", "PIVOT"),
        ("xl/model/item.data", "PIVOT"),
        ("xl/externalLinks/externalLink1.xml", "EXTERNAL"),
        ("xl/connections.xml", "EXTERNAL"),
        ("xl/embeddings/oleObject1.bin", "EMBEDDED"),
    ],
)
def test_s14_excel_finds_caches_links_and_embedded_files(part, rule):
    assert [one for one, _ in found("a.xlsx", with_parts(xlsx(), {part: "<x/>"}))] == [rule]


def test_powerpoint_finds_hidden_slides_notes_and_comments():
    assert found("a.pptx", pptx("甲", hidden=True)) == [("HIDDEN-SLIDE", "第 1 张幻灯片")]
    assert found("a.pptx", pptx("甲", notes=f"讲稿 {ID}")) == [("ID", "备注"), ("HIDDEN-SLIDE", "备注")]
    assert found("a.pptx", pptx("甲", comment=True)) == [("COMMENT", "演示文稿批注")]
    assert found("a.pptx", pptx("甲", f"联系 {mobile()}")) == [("MOBILE", "第 2 张幻灯片")]


def test_ofd_finds_numbers_covered_text_layers_and_attachments():
    assert found("a.ofd", ofd("甲", ID)) == [("ID", "第 1 页")]
    box = '<ofd:PathObject Boundary="5 5 90 20" Fill="true"/>'
    assert found("a.ofd", ofd("甲", body=box)) == [("COVERED", "第 1 页")]
    assert found("a.ofd", ofd("甲", body=box.replace("90 20", "90 1"))) == []
    layer = '<ofd:PageBlock Visible="false"/>'
    assert found("a.ofd", ofd("甲", body=layer)) == [("LAYER", "第 1 页")]
    files = '<Attachments><Attachment Name="底稿.docx"/></Attachments>'
    assert found("a.ofd", ofd("甲", parts={"Doc_0/Attachs/Attachments.xml": files})) == [("EMBEDDED", "")]


def test_s12_what_cannot_be_read_is_a_final_finding():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    cases = {
        "旧.doc": (ole + b"\0" * 600, "LEGACY"),
        "旧.xls": (ole + b"\0" * 600, "LEGACY"),
        "密.docx": (ole + "EncryptedPackage".encode("utf-16-le"), "ENCRYPTED"),
        "坏.docx": (docx()[:200], "DAMAGED"),
        "坏.xlsx": (
            with_parts(xlsx(), {}, replace=("xl/workbook.xml", "<workbook", "<<workbook")),
            "DAMAGED",
        ),
        "怪.bin": (b"\x00\x01", "LEGACY"),
        "包.zip": (zipped({"里.zip": zipped({"a.txt": "甲"})}), "NESTED"),
        "包2.zip": (zipped({"里.txt": zipped({"a.txt": "甲"})}), "NESTED"),
        "坏.txt": (b"\xff\xff\x00\x81", "DAMAGED"),
    }
    for name, (content, rule) in cases.items():
        result = inspect_file(name, content)
        assert [(one.rule, one.final) for one in result] == [(rule, True)], name


def test_a_zip_is_searched_file_by_file():
    content = zipped({"名单/表.xlsx": xlsx(("甲", ID)), "说明.txt": f"电话{mobile()}"})
    assert found("a.zip", content) == [
        ("ID", "压缩包内“名单/表.xlsx”，工作表“名单”第 1 行"),
        ("MOBILE", "压缩包内“说明.txt”，第 1 段"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_is_read_in_the_encodings_of_the_office(encoding):
    assert found("a.csv", f"姓名,证件\n张三,{ID}\n".encode(encoding)) == [("ID", "第 2 段")]


def test_s10_the_file_name_is_searched_as_well():
    assert found(f"{ID}.txt", "甲".encode()) == [("ID", "文件名")]


def test_pictures_tell_nothing_about_place_device_or_author():
    assert found("a.jpg", picture()) == []
    assert found("a.png", picture("PNG")) == []
    assert [one.excerpt for one in inspect_file("a.jpg", picture(place=True))] == ["拍摄地点"]
    assert [one.excerpt for one in inspect_file("a.jpg", picture(author="Zhang San"))] == [
        "拍摄时间、设备或者作者"
    ]
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "JPEG", comment=b"secret")
    assert [one.excerpt for one in inspect_file("a.jpg", out.getvalue())] == ["图片中的说明文字"]
    assert found("a.jpg", b"\xff\xd8\xff\xe0broken") == [("DAMAGED", "")]


@pytest.mark.parametrize("name", ["张三", "欧阳修", "王䶮", "Zhang San", "刘 "])
def test_names_of_people_are_told_from(name):
    assert looks_like_a_person(name) == (name.strip() != "刘")


@pytest.mark.parametrize(
    "name", ["", "Administrator", "Windows User", "Microsoft Office User", "lenovo", "微软用户", "办公室", "聊城市商务局", "商务局办公室", "openpyxl", "python-docx", "Apache POI", "WPS", "admin1"]
)  # fmt: skip
def test_programs_machines_and_offices(name):
    assert looks_like_a_person(name) is False


def test_entities_of_a_document_are_not_expanded():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = with_parts(docx(), {}, replace=("word/document.xml", "<w:document", f"{bomb}<w:document"))
    assert {one.rule for one in inspect_file("a.docx", content)} <= {"DAMAGED"}
