"""The register in the admin: the list with its traffic light, and the pages that hang on a case."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from applications.casework import perform
from applications.deadline_sheet import deadline_context
from applications.deed import Deed
from applications.finding import SEARCH_HELP, holding
from applications.forms.submission import new_submission_key
from applications.law.transitions import Act, NotAllowed, Permission, Stage
from applications.light import light_on
from applications.models import Application
from applications.staff import name_of
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.doors.confirmation import ask_first, fresh_password, is_fresh

from . import papers
from .acts import act_view
from .assignment import assign_selected, hand_over_view
from .case_file import case_file_view
from .case_screen import HandlerForm, screen_context
from .extra_letter import extra_letter_view
from .filters import HandlerFilter, WorkFilter
from .intake import ENTERED, IntakeForm
from .ledger import export_view, ledger_response
from .looks import LooksOnRecord
from .saved_filters import delete_filter, filter_query, filters_of, save_filter
from .service import service_view


@admin.register(Application)
class ApplicationAdmin(LooksOnRecord):
    list_display = ["number", "light", "stage", "name", "short_description", "handled_by", "received"]
    list_filter = [
        WorkFilter,
        HandlerFilter,
        "stage",
        "channel",
        "applicant_kind",
        "outcome",
    ]
    list_select_related = ["handler"]
    list_per_page = 50
    search_fields = ["number"]
    search_help_text = SEARCH_HELP
    date_hierarchy = "submitted_at"
    actions = ["confirm_receipt", "assign_to", "export_ledger", "export_masked_ledger"]
    change_form_template = "admin/applications/application/case.html"
    change_list_template = "admin/applications/application/change_list.html"

    class Media:
        css = {"all": ["css/desk.css"]}

    # --- who may do what: the acts' own permissions, not Django's ---

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_receive_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        """What can be changed of a case by form is who handles it."""
        return self.has_assign_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        return False

    def has_receive_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"applications.{Permission.RECEIVE}")

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"applications.{Permission.ASSIGN}")

    # --- the two forms ---

    def get_form(self, request: HttpRequest, obj: Application | None = None, **kwargs: Any):
        kwargs["form"] = IntakeForm if obj is None else HandlerForm
        return super().get_form(request, obj, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Application | None = None) -> list[str]:
        if obj is not None:
            return ["handler"]
        return ["arrived_on", *ENTERED, "scan"]

    def save_model(self, request: HttpRequest, obj: Application, form: forms.ModelForm, change: bool) -> None:
        if not change:
            filed = form.file(timezone.now())
            obj.pk, obj.number = filed.pk, filed.number
        elif "handler" in form.changed_data:
            perform(
                Act.TRANSFER,
                obj,
                Deed(timezone.localdate(), handler=form.cleaned_data["handler"]),
                by=request.user,
                calendar=load_calendar(),
                today=timezone.localdate(),
                seen=form.cleaned_data.get("seen"),
            )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict | None = None,
    ) -> HttpResponse:
        """What the door refuses after the form was found in order is told on the case screen."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except NotAllowed as error:
            self.message_user(request, str(error), messages.ERROR)
            return redirect(request.path)

    def response_post_save_change(self, request: HttpRequest, obj: Application) -> HttpResponse:
        return redirect("admin:applications_application_change", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        case: Application | None = kwargs.get("obj")
        if case is None:
            context["submission_key"] = request.POST.get("submission_key") or new_submission_key()
        else:
            context |= {"title": "公开申请"} | screen_context(
                case, user=request.user, calendar=load_calendar(), today=timezone.localdate()
            )
        return super().render_change_form(request, context, *args, **kwargs)

    # --- the list ---

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By part of the number, and by what is sealed."""
        by_number, doubles = super().get_search_results(request, queryset, search_term)
        if not search_term.strip():
            return by_number, doubles
        return by_number | queryset.filter(holding(queryset, search_term, ("name", "description"))), doubles

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        self.today, self.calendar = timezone.localdate(), load_calendar()
        return super().changelist_view(
            request,
            {
                "saved_filters": filters_of(request.user),
                "filter_query": filter_query(request.GET.urlencode()),
                "may_assign": self.has_assign_permission(request),
                "is_nav_sidebar_enabled": False,  # the width goes to the list
            },
        )

    @admin.display(description="所需信息")
    def short_description(self, case: Application) -> str:
        text = case.description.strip()
        return text if len(text) <= 30 else f"{text[:30]}…"

    @admin.display(description="收到申请之日", ordering="received_on")
    def received(self, case: Application) -> str:
        return case.received_on.isoformat() if case.received_on else "—"

    @admin.display(description="承办人", ordering="handler__username")
    def handled_by(self, case: Application) -> str:
        return name_of(case.handler) if case.handler else "—"

    @admin.display(description="答复期限", ordering="due_on")
    def light(self, case: Application) -> str:
        """Colour, word and days: never colour alone."""
        if case.due_on is None:
            return "—"
        due_on = f"{case.due_on:%Y-%m-%d}{'（暂定）' if case.due_provisional else ''}"
        if case.stage == Stage.CLOSED:
            return due_on
        light = light_on(case.due_on, self.today, self.calendar)
        return format_html('<span class="light light-{}">{} {}</span>', light.tone, due_on, light.words)

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

    @admin.action(description="分派给…", permissions=["assign"])
    def assign_to(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        return assign_selected(self, request, queryset)

    @admin.action(description="导出台账", permissions=["view"])
    def export_ledger(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        if not is_fresh(request):
            self.message_user(request, "导出个人信息要先确认密码，确认后请重新选择案件。", messages.WARNING)
            return ask_first(request, back=request.get_full_path())
        return ledger_response(request, queryset, masked=False, which="列表中选择的案件")

    @admin.action(description="导出台账（隐去姓名）", permissions=["view"])
    def export_masked_ledger(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse:
        return ledger_response(request, queryset, masked=True, which="列表中选择的案件")

    # --- the pages that hang on a case or on the list ---

    def get_urls(self) -> list:
        def page(route: str, view: Any, name: str, **fixed: Any) -> Any:
            wrapped = self.admin_site.admin_view(partial(view, model_admin=self, **fixed))
            return path(route, wrapped, name=f"applications_application_{name}")

        return [
            page("<int:pk>/act/<str:act>/", act_view, "act"),
            page("<int:pk>/deadline/", _deadline_sheet, "deadline"),
            page("<int:pk>/case-file.pdf", fresh_password(case_file_view), "case_file"),
            page("<int:pk>/extra-letter/", extra_letter_view, "extra_letter"),
            page("<int:pk>/identity/<int:document>/", fresh_password(papers.identity), "identity"),
            page(
                "<int:pk>/identity/<int:document>/page/",
                fresh_password(papers.identity_page),
                "identity_page",
            ),
            page("<int:pk>/material/<int:file>/", papers.applicant_file, "material"),
            page("<int:pk>/draft/", papers.draft_letter, "draft_letter"),
            page("<int:pk>/draft/<int:file>/", papers.draft_file, "draft_file"),
            page("<int:pk>/letters/<int:letter>/", papers.letter, "letter"),
            page("<int:pk>/letters/<int:letter>/service/", service_view, "service"),
            page("hand-over/", hand_over_view, "hand_over"),
            page("ledger.xlsx", fresh_password(export_view), "ledger", masked=False),
            page("ledger-masked.xlsx", export_view, "masked_ledger", masked=True),
            page("filters/", save_filter, "save_filter"),
            page("filters/<int:pk>/delete/", delete_filter, "delete_filter"),
            *super().get_urls(),
        ]


def _deadline_sheet(request: HttpRequest, model_admin: admin.ModelAdmin, pk: int) -> HttpResponse:
    case = papers.visible_case(request, model_admin, pk, "期限计算书")
    context = deadline_context(case, load_calendar(), timezone.localdate()) | {"events": case.events.all()}
    return TemplateResponse(request, "applications/deadline_sheet.html", context)
