"""The desk of one report: its figures, what does not agree, its versions."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from liaocheng_gk.seen import RefusesOutdated
from reports.findings import judged_findings
from reports.layout import tables
from reports.models import FindingVerdict, Report
from reports.publishing import amend

from .behind import rows_behind
from .entry import (
    AmendForm,
    FiguresForm,
    MetricInline,
    ReportForm,
    ReportSectionInline,
    VerdictForm,
    computed_figures,
    differs,
    entry_grids,
)


@admin.register(Report)
class ReportAdmin(RefusesOutdated):
    list_display = ["year", "title", "agency_name", "status", "published_on"]
    list_filter = ["status"]
    form = ReportForm
    inlines = [ReportSectionInline, MetricInline]
    view_on_site = False  # a draft has no public page; a published report has a button of its own
    fields = [
        "year",
        "authority",
        "agency_name",
        "title",
        "signed_on",
        "signed_as_written",
        "summary",
        "source",
    ]
    change_form_template = "admin/reports/report/change_form.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Report | None = None) -> list[str]:
        if obj is not None and obj.is_published:
            return ["year", "authority", "agency_name", "title", "signed_on", "signed_as_written"]
        return ["year"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        if not change:
            obj.drafted_by = request.user
        super().save_model(request, obj, form, change)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/findings/", wrap(self.findings), name="reports_report_findings"),
            path("<int:pk>/figures/", wrap(self.figures), name="reports_report_figures"),
            path("<int:pk>/figures/<str:key>/", wrap(self.cases), name="reports_report_cases"),
            path("<int:pk>/amend/", wrap(self.amend), name="reports_report_amend"),
            path("<int:pk>/versions/<int:number>/", wrap(self.version), name="reports_report_version"),
            *super().get_urls(),
        ]

    def _report(self, request: HttpRequest, pk: int, *, change: bool = False) -> Report:
        report = self.get_object(request, str(pk))
        if report is None:
            raise Http404
        allowed = self.has_change_permission if change else self.has_view_permission
        if not allowed(request, report):
            raise PermissionDenied
        return report

    def findings(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every finding with a form for the office's verdict."""
        report = self._report(request, pk, change=request.method == "POST")
        form = None
        if request.method == "POST":
            existing = report.verdicts.filter(
                rule=request.POST.get("rule"), place=request.POST.get("place")
            ).first()
            form = VerdictForm(request.POST, instance=existing or FindingVerdict(report=report))
            form.instance.by, form.instance.on = request.user, timezone.localdate()
            if form.is_valid():
                form.save()
                self.message_user(request, "核对意见已保存。", messages.SUCCESS)
                return redirect("admin:reports_report_findings", report.pk)
        context = self._context(request, report, "核对")
        judged = judged_findings(report)
        return TemplateResponse(
            request,
            "admin/reports/report/findings.html",
            context
            | {
                "judged": [row for row in judged if not row.is_note],
                "notes": [row for row in judged if row.is_note],
                "form": form,
            },
        )

    def figures(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Entered and computed figures side by side; a draft's can be edited, a published report's cannot."""
        report = self._report(request, pk, change=request.method == "POST")
        if report.form is None:
            raise Http404
        if request.method == "POST" and report.is_published:
            raise PermissionDenied("已发布的年度报告，数字不能修改。")
        form = FiguresForm(request.POST or None, report=report)
        if request.method == "POST" and form.is_valid():
            report.set_figures(form.cleaned_data)
            report.save()
            self.log_change(request, report, "修改了表格数字")
            self.message_user(request, "表格数字已保存。", messages.SUCCESS)
            return redirect("admin:reports_report_figures", report.pk)
        computed = computed_figures(report)
        context = self._context(request, report, "表格数字")
        context |= {
            "form": form,
            "entry_grids": entry_grids(report, form, computed=computed, user=request.user),
            "differences": sum(differs(report, key, value) for key, value in computed.items()),
        }
        return TemplateResponse(request, "admin/reports/report/figures.html", context)

    def amend(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every version of a published report, and for those who may publish a form for the next one."""
        report = self._report(request, pk)
        if report.form is None or not report.is_published:
            raise Http404
        may_amend = request.user.has_perm("reports.publish_report")
        if request.method == "POST" and not may_amend:
            raise PermissionDenied("没有更正年度报告的权限。")
        form = AmendForm(request.POST or None, report=report) if may_amend else None
        if form and form.is_valid():
            try:
                version = amend(
                    report,
                    form.changes(report),
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    on=timezone.localdate(),
                )
            except ValidationError as error:
                form.add_error(None, error.messages[1:] or error.messages)
            else:
                self.log_change(request, report, f"更正数字，成为第{version.number}版：{version.reason}")
                self.message_user(request, f"已更正，公开页面现为第{version.number}版。", messages.SUCCESS)
                return redirect("admin:reports_report_amend", report.pk)
        context = self._context(request, report, "更正数字、历次版本") | {
            "form": form,
            "versions": report.editions,
            "entry_grids": entry_grids(report, form) if form else [],
        }
        return TemplateResponse(request, "admin/reports/report/amend.html", context)

    def version(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """The figures of one version as they stood."""
        report = self._report(request, pk)
        found = next((row for row in report.editions if row.number == number), None)
        if report.form is None or found is None:
            raise Http404
        context = self._context(request, report, f"第{number}版") | {
            "version": found,
            "grids": tables(report.form, found.figures).values(),
        }
        return TemplateResponse(request, "admin/reports/report/version.html", context)

    def cases(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """What a computed figure counts, for those who may see it."""
        report = self._report(request, pk)
        found = rows_behind(request, report, key)
        context = self._context(request, report, report.form.places[key]) | found
        return TemplateResponse(request, "admin/reports/report/cases.html", context)

    def _context(self, request: HttpRequest, report: Report, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": f"{report}：{title}",
            "opts": self.opts,
            "report": report,
            "can_change": self.has_change_permission(request, report),
        }
