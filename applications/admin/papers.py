"""The papers of a case on their way to those who may view it; each look at an identity scan is logged."""

from pathlib import PurePath

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone

from applications import letters
from applications.casework import approved
from applications.deed import Deed
from applications.downloads import docx_response, download, letter_filename, watermarked
from applications.law.transitions import Act
from applications.letter_facts import context_for
from applications.models import ApplicantFile, Application, DraftFile, IdentityDocument, Letter
from liaocheng_gk.models import Agency

from .looks import look


def visible_case(request: HttpRequest, model_admin: ModelAdmin, pk: int, what: str) -> Application:
    """The case, if the colleague may view it. ``what``: the paper that is looked at, for the record."""
    case = get_object_or_404(Application, pk=pk)
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    look(request, case, what)
    return case


def identity(request: HttpRequest, model_admin: ModelAdmin, pk: int, document: int) -> HttpResponse:
    case = visible_case(request, model_admin, pk, "身份证明")
    found = get_object_or_404(IdentityDocument, pk=document, application=case)
    return _watermarked(request, found.file, f"{case.number}-身份证明-{found.pk}", case)


def identity_page(request: HttpRequest, model_admin: ModelAdmin, pk: int, document: int) -> HttpResponse:
    """The scan on screen; the picture on it is fetched, marked and put on record by ``identity``."""
    case = visible_case(request, model_admin, pk, "身份证明（页面）")
    found = get_object_or_404(IdentityDocument, pk=document, application=case)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"身份证明：{case.number}",
        "opts": model_admin.opts,
        "case": case,
        "document": found,
        "is_picture": found.content_type.startswith("image/"),
    }
    return TemplateResponse(request, "admin/applications/application/identity.html", context)


def _watermarked(request: HttpRequest, file: FieldFile, name: str, case: Application) -> HttpResponse:
    return watermarked(file, name, viewer=request.user, number=case.number, at=timezone.now())


def letter(request: HttpRequest, model_admin: ModelAdmin, pk: int, letter: int) -> HttpResponse:
    """The letter itself, or with ``?file=`` what was handed over with it."""
    found = get_object_or_404(
        Letter, pk=letter, application=visible_case(request, model_admin, pk, "告知书或者随附文件")
    )
    wanted = request.GET.get("file")
    if wanted is None:
        return download(found.file, letter_filename(found))
    attached = found.files.filter(pk=wanted).first() if wanted.isdecimal() and len(wanted) < 19 else None
    if attached is None:
        raise Http404
    return download(attached.file, attached.name)


def applicant_file(request: HttpRequest, model_admin: ModelAdmin, pk: int, file: int) -> HttpResponse:
    case = visible_case(request, model_admin, pk, "申请人材料")
    found = get_object_or_404(ApplicantFile, pk=file, application=case)
    return _watermarked(request, found.file, PurePath(found.name).stem, case)


def draft_file(request: HttpRequest, model_admin: ModelAdmin, pk: int, file: int) -> HttpResponse:
    case = visible_case(request, model_admin, pk, "拟稿附件")
    found = get_object_or_404(DraftFile, pk=file, event__application=case)
    return download(found.file, found.name)


def draft_letter(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> HttpResponse:
    """The proposed reply as the letter it would become: what the one who approves has to read."""
    case = visible_case(request, model_admin, pk, "拟稿")
    if not case.events.filter(act=Act.PROPOSE_REPLY).exists():
        raise Http404
    deed = approved(case, Deed(timezone.localdate()))
    kind = letters.letter_for(Act.REPLY, deed.outcome)
    if kind is None:
        raise Http404
    context = context_for(
        kind,
        case,
        deed,
        agency=Agency.objects.current(),
        number=letters.PREVIEW_NUMBER,
        outcome=deed.outcome,
        act=Act.REPLY,
    )
    return docx_response(letters.render(kind, context), f"拟稿 {kind.title}")
