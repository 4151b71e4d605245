"""S26: name and content agree on an allow-list, for everyone; what acts, bursts or hides is refused in words."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from liaocheng_gk.uploads import PICTURES_AND_PDF, PUBLIC, REPLY, CheckedFile, check_upload
from liaocheng_gk.uploads.kinds import kind_of
from liaocheng_gk.uploads.names import clean_name, hides_a_program
from tests.factories.documents import docx, ofd, pdf, picture, pptx, with_parts, words, xlsx, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
KEPT = "填写的其他内容已保留。"


def take(name: str, content: bytes, kinds=PUBLIC, **given) -> CheckedFile:
    return check_upload(ContentFile(content, name=name), kinds, **given)


def refused(name: str, content: bytes, kinds=PUBLIC, **given) -> str:
    with pytest.raises(ValidationError) as error:
        take(name, content, kinds, **given)
    (message,) = error.value.messages
    assert message.endswith(KEPT)
    return message


# --- what passes ---


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", pdf(words("x"))),
        ("a.DOCX", docx("甲")),
        ("a.xlsx", xlsx()),
        ("a.pptx", pptx("甲")),
        ("a.ofd", ofd("甲")),
        ("a.zip", zipped({"甲.txt": "甲"})),
        ("a.txt", "甲".encode()),
        ("a.csv", "甲,乙".encode("gb18030")),
        ("a.csv", "甲,乙".encode("utf-16")),
        ("附件1.名单.xlsx", xlsx()),
    ],
)
def test_allowed_files_pass_byte_for_byte(name, content):
    checked = take(name, content)
    assert checked.content.read() == content
    assert checked.name == name
    assert checked.suffix == f".{name.rsplit('.')[-1].lower()}"


def test_pictures_are_drawn_anew_and_nothing_else_survives():
    polyglot = picture(place=True, author="Zhang San") + b"<script>alert(1)</script>"
    for kinds, given in ((PUBLIC, {}), (PICTURES_AND_PDF, {"as_scan": True})):
        kept = take("a.jpg", polyglot, kinds, **given).content.read()
        assert b"script" not in kept
        with Image.open(io.BytesIO(kept)) as image:
            assert (image.size, dict(image.getexif()), image.format) == ((60, 40), {}, "JPEG")


def test_a_png_stays_one_in_public_and_becomes_a_jpeg_as_a_scan():
    png = picture("PNG")
    public, scan = take("a.png", png), take("a.png", png, PICTURES_AND_PDF, as_scan=True)
    assert (public.suffix, public.content.read()[:4]) == (".png", b"\x89PNG")
    assert (scan.suffix, scan.content_type) == (".jpg", "image/jpeg")


def test_the_turn_of_a_photograph_is_kept_though_its_exif_goes():
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)
    with Image.open(take("a.jpg", out.getvalue()).content) as image:
        assert image.size == (40, 60)


def test_a_pdf_that_opens_at_a_page_is_no_danger():
    """As Word and WPS write it."""

    def opens(file: pikepdf.Pdf) -> None:
        file.Root.OpenAction = Array([file.pages[0].obj, Name.XYZ, 0, 0, 0])

    assert take("a.pdf", pdf(words("x"), change=opens)).suffix == ".pdf"


# --- names ---


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.exe", "类型不能上传"),
        ("a.html", "类型不能上传"),
        ("a.svg", "类型不能上传"),
        ("a", "类型不能上传"),
        ("报告.pdf.exe", "类型不能上传"),
        ("报告.exe.pdf", "两个扩展名"),
        ("报告.PHP.pdf", "两个扩展名"),
        ("旧.doc", "旧版格式"),
        ("旧.wps", "旧版格式"),
        ("a.docm", "类型不能上传"),
        ("a.pdf\u202efdp.exe", "类型不能上传"),
        ("a.pdf\x00.exe", "类型不能上传"),
        ("a.pdf ", ""),
    ],
)
def test_s26_names_that_deceive_are_refused(name, message):
    if message:
        assert message in refused(name, pdf(words("x")))
    else:
        assert take(name, pdf(words("x"))).name == "a.pdf"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\a.pdf", "a.pdf"),
        ("C:\\Users\\zhangsan\\a.pdf", "a.pdf"),
        ("甲\r\nSet-Cookie: x.pdf", "甲Set-Cookie: x.pdf"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ("...", "未命名"),
        ("", "未命名"),
    ],
)
def test_s26_names_are_cleaned_before_anybody_sees_them(name, shown):
    assert clean_name(name) == shown


def test_titles_with_points_hide_no_program():
    assert [hides_a_program(name) for name in ("附件1.名单.pdf", "V1.2.pdf", "a.js.pdf")] == [
        False,
        False,
        True,
    ]


# --- content against the name ---


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"MZ\x90"),
        ("a.pdf", picture()),
        ("a.pdf", b"x" + pdf(words("x"))),
        ("a.jpg", pdf(words("x"))),
        ("a.png", picture("JPEG")),
        ("a.docx", b"<html>"),
        ("a.docx", xlsx()),
        ("a.xlsx", docx()),
        ("a.docx", zipped({"a.txt": "x"})),
        ("a.zip", docx()),
        ("a.txt", b"MZ\x00\x01"),
        ("a.txt", b"<!DOCTYPE html><script>1</script>"),
        ("a.csv", b"  <script>1</script>"),
        ("a.txt", b"#!/bin/sh"),
        ("a.txt", pdf(words("x"))),
        ("a.jpg", b"GIF89a"),
        ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ],
)
def test_s26_content_that_is_not_what_the_name_says_is_refused(name, content):
    assert "不符，可能已损坏或改过名" in refused(name, content)


def test_a_password_on_an_office_file_is_told_as_such():
    assert "设有密码" in refused("a.docx", OLE)


def test_a_photograph_may_be_called_by_another_picture_format_as_a_scan_only():
    assert take("a.png", picture(), PICTURES_AND_PDF, as_scan=True).suffix == ".jpg"
    assert "不符" in refused("a.png", picture())


@pytest.mark.parametrize("kinds", [PUBLIC, REPLY, PICTURES_AND_PDF])
def test_an_empty_file_is_refused(kinds):
    assert "空文件" in refused("a.pdf", b"", kinds)


def test_thirty_megabytes_are_refused_with_the_limit():
    assert "30.0 MB，超过 10 MB 的上限" in refused("大.pdf", b"%PDF-" + b"0" * (30 * 1024 * 1024))


# --- pictures ---


def test_s26_a_pixel_bomb_is_refused_without_being_drawn():
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    side = 60_000
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack("!IIBBBBB", side, side, 8, 0, 0, 0, 0))
    bomb += chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    assert "图片尺寸过大" in refused("a.png", bomb)
    large = io.BytesIO()
    Image.new("1", (8000, 8000)).save(large, "PNG")
    assert "图片尺寸过大（8000×8000）" in refused("a.png", large.getvalue())


def test_a_cut_picture_is_refused():
    assert "已经损坏" in refused("a.jpg", picture(size=(900, 900))[:600])


# --- PDFs ---


def _script(file: pikepdf.Pdf) -> None:
    file.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _script_of_a_field(file: pikepdf.Pdf) -> None:
    note = Dictionary(
        Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=Dictionary(S=Name.JavaScript, JS=String("x"))
    )
    file.pages[0].Annots = Array([note])


def _named_script(file: pikepdf.Pdf) -> None:
    tree = Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("x"))]))
    file.Root.Names = Dictionary(JavaScript=tree)


def _launch(file: pikepdf.Pdf) -> None:
    note = Dictionary(
        Subtype=Name.Link, Rect=Array([0, 0, 1, 1]), A=Dictionary(S=Name.Launch, F=String("cmd.exe"))
    )
    file.pages[0].Annots = Array([note])


def _attached(file: pikepdf.Pdf) -> None:
    file.attachments["a.exe"] = b"MZ"


def _form(file: pikepdf.Pdf) -> None:
    file.Root.AcroForm = Dictionary(XFA=String("x"), Fields=Array([]))


@pytest.mark.parametrize(
    ("change", "words_for_it"),
    [
        (_script, "脚本"),
        (_script_of_a_field, "脚本"),
        (_named_script, "脚本"),
        (_launch, "启动程序的动作"),
        (_attached, "内嵌文件"),
        (_form, "动态表单"),
    ],
)
def test_s26_pdfs_that_act_or_carry_files_are_refused(change, words_for_it):
    content = pdf(words("x"), change=change)
    for kinds, given in ((PUBLIC, {}), (PICTURES_AND_PDF, {"as_scan": True})):
        assert words_for_it in refused("a.pdf", content, kinds, **given)


def test_s26_pdfs_with_passwords_damage_or_something_behind_are_refused():
    locked = pdf(words("x"), encryption=pikepdf.Encryption(owner="o", user="u"))
    owner_only = pdf(words("x"), encryption=pikepdf.Encryption(owner="o", user=""))
    assert "设有密码" in refused("a.pdf", locked)
    assert "设有密码" in refused("a.pdf", owner_only)
    assert "已经损坏" in refused("a.pdf", b"%PDF-1.7 broken")
    assert "附有别的内容" in refused("a.pdf", pdf(words("x")) + zipped({"a.txt": "x"}))
    assert "附有别的内容" in refused("a.pdf", pdf(words("x")) + b"<html><script>alert(1)</script></html>")


def test_s26_a_pdf_bomb_is_refused():
    packed = zlib.compress(b"\0" * (100 * 1024 * 1024), 9)

    def swollen(file: pikepdf.Pdf) -> None:
        for number in range(5):
            stream = file.make_stream(b"")
            stream.write(packed, filter=Name.FlateDecode)
            file.Root[f"/X{number}"] = stream

    content = pdf(words("x"), change=swollen)
    assert len(content) < 1024 * 1024
    assert "解压后过大" in refused("a.pdf", content)


# --- packages ---


def test_s26_zip_bombs_are_refused():
    assert "解压后过大" in refused("a.zip", zipped({"a.txt": b"0" * (30 * 1024 * 1024)}))
    assert "解压后过大" in refused(
        "a.docx", with_parts(docx(), {"word/media/x.bin": b"0" * (30 * 1024 * 1024)})
    )
    assert "2001 个文件" in refused("a.zip", zipped({f"{n}.txt": "x" for n in range(2001)}))


def test_s26_a_part_that_is_larger_than_it_says_does_no_harm():
    honest = zipped({"a.txt": b"0" * 100_000})
    size = struct.pack("<I", 100_000)
    assert honest.count(size) == 2
    assert refused("a.zip", honest.replace(size, struct.pack("<I", 10)))


@pytest.mark.parametrize("path", ["../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\a.txt", "a/../../b.txt"])
def test_s26_paths_that_climb_are_refused(path):
    assert "路径指向别处" in refused("a.zip", zipped({path: "x"}))


def test_s26_two_parts_of_one_name_and_locked_parts_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.txt", "y")
    assert "同名的文件" in refused("a.zip", out.getvalue())
    locked = bytearray(zipped({"a.txt": "x"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "设有密码" in refused("a.zip", bytes(locked))
    assert "不符" in refused("a.docx", docx()[:-30])


RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{0}" Target="{1}" '
    'TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("content", "words_for_it"),
    [
        (with_parts(docx(), {"word/vbaProject.bin": b"x"}), "宏"),
        (with_parts(xlsx(), {"xl/macrosheets/sheet1.xml": "<x/>"}), "宏"),
        (with_parts(docx(), {"word/activeX/activeX1.bin": b"x"}), "ActiveX"),
        (with_parts(docx(), {"word/x.xml": "<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}), "DDE"),
        (with_parts(docx(), {"word/_rels/settings.xml.rels": RELS.format("attachedTemplate", "https://x.cn/a.dotm")}), "外部网址"),
        (with_parts(docx(), {"word/_rels/footer9.xml.rels": RELS.format("image", "\\\\10.0.0.1\\a.png")}), "外部网址"),
    ],
)  # fmt: skip
def test_s26_office_files_that_act_or_fetch_are_refused(content, words_for_it):
    name = "a.xlsx" if kind_of(content).label == "XLSX" else "a.docx"
    assert words_for_it in refused(name, content)


def test_a_link_for_readers_is_no_fetching():
    link = RELS.format("hyperlink", "https://www.liaocheng.gov.cn/")
    assert take("a.docx", with_parts(docx(), {"word/_rels/footer9.xml.rels": link})).suffix == ".docx"


def test_old_formats_go_to_applicants_only_and_without_macros():
    assert take("a.doc", OLE, REPLY).suffix == ".doc"
    assert "旧版格式" in refused("a.doc", OLE)
    assert "宏" in refused("a.xls", OLE + "_VBA_PROJECT".encode("utf-16-le"), REPLY)
