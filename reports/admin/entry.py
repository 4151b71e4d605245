"""What is typed in at the desk of the reports: chapters, stated figures, the tables' cells, verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from liaocheng_gk.seen import SeenForm
from reports.catalogue import tally_two
from reports.layout import Cell, Grid, tables
from reports.models import FindingVerdict, Metric, Report, ReportSection
from reports.tally import tally_four, tally_three

from .behind import may_open


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


class MetricForm(forms.ModelForm):
    class Meta:
        widgets = {
            name: forms.TextInput(attrs={"size": size})
            for name, size in (("key", 12), ("label", 30), ("unit", 4))
        }


class MetricFormSet(forms.BaseInlineFormSet):
    """The fields of a table have no labels of their own, so each says its name to those who hear it."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs["aria-label"] = field.label


class MetricInline(DraftOnly, admin.TabularInline):
    """Figures of the office's own count that stand above the report and in the trends."""

    model = Metric
    form, formset = MetricForm, MetricFormSet
    extra = 0
    fields = ["key", "label", "value", "unit", "position"]


class ReportForm(SeenForm):
    related = ("sections", "metrics")

    class Meta:
        widgets = {name: forms.TextInput(attrs={"size": 70}) for name in ("title", "source")}


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


@dataclass(frozen=True)
class Entry:
    """A cell with its form field and what the books have for it; ``opens``: whether its cases may be looked at."""

    cell: Cell
    field: forms.BoundField | None = None
    computed: Decimal | None = None
    differs: bool = False
    opens: bool = False


def entry_grids(
    report: Report, form: FiguresForm, *, computed: Mapping[str, Decimal] | None = None, user: Any = None
) -> list[tuple[Grid, list[list[Entry]]]]:
    """Each table as rows of entries, with the computed figures beside the entered ones if they are given."""
    known = computed or {}

    def entry(cell: Cell) -> Entry:
        if cell.key not in known:
            return Entry(cell, form[cell.key] if cell.key else None)
        value = known[cell.key]
        return Entry(cell, form[cell.key], value, differs(report, cell.key, value), may_open(user, cell.key))

    return [(grid, [[entry(cell) for cell in row] for row in grid.rows]) for grid in all_grids(report)]


def computed_figures(report: Report) -> dict[str, Decimal]:
    """Every figure that the catalogue and the register can count for the report's year."""
    form, year = report.form, report.year
    return tally_two(form, year) | tally_three(form, year) | tally_four(form, year)


def differs(report: Report, key: str, value: Decimal) -> bool:
    """A blank beside nothing counted is no difference; the rules of blanks see to it."""
    return (report.figures.get(key) or 0) != value
