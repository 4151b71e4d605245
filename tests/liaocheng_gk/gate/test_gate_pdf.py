import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from liaocheng_gk.gate import inspect_file
from liaocheng_gk.gate.pdf import pages_of
from liaocheng_gk.pdf import pdf_of
from tests.factories.documents import mobile, pdf, resident_number, words

ID = resident_number()
BOX = "0 g 60 690 300 30 re f "


def found(content: bytes) -> list[tuple[str, str]]:
    return [(finding.rule, finding.place) for finding in inspect_file("a.pdf", content)]


def test_a_plain_pdf_passes_and_is_read():
    content = pdf("1 g 0 0 595 842 re f 0 g " + words("Notice No. 12"), words("second page"))
    assert pages_of(content) == ["Notice No. 12", "second page"]
    assert found(content) == []


def test_a_number_is_found_on_its_page_also_in_pieces_and_spread():
    spread = f"BT /F1 12 Tf 72 700 Td [({ID[:4]}) -20 ({ID[4:12]}) 10 ({ID[12:]})] TJ ET"
    assert found(pdf(words("first"), spread)) == [("ID", "第 2 页")]
    spaced = "BT /F1 12 Tf 8 Tc 72 700 Td (" + ID + ") Tj ET"
    assert found(pdf(spaced)) == [("ID", "第 1 页")]
    torn = words(ID[:10]) + words(ID[10:], 72, 680)
    assert found(pdf(torn)) == [("ID", "第 1 页")]
    assert found(pdf(words(f"Tel {mobile()}"))) == [("MOBILE", "第 1 页")]


def test_columns_of_a_table_are_not_run_together():
    row = words("13800", 72) + words("635111", 300)
    assert found(pdf(row)) == []


@pytest.mark.parametrize(
    "cover",
    [
        BOX,
        "1 g 60 690 300 30 re f ",  # white on white
        "60 690 m 360 690 l 360 720 l 60 720 l h f ",
        "q 300 0 0 30 60 690 cm /I1 Do Q ",
        "q 300 0 0 30 60 690 cm 0 0 1 1 re f* Q ",
        "q 60 690 300 30 re W n 0 0 595 842 re f Q ",
        "q 0.7071 0.7071 -0.7071 0.7071 200 400 cm -300 -300 900 900 re B Q ",
    ],
)
def test_s11_text_under_a_box_or_a_picture_is_found(cover):
    assert found(pdf(words("secret name") + cover)) == [("COVERED", "第 1 页")]


@pytest.mark.parametrize(
    "harmless",
    [
        BOX + "1 g " + words("white on black"),
        words("beside") + "0 g 60 400 300 30 re f ",
        words("underlined") + "72 698 60 1 re f ",
        words("highlighted") + "/G1 gs 60 690 300 30 re f ",
        words("clipped away") + "q 0 0 10 10 re W n " + BOX + "Q ",
        words("outlined") + "60 690 300 30 re S ",
        "BT 3 Tr /F1 12 Tf 72 700 Td (text layer of a scan) Tj ET q 595 0 0 842 0 0 cm /I1 Do Q ",
    ],
)
def test_backgrounds_highlights_lines_and_scans_are_no_cover(harmless):
    assert found(pdf(harmless)) == []


def test_s11_a_box_over_the_text_layer_of_a_scan_is_found():
    scan = "q 595 0 0 842 0 0 cm /I1 Do Q BT 3 Tr /F1 12 Tf 72 700 Td (name) Tj ET "
    assert found(pdf(scan)) == []
    assert found(pdf(scan + BOX)) == [("COVERED", "第 1 页")]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("offset", [0, 50])
def test_s11_rotation_and_crop_offset_change_nothing(turn, offset):
    page = {"/Rotate": turn, "/CropBox": Array([offset, offset, 595, 842])}
    assert found(pdf(words("secret") + BOX, page=page)) == [("COVERED", "第 1 页")]
    assert found(pdf(words("plain") + "0 g 60 400 300 30 re f ", page=page)) == []


def test_s11_boxes_inside_forms_are_found_on_pages_of_mixed_size():
    def form(file: pikepdf.Pdf) -> None:
        file.pages[1].MediaBox = Array([0, 0, 300, 842])
        stream = file.make_stream(b"0 g 0 0 300 30 re f", Type=Name.XObject, Subtype=Name.Form)
        stream.BBox, stream.Matrix = Array([0, 0, 300, 30]), Array([1, 0, 0, 1, 60, 690])
        file.pages[1].Resources.XObject.X1 = stream

    content = pdf(words("first"), words("secret") + "/X1 Do", change=form)
    assert found(content) == [("COVERED", "第 2 页")]


def test_s11_text_outside_the_visible_page_is_found():
    assert found(pdf(words("cropped away", 72, 20), page={"/CropBox": Array([0, 100, 595, 842])})) == [
        ("OUTSIDE", "第 1 页")
    ]


@pytest.mark.parametrize("kind", ["/Text", "/Square", "/FreeText", "/Redact", "/Highlight"])
def test_s11_notes_are_found(kind):
    note = Dictionary(
        Type=Name.Annot, Subtype=Name(kind), Rect=Array([0, 0, 9, 9]), Contents=String("内部意见")
    )
    assert found(pdf(words("x"), page={"/Annots": Array([note])})) == [("COMMENT", "第 1 页")]


