"""The report's desk: a draft out of the books, last year's text beside this year's, and the year by quarters."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from liaocheng_gk.calendars import load_calendar
from reports.models import Report, ReportSection
from reports.quarters import quarters
from reports.writing import last_chapters, prefill, start_draft

from .approval import ApprovalPages, remarks_of
from .report import ReportAdmin

admin.site.unregister(Report)


class YearForm(forms.Form):
    year = forms.IntegerField(
        label="年度", min_value=2019, max_value=2100, error_messages={"required": "请填写年度。"}
    )


@admin.register(Report)
class ReportDesk(ApprovalPages, ReportAdmin):
    change_list_template = "admin/reports/report/change_list.html"
    change_form_template = "admin/reports/report/desk.html"

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("start/", wrap(self.start), name="reports_report_start"),
            path("quarters/", wrap(self.quarters), name="reports_report_quarters"),
            path("<int:pk>/beside/", wrap(self.beside), name="reports_report_beside"),
            *super().get_urls(),
        ]

    def start(self, request: HttpRequest) -> HttpResponse:
        """Which year, then a draft of it; on an error nothing is made."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = YearForm(request.POST or None, initial={"year": timezone.localdate().year - 1})
        if form.is_valid():
            try:
                report = start_draft(form.cleaned_data["year"], request.user, calendar=load_calendar())
            except ValidationError as error:
                form.add_error("year", error)
            else:
                self.log_addition(request, report, "按台账起草")
                self.message_user(
                    request,
                    "草稿已经建立。文字中“【请补充】”“【请核对】”之处请改写后再发布；表格数字请逐项核对。",
                    messages.SUCCESS,
                )
                return redirect("admin:reports_report_beside", report.pk)
        context = self._page(request, "起草年度报告") | {"form": form}
        return TemplateResponse(request, "admin/reports/report/start.html", context)

    def beside(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Each chapter beside last year's, what the books would write now, and what others say of it."""
        report = self._report(request, pk)
        before = last_chapters(report.year)
        now = {row.number: row for row in report.sections.all()}
        fresh = prefill(report.year, load_calendar()) if report.form and not report.is_published else {}
        remarks = remarks_of(report, request.user)
        may_comment = not report.is_published and request.user.has_perm("reports.add_chaptercomment")
        rows = [
            {
                "number": number,
                "heading": _heading(now.get(number) or before.get(number)),
                "now": now.get(number),
                "before": before.get(number),
                "fresh": fresh.get(number, ""),
                "remarks": remarks.get(number, []),
                "may_comment": may_comment and number in now,
            }
            for number in sorted(now.keys() | before.keys() | remarks.keys())
        ]
        context = self._context(request, report, "文字对照与意见") | {
            "rows": rows,
            "last_year": report.year - 1,
        }
        return TemplateResponse(request, "admin/reports/report/beside.html", context)

    def quarters(self, request: HttpRequest) -> HttpResponse:
        """Received, closed, late and overdue by quarters; counts only, no case is named."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = timezone.localdate()
        form = YearForm(request.GET or None, initial={"year": today.year})
        year = form.cleaned_data["year"] if form.is_valid() else today.year
        context = self._page(request, f"{year}年分季度数据") | {
            "form": form,
            "year": year,
            "quarters": quarters(year, load_calendar(), today=today),
        }
        return TemplateResponse(request, "admin/reports/report/quarters.html", context)

    def _page(self, request: HttpRequest, title: str) -> dict:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}


def _heading(chapter: ReportSection | None) -> str:
    """A remark outlives its chapter, so that it can still be settled."""
    return (chapter.heading or "引言") if chapter else "已删除的部分"
