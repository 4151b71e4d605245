"""Cases to a colleague: those chosen in the list, or all that another one has open."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from applications.assignment import Assigned, assign, open_cases_by_handler
from applications.forms.staff_field import StaffField
from applications.law.transitions import Permission
from applications.models import Application
from applications.staff import name_of, staff_with
from liaocheng_gk.calendars import load_calendar

TOLD = 20  # refusals told one by one


class AssignForm(forms.Form):
    handler = StaffField(label="接手的承办人", queryset=User.objects.none(), empty_label="请选择")
    note = forms.CharField(
        label="转交的原因（选填）",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="写入每件申请的办理经过。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = staff_with(Permission.HANDLE)


class HandOverForm(AssignForm):
    """``colleague``: whose open cases; also one who has left or may handle no more."""

    colleague = forms.TypedChoiceField(label="移交谁的在办案件", coerce=int)
    field_order = ["colleague", "handler", "note"]

    def __init__(self, *args: Any, holders: list[tuple[User, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [
            ("", "请选择"),
            *((user.pk, f"{name_of(user)}（{count} 件在办）") for user, count in holders),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        handler = cleaned.get("handler")
        if handler and handler.pk == cleaned.get("colleague"):
            raise ValidationError({"handler": "接手的承办人与移交人相同，请另选一位同事。"})
        return cleaned


def assign_selected(
    model_admin: ModelAdmin, request: HttpRequest, cases: QuerySet[Application]
) -> HttpResponse | None:
    """The action's page between the list and the doing; ``apply`` says that it was filled in."""
    form = AssignForm(request.POST if "apply" in request.POST else None)
    if form.is_bound and form.is_valid():
        _carry_out(model_admin, request, cases, form)
        return None
    context = model_admin.admin_site.each_context(request) | {
        "title": "分派所选申请",
        "opts": model_admin.opts,
        "form": form,
        "cases": cases.select_related("handler"),
        "selected": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
        "checkbox_name": helpers.ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/applications/application/assign.html", context)


def hand_over_view(request: HttpRequest, model_admin: ModelAdmin) -> HttpResponse:
    """Everything a colleague has open goes to another, e.g. when somebody falls ill or leaves."""
    if not request.user.has_perm(f"applications.{Permission.ASSIGN}"):
        raise PermissionDenied("没有移交案件的权限。")
    holders = open_cases_by_handler()
    form = HandOverForm(request.POST or None, holders=holders, initial={"colleague": request.GET.get("from")})
    if request.method == "POST" and form.is_valid():
        cases = Application.objects.open().filter(handler=form.cleaned_data["colleague"]).order_by("pk")
        _carry_out(model_admin, request, cases, form)
        return redirect("admin:applications_application_changelist")
    context = model_admin.admin_site.each_context(request) | {
        "title": "移交在办案件",
        "opts": model_admin.opts,
        "form": form,
        "holders": holders,
    }
    return TemplateResponse(request, "admin/applications/application/hand_over.html", context)


def _carry_out(
    model_admin: ModelAdmin, request: HttpRequest, cases: QuerySet[Application], form: AssignForm
) -> None:
    to = form.cleaned_data["handler"]
    result = assign(
        list(cases),
        to,
        note=form.cleaned_data["note"],
        by=request.user,
        calendar=load_calendar(),
        today=timezone.localdate(),
    )
    _tell(model_admin, request, to, result)


def _tell(model_admin: ModelAdmin, request: HttpRequest, to: User, result: Assigned) -> None:
    if result.done:
        model_admin.message_user(
            request, f"{len(result.done)} 件申请已转交{name_of(to)}承办。", messages.SUCCESS
        )
    for refusal in result.refused[:TOLD]:
        model_admin.message_user(request, refusal, messages.WARNING)
    more = len(result.refused) - TOLD
    if more > 0:
        model_admin.message_user(
            request, f"另有 {more} 件没有转交，请在列表中按承办人筛选查看。", messages.WARNING
        )
    if not result.done and not result.refused:
        model_admin.message_user(request, "没有需要转交的申请。", messages.INFO)
