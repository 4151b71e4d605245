"""S26: what grows only when a part of a package is opened is found before the package is kept."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from liaocheng_gk.uploads import PUBLIC, check_upload
from tests.factories.documents import docx, ofd, picture, pptx, with_parts, xlsx, zipped


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        check_upload(SimpleUploadedFile(name, content), PUBLIC)
    return refused.value.messages[0]


def many_pixels() -> bytes:
    out = io.BytesIO()
    Image.new("1", (8000, 8000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", with_parts(docx("甲"), {"word/media/image1.png": many_pixels()})),
        ("a.xlsx", with_parts(xlsx(("甲",)), {"xl/media/image1.PNG": many_pixels()})),
        ("a.pptx", with_parts(pptx("甲"), {"ppt/media/image1.png": many_pixels()})),
        ("a.ofd", ofd("甲", parts={"Doc_0/Res/image_1.png": many_pixels()})),
        ("a.zip", zipped({"图.png": many_pixels()})),
        ("a.zip", zipped({"内.zip": zipped({"图.png": many_pixels()})})),
    ],
)
def test_s26_a_picture_of_too_many_pixels_in_a_package_is_refused(name, content):
    assert "里的图片尺寸过大" in refusal(name, content)


@pytest.mark.parametrize(
    "pack", [lambda book: ("a.xlsx", book), lambda book: ("a.zip", zipped({"表.xlsx": book}))]
)
def test_s26_a_workbook_that_claims_every_cell_there_is_is_refused(pack):
    book = with_parts(
        xlsx(("甲",)),
        {},
        replace=(
            "xl/worksheets/sheet1.xml",
            "</worksheet>",
            '<x><mergeCell ref="A1:XFD1048576"/></x></worksheet>',
        ),
    )
    assert "的工作表过大（超过 2000 万格）" in refusal(*pack(book))


def test_s26_packages_in_packages_are_counted_together_and_only_so_deep():
    inner = zipped({"a.txt": b"0" * 1_900_000})
    many = zipped({f"{number}.zip": inner for number in range(120)})
    assert "解压后过大" in refusal("a.zip", many)
    deep = zipped({"a.txt": "甲"})
    for _ in range(3):
        deep = zipped({"a.zip": deep})
    assert "压缩包套了 3 层以上" in refusal("a.zip", deep)


def test_a_workbook_and_a_picture_in_a_zip_file_in_a_zip_file_pass():
    book = xlsx(*[(row, "甲") for row in range(2000)])
    parts = {
        "表.xlsx": book,
        "图.jpg": picture(),
        "文.docx": with_parts(docx("甲"), {"word/media/a.png": b"none"}),
    }
    content = zipped({"内.zip": zipped(parts)})
    assert check_upload(SimpleUploadedFile("材料.zip", content), PUBLIC).size == len(content)
