"""Private files on their way out: as downloads, never shown in place, never sniffed, never cached."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from .models import Letter

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(file: FieldFile, name: str) -> FileResponse:
    if not file:
        raise Http404("这份文件已经按期清除。")
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
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
