"""A scan on screen bears who looked and when; the original stays sealed as it was."""

import io
from datetime import date
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageChops

from applications.casework import submit
from applications.models import ApplicantFile
from applications.uploads import check_scan
from liaocheng_gk import watermark
from liaocheng_gk.watermark import marked
from tests.factories.applications import FIELDS, make_application


def plain_picture(size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#ccddee").save(out, "JPEG", quality=90)
    return out.getvalue()


def plain_pdf(pages: int = 2) -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("L")


@pytest.mark.parametrize("size", [(900, 600), (600, 900), (2400, 1800), (200, 200)])
def test_every_part_of_the_picture_bears_the_mark(size):
    source = plain_picture(size)
    copy, kind = marked(source, "李四 2026-03-02 09:30 查看", "li")
    assert (kind, opened(copy).size) == ("image/jpeg", size)
    difference = ImageChops.difference(opened(source), opened(copy))
    width, height = size[0] // 3, size[1] // 3
    unmarked = [
        (x, y)
        for x in range(3)
        for y in range(3)
        if difference.crop((x * width, y * height, (x + 1) * width, (y + 1) * height)).getextrema()[1] < 30
    ]
    assert unmarked == []


def test_the_mark_is_the_viewer_s_own_and_lets_the_picture_be_read():
    source = plain_picture()
    one, other = (marked(source, words, "x")[0] for words in ("李四 09:30", "王五 09:31"))
    assert one != other
    difference = ImageChops.difference(opened(source), opened(one))
    changed = sum(difference.histogram()[30:])
    assert 0.005 < changed / (900 * 600) < 0.3


def test_without_a_chinese_font_the_mark_is_written_in_ascii(monkeypatch):
    monkeypatch.setattr(watermark, "FONTS", ())
    watermark._font.cache_clear()
    source = plain_picture()
    one, other = (marked(source, "李四", plain)[0] for plain in ("7 2026-03-02", "8 2026-03-03"))
    watermark._font.cache_clear()
    assert one != other


def test_every_page_of_a_pdf_bears_the_mark():
    copy, kind = marked(plain_pdf(3), "李四 2026-03-02 09:30 查看", "li")
    assert kind == "application/pdf"
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert len(pdf.pages) == 3
        for page in pdf.pages:
            forms = page.Resources.XObject.values()
            assert any("/Mark" in form.get("/Resources", {}).get("/XObject", {}) for form in forms)


def test_what_is_no_picture_and_no_pdf_has_no_mark():
    for content in (b"text", b"", b"%PDF-1.7 broken", b"\xff\xd8\xff broken"):
        assert marked(content, "李四", "li") is None


@pytest.fixture
def case(bureau, photo):
    scan = check_scan(photo())
    return submit(FIELDS, [scan], submission_key=uuid4(), at=timezone.now())


def test_the_scan_on_screen_is_marked_and_the_stored_one_is_not(client, case, clerk):
    document = case.identity_documents.get()
    with document.file.open() as file:
        before = file.read()
    client.force_login(clerk)
    args = [case.pk, document.pk]
    page = client.get(reverse("admin:applications_application_identity_page", args=args)).content.decode()
    address = reverse("admin:applications_application_identity", args=args)
    assert f'src="{address}"' in page
    answer = client.get(address)
    assert ImageChops.difference(opened(before), opened(answer.content)).getextrema()[1] > 30
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    with document.file.open() as file:
        assert file.read() == before


def test_what_the_applicant_handed_in_later_is_marked_too(client, bureau, confirmed, clerk):
    case = confirmed(date(2026, 3, 2))
    material = ApplicantFile(application=case, event=case.events.get(), name="补正材料.pdf", size=1)
    material.file.save("a.pdf", ContentFile(plain_pdf()), save=True)
    client.force_login(clerk)
    answer = client.get(reverse("admin:applications_application_material", args=[case.pk, material.pk]))
    assert (answer["Content-Type"], answer.content != plain_pdf()) == ("application/pdf", True)
    assert "/Mark" in answer.content.decode("latin-1")


def test_a_document_of_another_case_is_not_found(client, case, clerk):
    other = make_application(date(2026, 3, 2))
    client.force_login(clerk)
    for name in ("identity", "identity_page"):
        args = [other.pk, case.identity_documents.get().pk]
        assert client.get(reverse(f"admin:applications_application_{name}", args=args)).status_code == 404
