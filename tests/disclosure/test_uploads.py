import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from disclosure.uploads import check_upload

ZIP, OLE = b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7"),
        ("a.DOCX", ZIP),
        ("a.doc", OLE),
        ("a.wps", OLE),
        ("a.et", ZIP),
        ("a.ofd", ZIP),
        ("a.jpg", b"\xff\xd8\xff\xe0"),
        ("a.csv", "甲,乙".encode("gb18030")),
    ],
)
def test_allowed_files_pass(name, content):
    check_upload(ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.exe", b"MZ", "类型不能上传"),
        ("a.html", b"<html>", "类型不能上传"),
        ("a.svg", b"<svg>", "类型不能上传"),
        ("a", b"x", "类型不能上传"),
        ("a.pdf.exe", b"%PDF-", "类型不能上传"),
        ("a.pdf", b"MZ\x90", "扩展名 .pdf 不符"),
        ("a.docx", b"<html>", "扩展名 .docx 不符"),
        ("a.txt", b"MZ\x00\x01", "扩展名 .txt 不符"),
        ("a.pdf", b"", "空文件"),
    ],
)
def test_other_files_are_refused_in_words(name, content, words):
    with pytest.raises(ValidationError, match=words):
        check_upload(ContentFile(content, name=name))


def test_thirty_megabytes_are_refused_with_the_limit():
    with pytest.raises(ValidationError, match=r"30\.0 MB，超过 10 MB"):
        check_upload(ContentFile(b"%PDF-" + b"0" * (30 * 1024 * 1024), name="大.pdf"))
