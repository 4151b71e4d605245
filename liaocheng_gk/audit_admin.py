"""The audit log to read, for those who supervise."""

from django.contrib import admin
from django.http import HttpRequest

from .models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(admin.ModelAdmin):
    list_display = ["seq", "at", "actor", "act", "object", "detail"]
    list_filter = ["act", "at"]
    search_fields = ["=actor", "object"]
    search_help_text = "账号，或者编号的一部分"
    list_per_page = 100
    show_full_result_count = False
    fields = readonly_fields = ["seq", "at", "actor", "act", "object", "detail", "previous", "hash"]

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
