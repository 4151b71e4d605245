"""The list as the day's work asks for it, and by colleague."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from applications.models import Application
from applications.staff import name_of
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


class HandlerFilter(admin.SimpleListFilter):
    title, parameter_name = "承办人", "handler"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        handlers = User.objects.filter(pk__in=Application.objects.exclude(handler=None).values("handler"))
        return [(str(user.pk), name_of(user)) for user in handlers.order_by("username")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        return queryset.filter(handler=chosen) if chosen in dict(self.lookup_choices) else queryset
