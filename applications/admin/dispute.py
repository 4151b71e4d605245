"""复议与诉讼 at the desk: one entry is one cell of table four."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from applications.disputes import review_comes_first
from applications.models import Dispute
from liaocheng_gk.vault import lookup_hash

from .looks import LooksOnRecord


class DisputeForm(forms.ModelForm):
    class Meta:
        model = Dispute
        fields = [
            "application",
            "kind",
            "body",
            "case_number",
            "accepted_on",
            "result",
            "concluded_on",
            "note",
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("accepted_on", "concluded_on"):
            day = cleaned.get(name)
            if day and day > timezone.localdate():
                self.add_error(name, ValidationError("日期还没有到，请填写实际发生的日期。"))
        return cleaned


@admin.register(Dispute)
class DisputeAdmin(LooksOnRecord):
    form = DisputeForm
    list_display = ["application", "kind", "body", "case_number", "accepted_on", "result", "concluded_on"]
    list_display_links = ["application", "kind"]
    list_filter = ["kind", "result", "accepted_on"]
    list_select_related = ["application"]
    list_per_page = 50
    search_fields = ["application__number", "case_number", "body"]
    search_help_text = "申请编号、案号、机关名称，或者申请人的完整姓名"
    date_hierarchy = "accepted_on"
    autocomplete_fields = ["application"]

    def get_form(
        self, request: HttpRequest, obj: Dispute | None = None, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """A case is chosen here, not made."""
        form = super().get_form(request, obj, **kwargs)
        if "application" in form.base_fields:
            widget = form.base_fields["application"].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        return form

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """Names are sealed, so an applicant is found by the whole name."""
        found, doubles = super().get_search_results(request, queryset, search_term)
        if digest := lookup_hash("name", search_term):
            found |= queryset.filter(application__name_hash=digest)
        return found, doubles

    def has_delete_permission(self, request: HttpRequest, obj: Dispute | None = None) -> bool:
        """What was counted in a report stays; a mistake is corrected."""
        return False

    def save_model(self, request: HttpRequest, obj: Dispute, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if warning := review_comes_first(obj):
            self.message_user(request, warning, messages.WARNING)

    def response_post_save_add(self, request: HttpRequest, obj: Dispute) -> HttpResponse:
        """Back to the case, where the link was."""
        return redirect("admin:applications_application_change", obj.application_id)

    def response_post_save_change(self, request: HttpRequest, obj: Dispute) -> HttpResponse:
        return redirect("admin:applications_application_change", obj.application_id)
