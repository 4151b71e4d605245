"""送达登记: the page that enters how a letter reached its addressee, and the register to read."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from applications.casework import record_service, strike_service
from applications.deed import Deed
from applications.downloads import download
from applications.law.applicants import Delivery
from applications.law.letters import LETTERS_BY_CODE, Recipient
from applications.law.transitions import NotAllowed, Permission
from applications.models import Letter, Service
from applications.uploads import ACCEPTED, check_scan

from .looks import LooksOnRecord, look

# The way that the applicant's own choice of delivery suggests.
USUAL_WAY = {
    Delivery.ONLINE: Service.Way.ONLINE,
    Delivery.EMAIL: Service.Way.EMAIL,
    Delivery.POST: Service.Way.REGISTERED,
    Delivery.FAX: Service.Way.FAX,
    Delivery.PICKUP: Service.Way.IN_PERSON,
    Delivery.READING: Service.Way.IN_PERSON,
}


class ServiceForm(forms.Form):
    way = forms.ChoiceField(label="送达方式", choices=Service.Way.choices())
    on = forms.DateField(
        label="送达日期", widget=widgets.AdminDateWidget, help_text="对方收到的日期，不能晚于今天。"
    )
    proof = forms.CharField(
        label="送达凭证（选填）",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="邮件单号、签收人等。",
    )
    proof_file = forms.FileField(label="凭证扫描件（选填）", required=False, help_text=f"{ACCEPTED}。")

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError("日期还没有到，请填写实际送达的日期。")
        return self.cleaned_data["on"]

    def clean_proof_file(self) -> Any:
        upload = self.cleaned_data.get("proof_file")
        if not upload:
            return None
        checked = check_scan(upload)
        checked.content.name = f"{uuid4().hex}{checked.suffix}"
        return checked.content


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label="作废的原因",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="如“日期录错，以邮件签收记录为准”。原登记作废后仍可查看。",
    )


def service_view(request: HttpRequest, model_admin: ModelAdmin, pk: int, letter: int) -> HttpResponse:
    """Enter the service of one letter; a refusal is shown on the same page with what was typed."""
    if not request.user.has_perm(f"applications.{Permission.HANDLE}"):
        raise PermissionDenied("没有登记送达的权限。")
    found = get_object_or_404(Letter.objects.select_related("application"), pk=letter, application=pk)
    if LETTERS_BY_CODE[found.code].to is Recipient.FILE:
        raise Http404
    form = ServiceForm(
        request.POST or None,
        request.FILES or None,
        initial={"on": timezone.localdate(), "way": _usual_way(found)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                record_service(found, Deed(**form.cleaned_data), by=request.user)
        except NotAllowed as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            model_admin.message_user(request, f"{found}：送达已登记。", messages.SUCCESS)
            return redirect("admin:applications_application_change", pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"登记送达：{found}",
        "opts": model_admin.opts,
        "form": form,
        "letter": found,
        "case": found.application,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/applications/application/service.html", context)


def _usual_way(letter: Letter) -> str:
    if LETTERS_BY_CODE[letter.code].to is Recipient.PARTY:
        return Service.Way.REGISTERED
    return USUAL_WAY[Delivery(letter.application.delivery)]


@admin.register(Service)
class ServiceAdmin(LooksOnRecord):
    """To read: entries are made on the case screen and never changed; a mistaken one is struck out with the reason."""

    list_display = ["letter", "case", "way", "served_on", "proof", "scan", "by", "struck_reason"]
    list_filter = ["way", "served_on", "letter__code"]
    list_select_related = ["letter__application", "by"]
    list_per_page = 50
    search_fields = ["letter__number", "letter__application__number"]
    date_hierarchy = "served_on"
    fields = [
        "letter", "case", "way", "served_on", "proof", "scan", "by", "entered_at",
        "struck_reason", "struck_by", "struck_at",
    ]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="申请", ordering="letter__application__number")
    def case(self, service: Service) -> str:
        case = service.letter.application
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:applications_application_change", args=[case.pk]), case
        )

    @admin.display(description="凭证扫描件")
    def scan(self, service: Service) -> str:
        if not service.proof_file:
            return "—"
        return format_html(
            '<a href="{}">下载</a>', reverse("admin:applications_service_proof", args=[service.pk])
        )

    def get_urls(self) -> list:
        proof, strike = self.admin_site.admin_view(self.proof_file), self.admin_site.admin_view(self.strike)
        return [
            path("<int:pk>/proof/", proof, name="applications_service_proof"),
            path("<int:pk>/strike/", strike, name="applications_service_strike"),
            *super().get_urls(),
        ]

    def strike(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Strike a mistaken entry out; then the right one is asked for."""
        if not request.user.has_perm(f"applications.{Permission.HANDLE}"):
            raise PermissionDenied("没有更正送达登记的权限。")
        service = get_object_or_404(Service.objects.select_related("letter__application"), pk=pk)
        form = StrikeForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                strike_service(service, form.cleaned_data["reason"], by=request.user, at=timezone.now())
            except NotAllowed as error:
                form.add_error(None, str(error))
            else:
                self.message_user(
                    request, f"{service.letter}：原送达登记已作废，请登记正确的送达情况。", messages.SUCCESS
                )
                letter = service.letter
                return redirect("admin:applications_application_service", letter.application_id, letter.pk)
        context = self.admin_site.each_context(request) | {
            "title": f"更正送达登记：{service.letter}",
            "opts": self.opts,
            "form": form,
            "letter": service.letter,
            "service": service,
            "case": service.letter.application,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/applications/application/service.html", context)

    def proof_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        service = get_object_or_404(Service.objects.select_related("letter__application"), pk=pk)
        if not self.has_view_permission(request, service):
            raise PermissionDenied
        if not service.proof_file:
            raise Http404
        name = f"{service.letter.application.number}-送达凭证-{service.pk}{service.proof_file.name[-4:]}"
        look(request, service.letter.application, "送达凭证")
        return download(service.proof_file, name)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Service | None = None) -> bool:
        return False
