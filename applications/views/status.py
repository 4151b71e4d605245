"""The case that was looked up: where it stands, why, what to do next, and its letters."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applications import feedback_desk, own_case
from applications.deadline_sheet import deadline_context
from applications.downloads import download, letter_filename
from applications.forms import StatusForm
from applications.law.transitions import Act
from applications.letters import NOT_TO_APPLICANT
from applications.models import Application, CorrectionReply, Feedback, FeeNotice, Letter
from liaocheng_gk.calendars import load_calendar

from .access import filed_in_session, leave, look_up


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return leave(request) if "leave" in request.POST else look_up(request)
    filed = filed_in_session(request)
    if filed is None:
        return render(request, "applications/status.html", {"form": StatusForm()})
    if isinstance(filed, Feedback):
        context = {
            "filed": filed,
            "due_on": feedback_desk.correction_due(filed, load_calendar()),
            "workdays": settings.GK_CORRECTION_WORKDAYS,
        }
        return render(request, "applications/feedback_status.html", context)
    return _case_page(request, filed)


def _case_page(request: HttpRequest, case: Application) -> HttpResponse:
    calendar = load_calendar()
    context = deadline_context(case, calendar, timezone.localdate()) | {
        "stage": own_case.stage_shown(case),
        "next": own_case.what_next(case),
        "question": own_case.open_question(case, calendar),
        "fee": FeeNotice.objects.filter(application=case).first(),
        "can_withdraw": Act.WITHDRAW in own_case.open_acts(case),
        "entries": own_case.timeline(case),
        "letters": _letters_to_applicant(case).prefetch_related("files"),
    }
    return render(request, "applications/status_case.html", context)


@never_cache
@require_GET
def deadline_sheet(request: HttpRequest) -> HttpResponse:
    """期限计算书 to print, for the visitor who looked this very case up."""
    filed = filed_in_session(request)
    if not isinstance(filed, Application):
        raise Http404
    context = deadline_context(filed, load_calendar(), timezone.localdate())
    return render(
        request, "applications/deadline_sheet.html", context | {"events": own_case.shown_events(filed)}
    )


@never_cache
@require_GET
def correction_reply(request: HttpRequest) -> HttpResponse:
    """更正答复书, for the visitor who looked this very entry up."""
    filed = filed_in_session(request)
    if not isinstance(filed, Feedback):
        raise Http404
    reply = get_object_or_404(CorrectionReply, entry=filed)
    return download(reply.file, f"{reply}.docx")


def _letters_to_applicant(case: Application) -> QuerySet[Letter]:
    return case.letters.exclude(code__in=NOT_TO_APPLICANT)


@never_cache
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter or one of its files (``?file=``), for the visitor who looked this very case up."""
    filed = filed_in_session(request)
    if not isinstance(filed, Application):
        raise Http404
    found = get_object_or_404(_letters_to_applicant(filed), pk=pk)
    if "file" in request.GET:
        try:
            wanted = int(request.GET["file"])
        except ValueError as error:
            raise Http404 from error
        attached = get_object_or_404(found.files, pk=wanted)
        return download(attached.file, attached.name)
    return download(found.file, letter_filename(found))
