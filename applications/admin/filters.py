"""The list as the day's work asks for it: the rows of the worklist as one filter."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from applications.worklist import WORK_BY_KEY, WORKLIST, Day
from liaocheng_gk.calendars import load_calendar


class WorkFilter(admin.SimpleListFilter):
    title, parameter_name = "待办", "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(work.key, work.title) for work in WORKLIST]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        work = WORK_BY_KEY.get(self.value() or "")
        return (
            queryset.filter(work.condition(Day(timezone.localdate(), load_calendar()))) if work else queryset
        )
