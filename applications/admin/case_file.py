"""The case file for those who may view the case; each time it is made is logged, for it holds personal data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header

from applications.case_file import case_file_pdf
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.pdf import PdfUnavailable


def case_file_view(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> HttpResponse:
    case = model_admin.get_object(request, str(pk))
    if case is None:
        raise Http404
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    try:
        content = case_file_pdf(
            case,
            load_calendar(),
            timezone.localdate(),
            agency=Agency.objects.current(),
            demo=settings.GK_DEMO,
        )
    except PdfUnavailable as error:
        message = f"{case.number}：没有生成卷宗，办理记录不受影响。{error}装好后请再试一次。"
        model_admin.message_user(request, message, messages.ERROR)
        return redirect("admin:applications_application_change", case.pk)
    LogEntry.objects.log_actions(request.user.pk, [case], CHANGE, "导出了卷宗", single_object=True)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, f"{case.number} 卷宗.pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
