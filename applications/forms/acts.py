"""What the office enters for an act of the procedure: only the fields that the act needs, and why each is asked."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import widgets
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.html import format_html, format_html_join

from applications import letters
from applications.deed import Deed
from applications.law.clock import EXTENSION_WORKDAYS, LIMITS, Event, awaiting_receipt, unanswered
from applications.law.outcomes import OUTCOMES, outcomes_by_group
from applications.law.transitions import CONSULTATIONS, Act, Opinion, Permission, Stage, Transition
from applications.models import Application, FeeNotice, Service
from applications.staff import staff_with
from applications.uploads import check_scan
from disclosure.law.exemptions import EXEMPTIONS
from liaocheng_gk.uploads import REPLY, check_upload, words_for
from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .act_help import day_help
from .staff_field import StaffField

UNTIL_LABELS = {Act.CONSULT_ORGAN: "请对方回复的日期"}
UNTIL_HELP = {
    Act.ASK_CLARIFICATION: "申请人应当提交的最后一日；条例只说“合理期限”，默认按本机关设置的工作日数计算。",
    Act.CONSULT_ORGAN: "条例没有规定其他机关的期限，写入函中；到期未复的请催办。",
}

NOTE_LABELS = {
    Act.CONFIRM_RECEIPT: "确认经过（选填）",
    Act.ASK_CLARIFICATION: "需要补正的事项（一次性告知，写入告知书）",
    Act.ASK_REASONS: "数量、频次的情况（写入告知书）",
    Act.DEFER: "延迟答复的原因（写入告知书）",
    Act.REQUEST_EXTENSION: "申请延期的原因和天数",
    Act.EXTEND: "延期原因（写入告知书，如“需要检索历年档案”）",
    Act.DECLINE_EXTENSION: "不批准的原因",
    Act.NOTIFY_FEE: "缴纳办法（写入通知书；计算过程自动写入）",
    Act.RECEIVE_OPINION: "意见内容和理由（选填，写入卷宗）",
    Act.PROPOSE_REPLY: "事实和理由、获取方式或者检索情况（写入告知书）",
    Act.RETURN_REPLY: "退回的原因",
    Act.REPLY: "提供的信息、获取方式和途径（写入告知书）",
    Act.TRANSFER: "转交的原因",
    Act.REOPEN: "复议决定书或者判决书的文号和内容",
    Act.WITHDRAW: "撤回的经过",
} | dict.fromkeys(CONSULTATIONS, "所涉信息和需要说明的情况（写入征求意见函）")
NOTE_OPTIONAL = frozenset(
    {
        Act.CONFIRM_RECEIPT, Act.RECEIVE_CLARIFICATION, Act.RECEIVE_REASONS, Act.RECEIVE_OPINION, Act.NOTE_RECEIPT,
        Act.RECEIVE_PAYMENT,
        Act.ABANDON, Act.LAPSE_FEE, Act.APPROVE_REPLY, Act.SERVE, Act.TRANSFER,
    }
)  # fmt: skip

# Which fields an act needs besides its day and a note.
FIELDS = {
    Act.ASK_CLARIFICATION: {"until"},
    Act.RECEIVE_CLARIFICATION: {"files"},
    Act.ASK_REASONS: {"until"},
    Act.RECEIVE_REASONS: {"files"},
    Act.DEFER: {"until"},
    Act.RECEIVE_OPINION: {"party", "opinion"},
    Act.NOTE_RECEIPT: {"party", "party_received_on"},
    Act.EXTEND: {"workdays"},
    Act.NOTIFY_FEE: {"scale", "count", "party_received_on"},
    Act.PROPOSE_REPLY: {"outcome", "withheld", "grounds", "files"},
    Act.REPLY: {"outcome", "files"},
    Act.TRANSFER: {"handler"},
    Act.SERVE: {"way", "proof", "proof_file"},
    Act.CONSULT_THIRD_PARTY: {"party", "party_received_on"},
    Act.CONSULT_JOINT_MAKER: {"party", "party_received_on"},
    Act.CONSULT_ORGAN: {"party", "until"},
}


MOST_FILES = 20


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files in one field, each checked as every upload is."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        given = [super(MultipleFileField, self).clean(one, initial) for one in data or () if one]
        if len(given) > MOST_FILES:
            raise ValidationError(
                f"一次最多附 {MOST_FILES} 个文件，现在有 {len(given)} 个，没有登记。请打包成 .zip 后再附上；填写的其他内容已保留。"
            )
        return [check_upload(one, REPLY).named() for one in given]


class ActForm(forms.Form):
    """Only the fields that the act needs are kept; the day is checked again by the door."""

    on = forms.DateField(label="日期", widget=widgets.AdminDateWidget)
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
        help_text="对方的期限自收到之日起计算；还不知道的可以先留空，收到回执后用“登记对方收到之日”补登。",
    )
    opinion = forms.ChoiceField(
        label="对方的意见",
        choices=[("", "请选择"), *Opinion.choices()],
        help_text="第三方不同意公开且有合理理由的，不予公开（条例第三十二条）。",
    )
    note = forms.CharField(
        label="说明", required=False, widget=forms.Textarea(attrs={"rows": 8, "class": "vLargeTextField"})
    )
    files = MultipleFileField(
        label="随附文件",
        required=False,
        help_text=f"提供给申请人的信息，可以选择多个文件（{words_for(REPLY)}）。",
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
        self.fields["on"].help_text = day_help(act)
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
            self.fields["handler"].queryset = staff_with(Permission.HANDLE)
        if "outcome" in wanted:
            groups = outcomes_by_group()
            if row.outcomes:
                groups = [(label, [c for c in rows if c[0] in row.outcomes]) for label, rows in groups]
            self.fields["outcome"].choices = [("", "请选择"), *[group for group in groups if group[1]]]
        if "until" in wanted:
            self.fields["until"].initial = add_workdays(today, _usual_workdays(act), calendar)
            self.fields["until"].label = UNTIL_LABELS.get(act, "期限至")
            self.fields["until"].help_text = UNTIL_HELP.get(act, "")
        if act is Act.RECEIVE_OPINION:
            self._offer_parties("答复意见的一方", unanswered(case.law_events))
        if act is Act.NOTE_RECEIPT:
            self._offer_parties("收到函件的一方", awaiting_receipt(case.law_events))
            self.fields["party_received_on"].required = True
            self.fields["party_received_on"].help_text = "以回执或者邮件签收记录为准；再次登记即为更正。"

    def clean_proof_file(self) -> File | None:
        upload = self.cleaned_data.get("proof_file")
        return check_scan(upload).named() if upload else None

    def _offer_parties(self, label: str, letters_out: list[Event]) -> None:
        names = dict.fromkeys(letter.party for letter in letters_out)
        self.fields["party"] = forms.ChoiceField(label=label, choices=[(name, name) for name in names])

    def deed(self) -> Deed:
        cleaned = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        cleaned["files"] = [(file.name, file) for file in cleaned.pop("files", [])]
        cleaned["grounds"] = tuple(cleaned.get("grounds", ()))
        return Deed(**cleaned)


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


def _usual_workdays(act: Act) -> int:
    if act is Act.DEFER:
        return LIMITS["reply"].workdays
    return LIMITS["third_party"].workdays if act is Act.CONSULT_ORGAN else settings.GK_SUPPLEMENT_WORKDAYS
