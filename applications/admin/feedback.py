from django.contrib import admin
from django.http import HttpRequest

from applications.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    """The small register: what came in is read-only, the answer is entered here."""

    list_display = ["number", "kind", "name", "submitted_at", "state", "handler"]
    list_filter = ["state", "kind"]
    search_fields = ["number", "name", "content"]
    autocomplete_fields = ["handler"]
    list_select_related = ["handler"]
    readonly_fields = [
        "number",
        "kind",
        "submitted_at",
        "name",
        "phone",
        "email",
        "page",
        "content",
        "evidence_note",
    ]
    fields = [*readonly_fields, "handler", "state", "answer", "answered_on"]

    @admin.display(description="证据材料")
    def evidence_note(self, entry: Feedback) -> str:
        return "已提交，存于非公开目录" if entry.evidence else "无"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        return False
