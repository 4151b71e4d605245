from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from applications.downloads import download, watermarked
from applications.finding import SEARCH_HELP, holding
from applications.forms.staff_field import StaffField
from applications.models import CorrectionReply, Feedback
from applications.staff import staff_with
from liaocheng_gk.doors.confirmation import fresh_password
from liaocheng_gk.seen import RefusesOutdated

from .correction_reply import may_reply, reply_view
from .looks import LooksOnRecord, look


@admin.register(Feedback)
class FeedbackAdmin(RefusesOutdated, LooksOnRecord):
    """The small register: what came in is read-only, the answer is entered here."""

    list_display = ["number", "kind", "name", "submitted_at", "state", "handler"]
    list_filter = ["state", "kind"]
    search_fields = ["number"]
    search_help_text = SEARCH_HELP
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
        "letter_note",
    ]
    fields = [*readonly_fields, "handler", "state", "answer", "answered_on"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By part of the number, and by what is sealed."""
        by_number, doubles = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return by_number, doubles
        return by_number | queryset.filter(holding(queryset, search_term, ("name", "content"))), doubles

    @admin.display(description="证据材料")
    def evidence_note(self, entry: Feedback) -> str:
        if not entry.evidence:
            return "无"
        return format_html(
            '<a href="{}">下载</a>', reverse("admin:applications_feedback_evidence", args=[entry.pk])
        )

    @admin.display(description="更正答复书")
    def letter_note(self, entry: Feedback) -> str:
        if not hasattr(entry, "reply"):
            return "未制发" if entry.kind == Feedback.Kind.CORRECTION else "不需要"
        url = reverse("admin:applications_feedback_letter", args=[entry.pk])
        return format_html('<a href="{}">{}</a>', url, entry.reply)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_reply_by_letter"] = may_reply(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list:
        def page(route: str, view: Any, name: str) -> Any:
            return path(route, self.admin_site.admin_view(view), name=f"applications_feedback_{name}")

        return [
            page("<int:pk>/evidence/", fresh_password(self.evidence), "evidence"),
            page("<int:pk>/reply/", partial(reply_view, model_admin=self), "reply"),
            page("<int:pk>/letter/", self.letter, "letter"),
            *super().get_urls(),
        ]

    def letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        reply = get_object_or_404(CorrectionReply, entry=pk)
        if not self.has_view_permission(request, reply.entry):
            raise PermissionDenied
        look(request, reply.entry, "更正答复书")
        return download(reply.file, f"{reply}.docx")

    def evidence(self, request: HttpRequest, pk: int) -> HttpResponse:
        entry = get_object_or_404(Feedback, pk=pk)
        if not self.has_view_permission(request, entry):
            raise PermissionDenied
        if not entry.evidence:
            raise Http404
        look(request, entry, "证据材料")
        return watermarked(
            entry.evidence,
            f"{entry.number}-证据材料",
            viewer=request.user,
            number=entry.number,
            at=timezone.now(),
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The register's own staff; they need no right to look through all accounts for it."""
        if db_field.name == "handler":
            kwargs |= {"queryset": staff_with("change_feedback"), "form_class": StaffField}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        return False
