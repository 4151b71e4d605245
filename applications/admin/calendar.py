"""The calendar in the office, with the open cases it moves: it stands in this room because it must see them.

The fields themselves are the bureau's (`liaocheng_gk/admin.py`); here they follow every change with the cases.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from applications.calendar_change import (
    Notice,
    UnreadableNotice,
    calendar_with,
    confirm_year,
    enter,
    follow_calendar,
    moves,
    read_notice,
)
from liaocheng_gk.admin import CalendarYearAdmin as BureausCalendarYearAdmin
from liaocheng_gk.models import CalendarYear

admin.site.unregister(CalendarYear)


class NoticeForm(forms.Form):
    """The text of a notice, typed or pasted, a line per day: a few dozen lines once a year."""

    year = forms.IntegerField(label="年份", min_value=2008, max_value=2059)
    number = forms.CharField(label="通知文号", max_length=60, help_text="如 国办发明电〔2026〕7号。")
    text = forms.CharField(
        label="放假和调休的日期",
        widget=forms.Textarea(attrs={"rows": 16, "class": "vLargeTextField"}),
        help_text="每行一天：日期,放假或者调休上班,节日，如“2027-01-01,放假,元旦”；也可以粘贴 JSON。周末放假的也要写。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                cleaned["notice"] = read_notice(cleaned["text"], cleaned["year"], cleaned["number"])
            except UnreadableNotice as error:
                self.add_error("text", str(error))
        return cleaned


@admin.register(CalendarYear)
class CalendarYearAdmin(BureausCalendarYearAdmin):
    change_list_template = "admin/liaocheng_gk/calendaryear/change_list.html"

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.import_notice)
        return [path("import/", view, name="liaocheng_gk_calendaryear_import"), *super().get_urls()]

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        found = follow_calendar(
            f"修改{form.instance.year}年日历", by=request.user, today=timezone.localdate()
        )
        self._say_moved(request, len(found))

    @admin.action(description="复核所选日历（须为录入人以外的人）", permissions=["confirm"])
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[CalendarYear]) -> None:
        for year in queryset:
            try:
                found = confirm_year(year, by=request.user, today=timezone.localdate())
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.log_change(request, year, "复核为正式日历")
                self.message_user(request, f"{year.year}年日历已复核为正式日历。", messages.SUCCESS)
                self._say_moved(request, len(found))

    def import_notice(self, request: HttpRequest) -> HttpResponse:
        """Preview first: which open cases would move. Entering makes the year provisional until it is confirmed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NoticeForm(request.POST or None)
        notice: Notice | None = None
        found = []
        if request.method == "POST" and form.is_valid():
            notice, today = form.cleaned_data["notice"], timezone.localdate()
            if "save" in request.POST:
                found = enter(notice, by=request.user, today=today)
                self._say_moved(request, len(found))
                self.message_user(
                    request, f"{notice.year}年日历已录入，现为暂定，请由另一位同事复核。", messages.WARNING
                )
                return redirect("admin:liaocheng_gk_calendaryear_changelist")
            found = moves(calendar_with(notice, official=True), today)
        context = self.admin_site.each_context(request) | {
            "title": "导入放假安排",
            "opts": self.opts,
            "form": form,
            "notice": notice,
            "moves": found,
        }
        return TemplateResponse(request, "admin/liaocheng_gk/calendaryear/import.html", context)

    def _say_moved(self, request: HttpRequest, count: int) -> None:
        if count:
            self.message_user(request, f"{count} 件在办申请的期限随之变动，已逐件记录。", messages.INFO)
