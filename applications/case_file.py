"""一键卷宗: one PDF of all that the register holds of a case, with an index. Scans of identity are left out.

The pages of uploaded PDFs and pictures follow those made here, numbered on; what is neither is listed by its name.
"""

import hashlib
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pikepdf
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from PIL import Image, ImageOps

from liaocheng_gk.models import Agency
from liaocheng_gk.pdf import pdf_of
from liaocheng_gk.storage import InQuarantine, PlaceAway
from liaocheng_gk.uploads.pictures import FORMATS, MOST_PIXELS
from liaocheng_gk.workdays import WorkCalendar

from .deadline_sheet import deadline_context
from .letter_reading import Block, blocks_of
from .models import Application, Dispute, FeeNotice, Letter, Service

STYLESHEETS = ("css/paper.css", "css/case_file.css")
A4_INCHES = (8.27, 11.69)
LONGEST_SIDE = 2400

NOT_INCLUDED = "未并入：不是 PDF 或者图片，存于系统中"
DAMAGED = "未并入：文件已加密或者损坏，存于系统中"


@dataclass
class Attachment:
    """An uploaded file of the case. ``pdf``: its pages, where it has any; ``page``: the first of them in the bundle."""

    name: str
    belongs_to: str
    size: int
    remark: str = ""
    pdf: bytes = b""
    pages: int = 0
    page: int | None = None


@dataclass(frozen=True)
class LetterSheet:
    letter: Letter
    blocks: list[Block] = field(default_factory=list)
    remark: str = ""


def case_file_pdf(
    case: Application, calendar: WorkCalendar, today: date, *, agency: Agency, demo: bool = False
) -> bytes:
    """The bundle.

    Raises:
        PdfUnavailable: this machine lacks Pango or a Chinese font; the message names the packages.
    """
    context = case_file_context(case, calendar, today, agency=agency, demo=demo)
    own = pdf_of(case_file_html(context), STYLESHEETS)
    with pikepdf.open(io.BytesIO(own)) as made:
        own_pages = len(made.pages)
    foreign_pages = place_attachments(context["attachments"], own_pages)
    if foreign_pages:
        # Now that the pages are known the index can name them; the numbers take no more room than the dashes did.
        own = pdf_of(case_file_html(context | {"foreign_pages": range(foreign_pages)}), STYLESHEETS)
    return _bundled(own, own_pages, context["attachments"], f"{case.number} 政府信息公开申请案卷")


def case_file_context(
    case: Application, calendar: WorkCalendar, today: date, *, agency: Agency, demo: bool = False
) -> dict[str, Any]:
    """What the template shows; also what a test reads before it is a PDF."""
    letters = list(case.letters.select_related("issued_by").prefetch_related("files", "services"))
    return deadline_context(case, calendar, today) | {
        "agency": agency,
        "demo": demo,
        "events": case.events.select_related("by"),
        "letters": [_sheet(letter) for letter in letters],
        "services": Service.objects.filter(letter__application=case)
        .select_related("letter", "by")
        .order_by("served_on", "pk"),
        "fee": FeeNotice.objects.filter(application=case).first(),
        "disputes": Dispute.objects.filter(application=case).order_by("accepted_on", "pk"),
        "attachments": [_attachment(*found) for found in _files(case, letters)],
        "identity_scans": case.identity_documents.count(),
    }


def case_file_html(context: dict[str, Any]) -> str:
    return render_to_string("applications/case_file.html", context)


def place_attachments(attachments: list[Attachment], own_pages: int) -> int:
    """Give each attachment its first page, behind ``own_pages`` pages; return how many pages they have together."""
    page = own_pages + 1
    for attachment in attachments:
        if attachment.pages:
            attachment.page = page
            page += attachment.pages
    return page - own_pages - 1


def _sheet(letter: Letter) -> LetterSheet:
    """The letter's text, and whether its file is still the one that went out."""
    try:
        with letter.file.open("rb") as file:
            content = file.read()
        blocks = blocks_of(content)
    except PlaceAway:  # nothing is lost, and a file without its papers would look as if it were
        raise
    except (OSError, ValueError):
        return LetterSheet(letter, remark="文件无法读取，请联系系统管理员从备份恢复。")
    changed = hashlib.sha256(content).hexdigest() != letter.sha256
    return LetterSheet(letter, blocks, "文件与发出时的校验值不符，请核对。" if changed else "")


def _files(case: Application, letters: list[Letter]) -> list[tuple[str, str, FieldFile]]:
    """Each uploaded file with its name and where it belongs: the applicant's, then those of the letters in order."""
    supplied = case.applicant_files.select_related("event").order_by("pk")
    found = [(f"申请人提交 {file.name}", str(file.event), file.file) for file in supplied]
    for letter in letters:
        found += [(file.name, str(letter), file.file) for file in letter.files.all()]
        found += [
            (f"送达凭证 {service.proof}".strip(), str(letter), service.proof_file)
            for service in letter.services.all()
            if service.proof_file
        ]
    return found


def _attachment(name: str, belongs_to: str, stored: FieldFile) -> Attachment:
    try:
        with stored.open("rb") as file:
            content = file.read()
    except InQuarantine as held:
        return Attachment(name, belongs_to, 0, str(held))
    except PlaceAway:
        raise
    except OSError:
        return Attachment(name, belongs_to, 0, "文件无法读取，请联系系统管理员从备份恢复")
    is_pdf = content.startswith(b"%PDF-")
    pdf = _plain_pdf(content) if is_pdf else _pdf_of_picture(content)
    if pdf is None:
        remark = DAMAGED if is_pdf else NOT_INCLUDED
        return Attachment(name, belongs_to, len(content), remark)
    with pikepdf.open(io.BytesIO(pdf)) as pages:
        return Attachment(name, belongs_to, len(content), pdf=pdf, pages=len(pages.pages))


def _plain_pdf(content: bytes) -> bytes | None:
    """The pages alone: what is drawn over them is drawn in, and links and scripts stay behind."""
    try:
        with pikepdf.open(io.BytesIO(content)) as source, pikepdf.new() as plain:
            source.flatten_annotations("all")
            plain.pages.extend(source.pages)
            for page in plain.pages:
                for key in ("/Annots", "/AA"):
                    if key in page:
                        del page[key]
            out = io.BytesIO()
            plain.save(out)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return None
    return out.getvalue()


def _pdf_of_picture(content: bytes) -> bytes | None:
    """One A4 page at most, or None for what is no picture."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                return None
            picture = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    resolution = max(picture.width / A4_INCHES[0], picture.height / A4_INCHES[1])
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=resolution)
    return out.getvalue()


def _bundled(own: bytes, own_pages: int, attachments: list[Attachment], title: str) -> bytes:
    """``own`` with the pages of the attachments in place of the empty, numbered ones it ends with."""
    with pikepdf.open(io.BytesIO(own)) as bundle:
        for attachment in attachments:
            if attachment.pages:
                with pikepdf.open(io.BytesIO(attachment.pdf)) as pages:
                    bundle.pages.extend(pages.pages)
        count = (len(bundle.pages) - own_pages) // 2
        for place in range(own_pages, own_pages + count):
            bundle.pages[place + count].add_overlay(bundle.pages[place])
        del bundle.pages[own_pages : own_pages + count]
        with bundle.open_metadata() as metadata:
            metadata["dc:title"] = title
        out = io.BytesIO()
        bundle.save(out)
    return out.getvalue()