def field(file: pikepdf.Pdf, value: str) -> None:
    """A field of a form, as the page and the form both know it."""
    made = file.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("n"),
            V=String(value),
            Rect=Array([0, 0, 9, 9]),
        )
    )
    file.pages[0].Annots = Array([made])
    file.Root.AcroForm = Dictionary(Fields=Array([made]))


@pytest.mark.parametrize("kind", ["/Link", "/Stamp"])
def test_links_and_seals_are_no_notes(kind):
    note = Dictionary(Type=Name.Annot, Subtype=Name(kind), Rect=Array([0, 0, 9, 9]))
    assert found(pdf(words("x"), page={"/Annots": Array([note])})) == []


def test_what_was_typed_into_a_field_is_searched():
    assert found(pdf(words("x"), change=lambda file: field(file, "harmless"))) == []
    assert found(pdf(words("x"), change=lambda file: field(file, ID))) == [("ID", "第 1 页")]


def test_s11_properties_attachments_and_hidden_layers_are_found():
    def author(file: pikepdf.Pdf) -> None:
        file.docinfo["/Author"] = "张三丰"

    def attached(file: pikepdf.Pdf) -> None:
        file.attachments["底稿.txt"] = b"draft"

    def layer(file: pikepdf.Pdf) -> None:
        group = file.make_indirect(Dictionary(Type=Name.OCG, Name=String("底稿")))
        file.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))

    assert found(pdf(words("x"), change=author)) == [("AUTHOR", "文档属性")]
    assert found(pdf(words("x"), change=attached)) == [("EMBEDDED", "")]
    assert found(pdf(words("x"), change=layer)) == [("LAYER", "")]


def test_s11_an_older_version_inside_the_file_is_found():
    old, new = pdf(words("the name that was taken out")), pdf(words("new text"))
    assert found(_incremental(old)) == [("OLD-VERSION", "")]
    assert found(new) == []


def _incremental(old: bytes) -> bytes:
    """``old`` with an update behind it that replaces the page's content, as editors save."""
    with pikepdf.open(io.BytesIO(old)) as file:
        number = file.pages[0].obj.Contents.objgen[0]
        size = int(file.trailer.Size)
        root = file.Root.objgen[0]
    start = old.rindex(b"startxref")
    before = int(old[start:].split()[1])
    body = words("new text").encode()
    update = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(body), body)
    place = len(old) + len(update)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        number, len(old), size, root, before, place,
    )  # fmt: skip
    return old + update + table


def test_s12_encrypted_and_broken_files_are_final_findings():
    locked = pdf(words("x"), encryption=pikepdf.Encryption(owner="o", user="u"))
    owner_only = pdf(words("x"), encryption=pikepdf.Encryption(owner="o", user=""))
    for content, rule in ((locked, "ENCRYPTED"), (owner_only, "ENCRYPTED"), (b"%PDF-1.7 nothing", "DAMAGED")):
        assert [(one.rule, one.final) for one in inspect_file("a.pdf", content)] == [(rule, True)]


def test_s12_text_that_cannot_be_told_is_said_and_not_passed_over():
    def nameless(file: pikepdf.Pdf) -> None:
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.X, Encoding=Name("/Identity-H"),
            DescendantFonts=Array([Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2)]),
        )  # fmt: skip
        file.pages[0].Resources.Font.F1 = font

    text = "BT /F1 12 Tf 72 700 Td <" + "0001" * 18 + "> Tj ET"
    assert found(pdf(text, change=nameless)) == [("UNREADABLE-TEXT", "第 1 页")]


@pytest.mark.parametrize(("encoding", "codec"), [("/GBK-EUC-H", "gbk"), ("/UniGB-UCS2-H", "utf-16-be")])
def test_chinese_fonts_with_a_known_table_are_read(encoding, codec):
    def chinese(file: pikepdf.Pdf) -> None:
        below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, DW=500)
        file.pages[0].Resources.Font.F1 = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name.SimSun,
            Encoding=Name(encoding),
            DescendantFonts=Array([below]),
        )

    text = f"BT /F1 12 Tf 72 700 Td <{f'证件{ID}'.encode(codec).hex()}> Tj ET"
    content = pdf(text, change=chinese)
    assert pages_of(content) == [f"证件{ID}"]
    assert found(content) == [("ID", "第 1 页")]


def test_a_pdf_made_of_a_web_page_is_read_and_its_black_box_is_found(tmp_path):
    """Embedded Chinese fonts, subset and compressed, as every office program writes them."""
    page = f"<p>证件 {ID}</p><p>卫育路6号</p>"
    assert "卫育路6号" in pages_of(pdf_of(page, ()))[0]
    assert found(pdf_of(page, ())) == [("ID", "第 1 页")]
    box = '<div style="position:absolute;top:0;left:0;width:300px;height:60px;background:#000"></div>'
    assert ("COVERED", "第 1 页") in found(pdf_of(f"<p>姓名甲乙丙</p>{box}", ()))
    assert (
        found(
            pdf_of(
                '<p style="background:#000;color:#fff">姓名甲乙丙</p><table border="1"><tr><td>甲</td></tr></table>',
                (),
            )
        )
        == []
    )
