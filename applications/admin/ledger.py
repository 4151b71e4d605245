"""The ledger on its way out: for those who may view cases; each export is logged with its filters."""

from urllib.parse import unquote_plus

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from applications.ledger import ledger, ledger_filename
from applications.models import Application
from disclosure.folding import without_controls
from disclosure.workbooks import as_download
from liaocheng_gk import audit
from liaocheng_gk.calendars import load_calendar


def ledger_response(
    request: HttpRequest, cases: QuerySet[Application], *, masked: bool, which: str
) -> HttpResponse:
    """``which``: how the cases were chosen, for the log."""
    today = timezone.localdate()
    count = cases.count()
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(Application),
        object_repr="登记台账",
        action_flag=CHANGE,
        change_message=f"导出登记台账 {count} 件{'（隐去姓名）' if masked else ''}；{which}",
    )
    audit.record(request.user, "导出登记台账", detail=f"{count} 件{'（隐去姓名）' if masked else ''}")
    pieces = ledger(cases, load_calendar(), today, masked=masked)
    response = as_download(pieces, ledger_filename(today, masked=masked))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def export_view(request: HttpRequest, model_admin: ModelAdmin, *, masked: bool) -> HttpResponse:
    """The cases of the list as it is filtered now: the address carries the list's own parameters."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    try:
        cases = model_admin.get_changelist_instance(request).get_queryset(request)
    except IncorrectLookupParameters:
        model_admin.message_user(
            request, "筛选条件无法识别，没有导出。请在列表中重新筛选后再试。", messages.ERROR
        )
        return redirect("admin:applications_application_changelist")
    return ledger_response(request, cases, masked=masked, which=f"筛选条件：{_chosen(request) or '无'}")


def _chosen(request: HttpRequest) -> str:
    """The list's parameters for the log; the words looked for may be somebody's name and stay out of it."""
    chosen = request.GET.copy()
    if chosen.get(SEARCH_VAR):
        chosen[SEARCH_VAR] = "（搜索词不记录）"
    return without_controls(unquote_plus(chosen.urlencode()))
