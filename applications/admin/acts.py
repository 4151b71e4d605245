"""One page for all acts of the procedure: it asks for what the act needs, previews the letter, and does it."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from applications import letters
from applications.casework import perform
from applications.deed import Deed
from applications.downloads import docx_response
from applications.law.clock import EXTENSION_WORKDAYS, LIMITS
from applications.law.outcomes import outcomes_by_group
from applications.law.transitions import CONSULTATIONS, Act, NotAllowed, Stage, Transition, transition_for
from applications.models import Application
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar, add_workdays

SUPPLEMENT_HELP = "申请人应当提交的最后一日；条例只说“合理期限”，默认按本机关设置的工作日数计算。"

NOTE_LABELS = {
    Act.CONFIRM_RECEIPT: "确认经过（选填）",
    Act.ASK_CLARIFICATION: "需要补正的事项（一次性告知，写入告知书）",
    Act.ASK_REASONS: "数量、频次的情况（写入告知书）",
    Act.DEFER: "延迟答复的原因（写入告知书）",
    Act.EXTEND: "延期原因（写入告知书，如“需要检索历年档案”）",
    Act.NOTIFY_FEE: "计费的方式、件数或者页数、金额和缴纳办法（写入通知书）",
    Act.REPLY: "事实和理由、获取方式或者检索情况（写入告知书）",
    Act.WITHDRAW: "撤回的经过",
} | dict.fromkeys(CONSULTATIONS, "所涉信息和需要说明的情况（写入征求意见函）")
NOTE_REQUIRED = frozenset(
    {Act.ASK_CLARIFICATION, Act.ASK_REASONS, Act.DEFER, Act.EXTEND, Act.NOTIFY_FEE, Act.REPLY}
)


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files in one field, as Django's documentation describes it."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list:
        return [super(MultipleFileField, self).clean(one, initial) for one in data or () if one]


class ActForm(forms.Form):
    """Only the fields that the act needs are kept; the day is checked again by the door."""

    on = forms.DateField(
        label="日期", widget=widgets.AdminDateWidget, help_text="实际发生的日期，不能晚于今天。"
    )
    outcome = forms.ChoiceField(
        label="办理结果", help_text="即年度报告表三的一行，同时决定使用哪一种告知书和救济途径。"
    )
    withheld_under_14_to_16 = forms.BooleanField(
        label="部分公开时：不予公开的部分依据条例第十四条至第十六条",
        required=False,
        help_text="勾选后，告知书写明应当先申请行政复议。",
    )
    workdays = forms.IntegerField(
        label="延长的工作日数",
        min_value=1,
        max_value=EXTENSION_WORKDAYS,
        initial=EXTENSION_WORKDAYS,
        help_text="自原答复期限届满起计算，最长 20 个工作日，只能延长一次（条例第三十三条）。",
    )
    until = forms.DateField(label="期限至", widget=widgets.AdminDateWidget)
    party = forms.CharField(label="被征求意见方", max_length=100)
    party_received_on = forms.DateField(
        label="对方收到征求意见函之日",
        required=False,
        widget=widgets.AdminDateWidget,
        help_text="十五个工作日自对方收到之日起计算；还不知道的可以先留空，按发出之日计算。",
    )
    note = forms.CharField(
        label="说明", required=False, widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"})
    )
    files = MultipleFileField(
        label="随附文件", required=False, help_text="提供给申请人的信息，可以选择多个文件。"
    )

    def __init__(
        self,
        *args: Any,
        row: Transition,
        case: Application,
        calendar: WorkCalendar,
        today: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        act = row.act
        self.fields["on"].initial = today
        wanted = {"on", "note"} | _fields_of(row)
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        self.fields["note"].label = NOTE_LABELS.get(act, "说明（选填）")
        self.fields["note"].required = act in NOTE_REQUIRED
        if "outcome" in wanted:
            groups = outcomes_by_group()
            if row.outcomes:
                groups = [(label, [c for c in rows if c[0] in row.outcomes]) for label, rows in groups]
            self.fields["outcome"].choices = [("", "请选择"), *[group for group in groups if group[1]]]
        if "until" in wanted:
            workdays = _supplement_workdays(act)
            self.fields["until"].initial = add_workdays(today, workdays, calendar)
            self.fields["until"].help_text = SUPPLEMENT_HELP if act is Act.ASK_CLARIFICATION else ""
        if act is Act.RECEIVE_OPINION:
            asked = [event.party for event in case.events.all() if event.act in CONSULTATIONS]
            self.fields["party"] = forms.ChoiceField(
                label="答复意见的一方", choices=[(name, name) for name in asked]
            )

    def deed(self) -> Deed:
        cleaned = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        cleaned["files"] = [(file.name, file) for file in cleaned.pop("files", [])]
        return Deed(**cleaned)


def _fields_of(row: Transition) -> set[str]:
    """Which fields an act needs besides its day and a note."""
    if row.act is Act.REPLY:
        return {"outcome", "withheld_under_14_to_16", "files"}
    if row.act in CONSULTATIONS:
        return {"party", "party_received_on"}
    return {
        Act.RECEIVE_OPINION: {"party"},
        Act.EXTEND: {"workdays"},
        Act.DEFER: {"until"},
        Act.ASK_CLARIFICATION: {"until"},
        Act.ASK_REASONS: {"until"},
    }.get(row.act, set())


def _supplement_workdays(act: Act) -> int:
    return settings.GK_SUPPLEMENT_WORKDAYS if act is not Act.DEFER else LIMITS["reply"].workdays


def act_view(request: HttpRequest, model_admin: ModelAdmin, pk: int, act: str) -> HttpResponse:
    """GET asks, POST does; a refusal is shown on the same page with everything that was typed."""
    try:
        wanted = Act(act)
    except ValueError as error:
        raise Http404 from error
    case = model_admin.get_object(request, str(pk))
    if case is None:
        raise Http404
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    back = redirect("admin:applications_application_change", case.pk)
    calendar, today = load_calendar(), timezone.localdate()
    try:
        row = transition_for(Stage(case.stage), wanted, case.acts)
    except NotAllowed as error:
        model_admin.message_user(request, f"{case.number}：{error}", messages.ERROR)
        return back
    if not request.user.has_perm(f"applications.{row.permission}"):
        raise PermissionDenied(f"没有“{wanted.label}”的权限。")

    form = ActForm(
        request.POST or None,
        request.FILES or None,
        row=row,
        case=case,
        calendar=calendar,
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        deed = form.deed()
        try:
            if "preview" in request.POST:
                return _preview(wanted, case, deed, row)
            perform(wanted, case, deed, by=request.user, calendar=calendar, today=today)
        except NotAllowed as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            model_admin.message_user(request, f"{case.number}：“{wanted.label}”已登记。", messages.SUCCESS)
            return back
    context = model_admin.admin_site.each_context(request) | {
        "form": form,
        "case": case,
        "act": wanted,
        "row": row,
        "title": f"{wanted.label}：{case.number}",
        "opts": model_admin.opts,
        "media": model_admin.media + form.media,
        "has_letter": row.closing or letters.letter_for(wanted, "") is not None,
        "deadline": case.deadline(calendar, today),
        "today": today,
    }
    return TemplateResponse(request, "admin/applications/application/act.html", context)


def _preview(act: Act, case: Application, deed: Deed, row: Transition) -> HttpResponse:
    outcome = deed.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    found = letters.preview(act, case, deed, outcome=outcome, agency=Agency.objects.current())
    if found is None:
        raise NotAllowed("这一步不制发告知书，没有可以预览的内容。")
    kind, content = found
    return docx_response(content, f"预览 {kind.title}")
