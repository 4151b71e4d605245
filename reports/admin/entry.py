"""What is typed in at the desk of the reports: chapters, stated figures, the tables' cells, verdicts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from reports.layout import Grid, tables
from reports.models import FindingVerdict, Metric, Report, ReportSection


class DraftOnly:
    """An inline whose rows stay as they are once the report is published."""

    def has_add_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return super().has_add_permission(request, obj) and not _is_published(obj)

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return super().has_change_permission(request, obj) and not _is_published(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not _is_published(obj)


def _is_published(report: Report | None) -> bool:
    return report is not None and report.is_published


class ReportSectionInline(DraftOnly, admin.StackedInline):
    model = ReportSection
    extra = 0


class MetricInline(DraftOnly, admin.TabularInline):
    """Figures of the office's own count that stand above the report and in the trends."""

    model = Metric
    extra = 0
    fields = ["key", "label", "value", "unit", "position"]


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


def all_grids(report: Report) -> list[Grid]:
    """The report's tables, those that its text lacks as blanks."""
    return list(tables(report.form, dict.fromkeys(report.form.places) | report.figures).values())


def entry_grids(report: Report, form: FiguresForm) -> list[tuple[Grid, list]]:
    """Each table as rows of (cell, its form field or None)."""
    return [
        (grid, [[(cell, form[cell.key] if cell.key else None) for cell in row] for row in grid.rows])
        for grid in all_grids(report)
    ]
