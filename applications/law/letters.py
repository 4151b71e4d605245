"""The letters of the procedure: one row each says when it goes out, on what basis, to whom, and what it must state.

L01 and L30 are forms of the file and bear no number. A letter's number is the bureau's word, the character of its
series, the year in 〔〕 and the serial of that series and year: 聊商公开告〔2026〕1号. What each must state in its text is
law in words, in ``letter_texts``; what a template must hold are ``required_fields``.
"""

from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled

from .transitions import Act, Permission


class Recipient(Labelled):
    APPLICANT = "applicant", "申请人"
    PARTY = "party", "第三方或者其他机关"
    FILE = "file", "存卷"


# What every letter shows: whom it addresses, what it says, who issues it and when.
LETTER_FIELDS = ("title", "addressee", "paragraphs", "agency_name", "issued_on")
# 条例29, 45: what the applicant gave, how and when it came, who handles it.
REGISTRATION_FIELDS = (
    "title", "agency_name", "application_number", "channel", "submitted_at", "received_on", "applicant_kind",
    "applicant_name", "identity", "representative", "contact_name", "applicant_phone", "applicant_email",
    "applicant_address", "description", "carrier", "delivery", "handler", "due_on",
)  # fmt: skip
SERVICE_FIELDS = (
    "title", "agency_name", "application_number", "addressee", "served_letter", "served_number", "service_way",
    "served_on", "service_proof",
)  # fmt: skip


@dataclass(frozen=True)
class LetterKind:
    """``series``: the character of its number series, empty if it bears no number. ``decision``: names remedies.

    ``slip``: whether a form for the answer (意见回执) comes with it.
    """

    code: str
    title: str
    series: str
    article: str
    decision: bool = False
    to: Recipient = Recipient.APPLICANT
    slip: bool = False
    fields: tuple[str, ...] = LETTER_FIELDS

    @property
    def required_fields(self) -> tuple[str, ...]:
        """Fields that a template of this letter must contain."""
        numbered = ("number",) if self.series else ()
        remedy = ("remedy",) if self.decision else ()
        return (*self.fields, *numbered, *remedy, *(("slip",) if self.slip else ()))

    @property
    def short_title(self) -> str:
        """The title as the letter bears it; the words in brackets tell the office's letters apart."""
        return self.title.split("（")[0]


R = Recipient

# fmt: off
LETTERS: tuple[LetterKind, ...] = (
    LetterKind("L01", "政府信息公开申请登记表", "", "条例29、45", to=R.FILE, fields=REGISTRATION_FIELDS),
    LetterKind("L02", "政府信息公开申请登记回执", "收", "条例31、33"),
    LetterKind("L03", "政府信息公开申请补正告知书", "补", "条例30"),
    LetterKind("L04", "说明理由告知书", "理", "条例35"),
    LetterKind("L05", "延期答复告知书", "延", "条例33¶2"),
    LetterKind("L06", "延迟答复告知书", "迟", "条例35"),
    LetterKind("L07", "征求第三方意见函", "征", "条例15、32", to=R.PARTY, slip=True),
    LetterKind("L08", "征求意见告知书", "征告", "条例33¶3"),
    LetterKind("L09", "决定公开告知第三方书", "决", "条例32", decision=True, to=R.PARTY),
    LetterKind("L10", "征求共同制作机关意见函", "共", "条例34", to=R.PARTY, slip=True),
    LetterKind("L11", "征求其他机关意见函", "协", "条例33¶3", to=R.PARTY),
    LetterKind("L12", "政府信息公开告知书（已主动公开）", "告", "条例36(一)", decision=True),
    LetterKind("L13", "政府信息予以公开告知书", "告", "条例36(二)、40", decision=True),
    LetterKind("L14", "政府信息部分公开告知书", "告", "条例37", decision=True),
    LetterKind("L15", "政府信息不予公开告知书", "告", "条例36(三)", decision=True),
    LetterKind("L16", "政府信息不存在告知书", "告", "条例36(四)", decision=True),
    LetterKind("L17", "非本机关政府信息告知书", "告", "条例10、36(五)", decision=True),
    LetterKind("L18", "重复申请不予重复处理告知书", "告", "条例36(六)", decision=True),
    LetterKind("L19", "行政查询事项告知书", "告", "条例36(七)", decision=True),
    LetterKind("L20", "无需制作、加工政府信息告知书", "告", "条例38", decision=True),
    LetterKind("L21", "申请内容不明确告知书", "告", "条例30", decision=True),
    LetterKind("L22", "不予处理告知书（信访投诉举报）", "告", "条例39¶1", decision=True),
    LetterKind("L23", "公开出版物告知书", "告", "条例39¶2", decision=True),
    LetterKind("L24", "不予处理告知书（大量反复申请）", "告", "条例35", decision=True),
    LetterKind("L25", "不予处理告知书（确认或重新出具）", "告", "条例2", decision=True),
    LetterKind("L26", "信息处理费收费通知书", "费", "条例42、109号"),
    LetterKind("L27", "政府信息公开申请终止办理告知书", "终", "条例30、109号", decision=True),
    LetterKind("L28", "政府信息更正答复书", "更", "条例41", decision=True),
    LetterKind("L29", "非政府信息告知书", "告", "条例2", decision=True),
    LetterKind("L30", "送达回证", "", "条例45", to=R.FILE, fields=SERVICE_FIELDS),
)
# fmt: on

# What goes out with an act; a closing act sends the letter of its outcome. The first one is previewed.
LETTERS_OF_ACT: dict[Act, tuple[str, ...]] = {
    Act.CONFIRM_RECEIPT: ("L02",),
    Act.ASK_CLARIFICATION: ("L03",),
    Act.ASK_REASONS: ("L04",),
    Act.EXTEND: ("L05",),
    Act.DEFER: ("L06",),
    # The applicant is told on the same day that the time does not count (条例33¶3).
    Act.CONSULT_THIRD_PARTY: ("L07", "L08"),
    Act.CONSULT_JOINT_MAKER: ("L10", "L08"),
    Act.CONSULT_ORGAN: ("L11", "L08"),
    Act.NOTIFY_FEE: ("L26",),
}

# Letters that accompany no act, and who may make them; L09 overrides an objection, which is for the head.
EXTRA_LETTERS = {"L01": Permission.RECEIVE, "L09": Permission.APPROVE, "L30": Permission.HANDLE}

LETTERS_BY_CODE = {letter.code: letter for letter in LETTERS}
# Letters that the applicant never sees: they name the party consulted, or belong to the file.
NOT_TO_APPLICANT = frozenset(letter.code for letter in LETTERS if letter.to is not R.APPLICANT)


def letter_number(word: str, letter: LetterKind, year: int, serial: int) -> str:
    """``聊商公开告〔2026〕1号``: six-corner brackets, no leading zero (GB/T 9704)."""
    return f"{word}{letter.series}〔{year}〕{serial}号"
