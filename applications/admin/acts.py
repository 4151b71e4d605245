"""One page for all acts of the procedure: it asks for what the act needs, previews the letter, and does it."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from applications import letters
from applications.casework import approved, perform
from applications.deed import Deed
from applications.downloads import docx_response
from applications.law.clock import EXTENSION_WORKDAYS, LIMITS
from applications.law.outcomes import OUTCOMES, outcomes_by_group
from applications.law.transitions import (
    CONSULTATIONS,
    Act,
    NotAllowed,
    Permission,
    Stage,
    Transition,
    replay,
    transition_for,
)
from applications.models import Application, FeeNotice, Service
from applications.outdated import overtaken_by
from applications.staff import staff_with
from disclosure.law.exemptions import EXEMPTIONS
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .staff_field import StaffField

SUPPLEMENT_HELP = "申请人应当提交的最后一日；条例只说“合理期限”，默认按本机关设置的工作日数计算。"

NOTE_LABELS = {
    Act.CONFIRM_RECEIPT: "确认经过（选填）",
    Act.ASK_CLARIFICATION: "需要补正的事项（一次性告知，写入告知书）",
    Act.ASK_REASONS: "数量、频次的情况（写入告知书）",
    Act.DEFER: "延迟答复的原因（写入告知书）",
    Act.REQUEST_EXTENSION: "申请延期的原因和天数",
    Act.EXTEND: "延期原因（写入告知书，如“需要检索历年档案”）",
    Act.DECLINE_EXTENSION: "不批准的原因",
    Act.NOTIFY_FEE: "缴纳办法（写入通知书；计算过程自动写入）",
    Act.PROPOSE_REPLY: "事实和理由、获取方式或者检索情况（写入告知书）",
    Act.RETURN_REPLY: "退回的原因",
    Act.REPLY: "提供的信息、获取方式和途径（写入告知书）",
    Act.TRANSFER: "转交的原因",
    Act.REOPEN: "复议决定书或者判决书的文号和内容",
    Act.WITHDRAW: "撤回的经过",
} | dict.fromkeys(CONSULTATIONS, "所涉信息和需要说明的情况（写入征求意见函）")
NOTE_OPTIONAL = frozenset(
    {
        Act.CONFIRM_RECEIPT, Act.RECEIVE_CLARIFICATION, Act.RECEIVE_REASONS, Act.RECEIVE_OPINION, Act.RECEIVE_PAYMENT,
        Act.ABANDON, Act.LAPSE_FEE, Act.APPROVE_REPLY, Act.SERVE, Act.TRANSFER,
    }
)  # fmt: skip

# Which fields an act needs besides its day and a note.
FIELDS = {
    Act.ASK_CLARIFICATION: {"until"},
    Act.ASK_REASONS: {"until"},
    Act.DEFER: {"until"},
    Act.RECEIVE_OPINION: {"party"},
    Act.EXTEND: {"workdays"},
    Act.NOTIFY_FEE: {"scale", "count", "party_received_on"},
    Act.PROPOSE_REPLY: {"outcome", "withheld", "grounds", "files"},
    Act.REPLY: {"outcome", "files"},
    Act.TRANSFER: {"handler"},
    Act.SERVE: {"way", "proof", "proof_file"},
} | {act: {"party", "party_received_on"} for act in CONSULTATIONS}


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
    withheld = forms.CharField(
        label="部分公开时：不予公开的部分",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="写明隐去或者不提供的是哪一部分，例如“合同第三条价格条款”。",
    )
    grounds = forms.MultipleChoiceField(
        label="不予公开的依据",
        required=False,
        help_text="部分公开的必填；不予公开的也请勾选，告知书据此写明具体是哪一种。",
        choices=[(row.code, f"{row.article} {row.label}") for row in EXEMPTIONS],
        widget=forms.CheckboxSelectMultiple,
    )
    scale = forms.ChoiceField(
        label="计费方式",
        choices=FeeNotice.Scale.choices(),
        help_text="一件申请只能用一种（国办函〔2020〕109号第三条）。",
    )
    count = forms.IntegerField(
        label="件数或者页数",
        min_value=1,
        help_text="按件：该申请人当月累计件数；按量：本件提供的 A4 单面页数。",
    )
    handler = StaffField(label="接手的承办人", queryset=User.objects.none())
    way = forms.ChoiceField(label="送达方式", choices=Service.Way.choices())
    proof = forms.CharField(
        label="送达凭证", required=False, max_length=200, help_text="邮件单号、签收人等。"
    )
    proof_file = forms.FileField(label="凭证扫描件", required=False)
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
        label="对方收到之日",
        required=False,
        widget=widgets.AdminDateWidget,
        help_text="对方的期限自收到之日起计算；还不知道的可以先留空，按发出之日计算。",
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
        wanted = (
            {"on"}
            if row.source is Stage.REPLYING and act is Act.REPLY
            else {"on", "note"} | FIELDS.get(act, set())
        )
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        if "note" in wanted:
            self.fields["note"].label = NOTE_LABELS.get(act, "说明（选填）")
            self.fields["note"].required = act not in NOTE_OPTIONAL
            self.fields["note"].help_text = _note_help(row)
        if "handler" in wanted:
            self.fields["handler"].queryset = handlers()
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
        cleaned["grounds"] = tuple(cleaned.get("grounds", ()))
        return Deed(**cleaned)


def handlers() -> QuerySet[User]:
    """Staff who may handle a case, by role or by their own permission."""
    return staff_with(Permission.HANDLE)


def _note_help(row: Transition) -> str:
    """What the letter must state in the officer's own words; a list where the outcome decides which letter it is."""
    replying = row.act in (Act.REPLY, Act.PROPOSE_REPLY)
    codes = row.outcomes or tuple(OUTCOMES if replying else ())
    covers = letters.note_covers(row.act, codes)
    if len(covers) == 1:
        return f"应当写明：{covers[0][1]}。"
    rows = format_html_join("", "<li>{}：{}</li>", ((kind.title, words) for kind, words in covers))
    return (
        format_html("<details><summary>各种告知书应当写明的内容</summary><ul>{}</ul></details>", rows)
        if rows
        else ""
    )


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
    seen = seen_events(request)
    overtaken = False
    try:
        row = transition_for(Stage(case.stage), wanted, case.acts)
    except NotAllowed as error:
        row = _row_on_page(case, wanted, seen)
        if row is None:
            model_admin.message_user(request, f"{case.number}：{error}", messages.ERROR)
            return back
        overtaken = True
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
    if overtaken and not form.is_valid():
        form.add_error(None, overtaken_by(case, seen))
    elif request.method == "POST" and form.is_valid():
        deed = form.deed()
        if row.source is Stage.REPLYING and wanted is Act.REPLY:
            deed = approved(case, deed)
        try:
            if "preview" in request.POST:
                return _preview(wanted, case, deed, row)
            perform(wanted, case, deed, by=request.user, calendar=calendar, today=today, seen=seen)
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
        "has_letter": row.closing
        or wanted is Act.PROPOSE_REPLY
        or letters.letter_for(wanted, "") is not None,
        "deadline": case.deadline(calendar, today),
        "today": today,
        # What was refused as outdated may be done after all, once the difference was read - if it still can be.
        "seen": seen if overtaken else case.events.count(),
        "overtaken": overtaken,
    }
    return TemplateResponse(request, "admin/applications/application/act.html", context)


def seen_events(request: HttpRequest) -> int | None:
    """How many events the posted page was made from; None if it does not say."""
    value = request.POST.get("seen", "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None


def _row_on_page(case: Application, act: Act, seen: int | None) -> Transition | None:
    """The row that a posted page was made from, where the case has moved on since; None if there was none."""
    if seen is None:
        return None
    done = case.acts[:seen]
    try:
        return transition_for(replay(done), act, done)
    except NotAllowed:
        return None


def _preview(act: Act, case: Application, deed: Deed, row: Transition) -> HttpResponse:
    outcome = deed.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    found = letters.preview(act, case, deed, outcome=outcome, agency=Agency.objects.current())
    if found is None:
        raise NotAllowed("这一步不制发告知书，没有可以预览的内容。")
    kind, content = found
    return docx_response(content, f"预览 {kind.title}")
