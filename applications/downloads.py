"""Private files on their way out: as downloads, never shown in place, never sniffed, never cached."""

from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import User
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from liaocheng_gk.staff import name_of
from liaocheng_gk.watermark import marked

from .models import Letter

SUFFIXES = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(file: FieldFile, name: str) -> FileResponse:
    if not file:
        raise Http404("这份文件已经按期清除。")
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def watermarked(file: FieldFile, name: str, *, viewer: User, number: str, at: datetime) -> HttpResponse:
    """What an applicant handed in, for a colleague: pictures and PDFs bear who looked and when, all over them.

    Args:
        name: without the ending.
        number: of the case, for which alone it may be used.
    """
    if not file:
        raise Http404("这份文件已经按期清除。")
    with file.open("rb") as opened:
        content = opened.read()
    day = timezone.localtime(at)
    words = f"{name_of(viewer)} {day:%Y-%m-%d %H:%M} 查看，仅供办理 {number}"
    plain = f"{viewer.pk} {day:%Y-%m-%d %H:%M} {number}"
    found = marked(content, words, plain)
    content, kind = found or (content, "application/octet-stream")
    suffix = SUFFIXES.get(kind) or Path(file.name).suffix
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}{suffix}")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def docx_response(content: bytes, name: str) -> HttpResponse:
    """A Word file made for this answer; ``name`` without the ending."""
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.docx")
    return response


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A PDF made for this answer; ``name`` without the ending."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.pdf")
    return response


def letter_filename(letter: Letter) -> str:
    return f"{letter.title} {letter.number}".strip() + ".docx"
