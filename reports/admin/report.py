from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from reports.findings import judged_findings
from reports.layout import Grid, tables
from reports.models import FindingVerdict, Report, ReportSection
from reports.publishing import amend, publish
from reports.tally import cases_behind, tally_four, tally_three


class ReportSectionInline(admin.StackedInline):
    model = ReportSection
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission


class VerdictForm(forms.ModelForm):
    """What the office says of one finding; the figures themselves are never touched."""

    class Meta:
        model = FindingVerdict
        fields = ["rule", "place", "left", "right", "verdict", "note"]
        widgets = dict.fromkeys(("rule", "place", "left", "right"), forms.HiddenInput())


class FiguresForm(forms.Form):
    """The figures of a draft, a field a cell; an empty field is a blank, not a zero."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        figures = report.figures
        for key, place in (report.form.places if report.form else {}).items():
            decimals = 2 if key in report.form.decimal_keys else 0
            self.fields[key] = forms.DecimalField(
                label=place,
                required=False,
                decimal_places=decimals,
                max_digits=12,
                initial=figures.get(key),
                widget=forms.TextInput(attrs={"inputmode": "decimal", "aria-label": place}),
            )


class AmendForm(FiguresForm):
    """The same figures for a published report, with the reason that the public reads."""

    reason = forms.CharField(
        label="更正原因",
        max_length=300,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text="公众看得到，写明哪里有误、依据什么更正。",
        error_messages={"required": "请写明更正的原因。"},
    )

    def changes(self, report: Report) -> dict[str, Decimal | None]:
        """The figures that differ from those shown now."""
        now = report.figures
        entered = {key: value for key, value in self.cleaned_data.items() if key != "reason"}
        return {key: value for key, value in entered.items() if value != now.get(key)}


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    list_display = ["year", "title", "agency_name", "status", "published_on"]
    list_filter = ["status"]
    inlines = [ReportSectionInline]
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

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/findings/", wrap(self.findings), name="reports_report_findings"),
            path("<int:pk>/figures/", wrap(self.figures), name="reports_report_figures"),
            path("<int:pk>/figures/<str:key>/", wrap(self.cases), name="reports_report_cases"),
            path("<int:pk>/amend/", wrap(self.amend), name="reports_report_amend"),
            path("<int:pk>/versions/<int:number>/", wrap(self.version), name="reports_report_version"),
            path("<int:pk>/publish/", wrap(self.publish), name="reports_report_publish"),
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
        computed = tally_three(report.form, report.year) | tally_four(report.form, report.year)
        context = self._context(request, report, "表格数字")
        context |= {
            "form": form,
            "grids": _all_grids(report),
            "entry_grids": _entry_grids(report, form),
            "differences": [
                {
                    "key": key,
                    "place": report.form.places[key],
                    "entered": report.figures.get(key),
                    "computed": value,
                }
                for key, value in computed.items()
                if (report.figures.get(key) or 0) != value
            ],
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
            "entry_grids": _entry_grids(report, form) if form else [],
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
        """The applications behind a figure of table three, for those who may see applications."""
        report = self._report(request, pk)
        if not request.user.has_perm("applications.view_application"):
            raise PermissionDenied
        try:
            cases = cases_behind(report.form, report.year, key)
        except KeyError as error:
            raise Http404 from error
        context = self._context(request, report, report.form.places[key])
        return TemplateResponse(
            request, "admin/reports/report/cases.html", context | {"cases": cases.order_by("number")[:500]}
        )

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self._report(request, pk)
        if request.method != "POST":
            return TemplateResponse(
                request, "admin/reports/report/publish.html", self._context(request, report, "发布")
            )
        try:
            publish(report, by=request.user, on=timezone.localdate())
        except ValidationError as error:
            for message in error.messages:
                self.message_user(request, message, messages.ERROR)
            return redirect("admin:reports_report_findings", report.pk)
        self.message_user(
            request, f"{report.year}年度报告已发布，数字从此不再改动；更正须另存一版。", messages.SUCCESS
        )
        return redirect(reverse("reports:report", args=[report.year]))

    def _context(self, request: HttpRequest, report: Report, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": f"{report}：{title}",
            "opts": self.opts,
            "report": report,
            "can_change": self.has_change_permission(request, report),
        }


def _all_grids(report: Report) -> list[Grid]:
    """The report's tables, those that its text lacks as blanks."""
    return list(tables(report.form, dict.fromkeys(report.form.places) | report.figures).values())


def _entry_grids(report: Report, form: FiguresForm) -> list[tuple[Grid, list]]:
    """Each table as rows of (cell, its form field or None)."""
    return [
        (grid, [[(cell, form[cell.key] if cell.key else None) for cell in row] for row in grid.rows])
        for grid in _all_grids(report)
    ]
