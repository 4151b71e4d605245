"""The audit log to read, for those who supervise."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import HttpRequest

from .models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["seq", "at", "who", "act", "object", "detail"]
    list_filter = ["act", "at"]
    search_fields = ["=actor", "person", "object"]
    search_help_text = "姓名或者账号，或者编号的一部分"
    list_per_page = 100
    show_full_result_count = False
    fields = readonly_fields = ["seq", "at", "who", "act", "object", "detail", "previous", "hash"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The log keeps the account, which no change of name touches; people are read by their name."""
        account = User.objects.filter(username=OuterRef("actor"))
        names = account.values_list(Concat("last_name", "first_name", Value("")))
        return super().get_queryset(request).annotate(person=Subquery(names[:1]))

    @admin.display(description="何人", ordering="actor")
    def who(self, entry: Any) -> str:
        return f"{entry.person}（{entry.actor}）" if entry.person else entry.actor

    def has_view_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return request.user.has_perm("liaocheng_gk.read_auditentry")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
