"""The release gate at the desk: what was found in an item, what was stopped, and the second person's release."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from disclosure.law.publication import NotAllowed
from disclosure.models import GateStop
from disclosure.release import RELEASE, inspect, release
from disclosure.stops import Part
from liaocheng_gk.staff import name_of


class ReleaseForm(forms.Form):
    stop = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="放行理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="写明核对了什么、为什么可以公开。只对现在这份内容有效，内容一改即作废。",
        error_messages={"required": "请写明放行理由。"},
    )


class GateDesk(admin.ModelAdmin):
    """Mixed into the items' admin."""

    def get_urls(self) -> list:
        return [
            path("<int:pk>/gate/", self.admin_site.admin_view(self.gate_view), name="disclosure_item_gate"),
            *super().get_urls(),
        ]

    def gate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET looks into the item as it stands now; POST releases one stopped content."""
        item = self.get_object(request, str(pk))
        if item is None:
            raise Http404
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        form = ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm()
        if request.method == "POST" and form.is_valid() and self._released(request, item, form):
            return redirect("admin:disclosure_item_gate", item.pk)
        stops = list(item.stops.select_related("stopped_by", "released_by"))
        rows = [self._row(request, part, _stop_of(part, stops), form) for part in inspect(item)]
        context = self.admin_site.each_context(request) | {
            "title": "发布检查",
            "item": item,
            "rows": rows,
            "standing": sum(row["part"].stands for row in rows),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/disclosure/item/gate.html", context)

    def _row(
        self, request: HttpRequest, part: Part, stop: GateStop | None, posted: ReleaseForm
    ) -> dict[str, Any]:
        """A part with its stop, and the form if ``request.user`` may release it."""
        may = part.stands and not part.final and stop is not None and request.user.has_perm(RELEASE)
        form = None
        if may and stop.stopped_by_id != request.user.pk:
            again = posted.is_bound and str(stop.pk) == posted.data.get("stop")
            form = posted if again else ReleaseForm(initial={"stop": stop.pk}, auto_id=f"id_{stop.pk}_%s")
        return {"part": part, "stop": stop, "form": form}

    def _released(self, request: HttpRequest, item: Any, form: ReleaseForm) -> bool:
        stop = item.stops.filter(pk=form.cleaned_data["stop"]).first()
        if stop is None:
            raise Http404
        try:
            release(stop, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except NotAllowed as error:
            form.add_error(None, str(error))
            return False
        self.message_user(request, f"“{stop.part}”已放行，经办人可以继续办理。", messages.SUCCESS)
        return True


def _stop_of(part: Part, stops: list[GateStop]) -> GateStop | None:
    """The row that covers what was found now; the released one before another."""
    covering = [row for row in stops if row.covers(part.digest, part.findings)]
    return min(covering, key=lambda row: row.released_at is None, default=None)


class ReleasedFilter(admin.SimpleListFilter):
    title, parameter_name = "放行情况", "released"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("no", "未放行"), ("yes", "已放行")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return (
            queryset.filter(released_at__isnull=self.value() == "no")
            if self.value() in ("no", "yes")
            else queryset
        )


@admin.register(GateStop)
class GateStopAdmin(admin.ModelAdmin):
    """The book of what was stopped, to read."""

    list_display = ["part", "page", "kinds", "stopped", "released"]
    list_filter = [ReleasedFilter, "stopped_at"]
    list_select_related = ["item", "stopped_by", "released_by"]
    list_per_page = 50
    search_fields = ["item__title", "part"]
    fields = [
        "page",
        "part",
        "found_words",
        "stopped_by",
        "stopped_at",
        "reason",
        "released_by",
        "released_at",
        "digest",
    ]
    readonly_fields = fields

    @admin.display(description="检查发现")
    def kinds(self, stop: GateStop) -> str:
        return "、".join(dict.fromkeys(finding.title for finding in stop.found))

    @admin.display(description="拦截", ordering="stopped_at")
    def stopped(self, stop: GateStop) -> str:
        return f"{name_of(stop.stopped_by)}，{timezone.localtime(stop.stopped_at):%Y-%m-%d %H:%M}"

    @admin.display(description="放行", ordering="released_at")
    def released(self, stop: GateStop) -> str:
        if not stop.released_at:
            return "未放行"
        return f"{name_of(stop.released_by)}，{timezone.localtime(stop.released_at):%Y-%m-%d %H:%M}"

    @admin.display(description="检查发现")
    def found_words(self, stop: GateStop) -> str:
        return "；".join(map(str, stop.found))

    @admin.display(description="办理")
    def page(self, stop: GateStop) -> str:
        """Where it is looked at and released."""
        if stop.item_id:
            address, words = (
                reverse("admin:disclosure_item_gate", args=[stop.item_id]),
                f"信息条目：{stop.item}",
            )
        else:
            address, words = (
                reverse("admin:disclosure_gatestop_release", args=[stop.pk]),
                f"申请 {stop.case_number}" if stop.case_number else stop.report_words,
            )
        return format_html('<a href="{}">{}</a>', address, words)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.release_view)
        return [path("<int:pk>/release/", view, name="disclosure_gatestop_release"), *super().get_urls()]

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The release of a reply's file, read at the desk of whoever handles the case, or of a report's text."""
        if not request.user.has_perm(RELEASE):
            raise PermissionDenied
        stop = get_object_or_404(
            GateStop.objects.select_related("stopped_by", "released_by"), pk=pk, item=None
        )
        form = ReleaseForm(request.POST or None, initial={"stop": stop.pk})
        if request.method == "POST" and form.is_valid():
            try:
                release(stop, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.message_user(request, f"“{stop.part}”已放行，经办人可以继续办理。", messages.SUCCESS)
                return redirect("admin:disclosure_gatestop_changelist")
        open_to = not stop.released_at and not stop.final and stop.stopped_by_id != request.user.pk
        context = self.admin_site.each_context(request) | {
            "title": "放行随附文件" if stop.case_number else "放行年度报告文字",
            "stop": stop,
            "form": form if open_to else None,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/disclosure/gatestop/release.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: GateStop | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: GateStop | None = None) -> bool:
        return False
