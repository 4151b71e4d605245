"""The register in the admin: the list with its traffic light, the case screen, intake by the other channels."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from applications.casework import perform, submit
from applications.deadline_sheet import deadline_context
from applications.deed import Deed
from applications.downloads import download, letter_filename
from applications.law.receipt import Channel
from applications.law.transitions import Act, NotAllowed, Permission, Stage, next_steps
from applications.models import Application, IdentityDocument, Letter
from applications.uploads import check_scan
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.workdays import add_workdays, count_workdays

from .acts import act_view
from .case_file import case_file_view
from .extra_letter import extra_letter_view

SOON_WORKDAYS = 3


class DueFilter(admin.SimpleListFilter):
    title, parameter_name = "期限", "due"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [
            ("overdue", "已逾期"),
            ("today", "今日到期"),
            ("soon", "三个工作日内到期"),
            ("open", "在办"),
            ("unconfirmed", "待确认"),
            ("waiting", "待申请人"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        today = timezone.localdate()
        match self.value():
            case "overdue":
                return queryset.overdue(today)
            case "today":
                return queryset.due_between(today, today)
            case "soon":
                return queryset.due_between(today, add_workdays(today, SOON_WORKDAYS, load_calendar()))
            case "open":
                return queryset.open()
            case "unconfirmed":
                return queryset.unconfirmed()
            case "waiting":
                return queryset.waiting_for_applicant()
        return queryset


class IntakeForm(forms.ModelForm):
    """Registration of an application that came by another channel."""

    arrived_on = forms.DateField(
        label="提交或者收到之日",
        widget=admin.widgets.AdminDateWidget,
        help_text="当面提交的为提交之日；信函、传真、电子邮件为本机关收到之日。",
    )
    scan = forms.FileField(label="身份证明扫描件", required=False)

    class Meta:
        model = Application
        fields = [
            "channel",
            "signed_on",
            "applicant_kind",
            "name",
            "identity_kind",
            "identity_number",
            "representative",
            "contact_name",
            "phone",
            "email",
            "address",
            "postcode",
            "description",
            "carrier",
            "delivery",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [choice for choice in Channel.choices() if choice[0] != Channel.WEB]

    def clean_arrived_on(self):
        if self.cleaned_data["arrived_on"] > timezone.localdate():
            raise ValidationError("日期还没有到，请填写实际日期。")
        return self.cleaned_data["arrived_on"]

    def clean_scan(self):
        upload = self.cleaned_data.get("scan")
        return check_scan(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("channel") == Channel.MAIL_SIGNED and not cleaned.get("signed_on"):
            self.add_error("signed_on", "挂号信、特快专递请填写签收日期（条例第三十一条）。")
        return cleaned


@admin.register(Application)
class ApplicationAdmin(admin.ModelAdmin):
    list_display = ["number", "name", "short_description", "stage", "received_on", "light", "handler"]
    list_filter = [DueFilter, "stage", "outcome", "channel", "applicant_kind", "handler"]
    list_select_related = ["handler"]
    list_per_page = 50
    search_fields = ["number", "name", "description"]
    date_hierarchy = "submitted_at"
    autocomplete_fields = ["handler"]
    actions = ["confirm_receipt"]
    change_form_template = "admin/applications/application/case.html"

    def get_form(self, request: HttpRequest, obj: Application | None = None, **kwargs: Any):
        if obj is None:
            kwargs["form"] = IntakeForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        if obj is not None:
            return ["handler"]
        return ["arrived_on", *IntakeForm.Meta.fields, "scan"]

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"applications.{Permission.RECEIVE}")

    def save_model(self, request: HttpRequest, obj: Application, form: forms.ModelForm, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        arrived_on = form.cleaned_data["arrived_on"]
        at = timezone.now().replace(year=arrived_on.year, month=arrived_on.month, day=arrived_on.day)
        scan = form.cleaned_data["scan"]
        filed = submit(
            {name: form.cleaned_data[name] for name in IntakeForm.Meta.fields if name != "channel"},
            [scan] if scan else [],
            submission_key=uuid4(),
            at=at,
            channel=Channel(form.cleaned_data["channel"]),
        )
        obj.pk, obj.number = filed.pk, filed.number

    # --- the list ---

    @admin.display(description="所需信息")
    def short_description(self, case: Application) -> str:
        text = case.description.strip()
        return text if len(text) <= 30 else f"{text[:30]}…"

    @admin.display(description="答复期限", ordering="due_on")
    def light(self, case: Application) -> str:
        """Colour, word and days: never colour alone."""
        if case.due_on is None:
            return "—"
        provisional = "（暂定）" if case.due_provisional else ""
        if case.stage == Stage.CLOSED:
            return f"{case.due_on:%Y-%m-%d}{provisional}"
        left = count_workdays(self.today, case.due_on, self.calendar)
        if self.today > case.due_on:
            tone, words = "over", f"已逾期 {-left} 个工作日"
        elif left <= SOON_WORKDAYS:
            tone, words = "soon", "今日到期" if left == 0 else f"还有 {left} 个工作日"
        else:
            tone, words = "fine", f"还有 {left} 个工作日"
        return format_html(
            '<span class="light light-{}">{}{} {}</span>', tone, f"{case.due_on:%Y-%m-%d}", provisional, words
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        self.today, self.calendar = timezone.localdate(), load_calendar()
        return super().changelist_view(request, extra_context)

    @admin.action(description="确认收到所选申请（条例第三十一条）", permissions=["receive"])
    def confirm_receipt(self, request: HttpRequest, queryset: QuerySet) -> None:
        calendar, today = load_calendar(), timezone.localdate()
        for case in queryset:
            try:
                perform(
                    Act.CONFIRM_RECEIPT, case, Deed(on=today), by=request.user, calendar=calendar, today=today
                )
            except (NotAllowed, PermissionDenied) as error:
                self.message_user(request, f"{case.number}：{error}", messages.ERROR)
            except ValidationError as error:
                self.message_user(request, f"{case.number}：{'；'.join(error.messages)}", messages.ERROR)
            else:
                self.message_user(request, f"{case.number}：已确认收到。", messages.SUCCESS)

    def has_receive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"applications.{Permission.RECEIVE}")

    # --- the case screen ---

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/act/<str:act>/", wrap(self.act), name="applications_application_act"),
            path("<int:pk>/deadline/", wrap(self.deadline_sheet), name="applications_application_deadline"),
            path(
                "<int:pk>/identity/<int:document>/",
                wrap(self.identity),
                name="applications_application_identity",
            ),
            path("<int:pk>/case-file.pdf", wrap(self.case_file), name="applications_application_case_file"),
            path(
                "<int:pk>/extra-letter/",
                wrap(self.extra_letter),
                name="applications_application_extra_letter",
            ),
            path("<int:pk>/letters/<int:letter>/", wrap(self.letter), name="applications_application_letter"),
            *super().get_urls(),
        ]

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        case: Application | None = kwargs.get("obj")
        if case is not None:
            context |= deadline_context(case, load_calendar(), timezone.localdate()) | {
                "next_steps": [
                    {
                        "row": row,
                        "url": reverse("admin:applications_application_act", args=[case.pk, row.act.value]),
                    }
                    for row in next_steps(Stage(case.stage), case.acts)
                    if request.user.has_perm(f"applications.{row.permission}")
                ],
                "events": case.events.select_related("by"),
                "letters": case.letters.select_related("issued_by").prefetch_related("files"),
                "identity_documents": case.identity_documents.all(),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        return act_view(request, self, pk, act)

    def case_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        return case_file_view(request, self, pk)

    def extra_letter(self, request: HttpRequest, pk: int) -> HttpResponse:
        return extra_letter_view(request, self, pk)

    def deadline_sheet(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.get_object(request, str(pk))
        if case is None:
            raise Http404
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        context = deadline_context(case, load_calendar(), timezone.localdate()) | {
            "events": case.events.all()
        }
        return TemplateResponse(request, "applications/deadline_sheet.html", context)

    def identity(self, request: HttpRequest, pk: int, document: int) -> HttpResponse:
        """A scan, for those who may view the case; every look is logged."""
        found = get_object_or_404(IdentityDocument, pk=document, application=pk)
        if not self.has_view_permission(request, found.application):
            raise PermissionDenied
        LogEntry.objects.log_actions(
            request.user.pk, [found.application], CHANGE, "查看了身份证明", single_object=True
        )
        return download(found.file, f"{found.application.number}-身份证明-{found.pk}{found.file.name[-4:]}")

    def letter(self, request: HttpRequest, pk: int, letter: int) -> HttpResponse:
        found = get_object_or_404(Letter, pk=letter, application=pk)
        if not self.has_view_permission(request, found.application):
            raise PermissionDenied
        if "file" in request.GET:
            attached = (
                found.files.filter(pk=request.GET["file"]).first()
                if request.GET["file"].isdecimal()
                else None
            )
            if attached is None:
                raise Http404
            return download(attached.file, attached.name)
        return download(found.file, letter_filename(found))
