"""What a letter says, in the words of the case: every placeholder a template may hold, and how it is filled."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.utils import timezone

from disclosure.law.exemptions import EXEMPTION_BY_CODE
from liaocheng_gk.models import Agency

from .deed import Deed
from .law import letter_texts as texts
from .law.applicants import ApplicantKind, Carrier, Delivery, IdentityKind
from .law.fees import PER_PAGE, PER_PIECE, charges, fee
from .law.letters import LETTERS_BY_CODE, LetterKind, Recipient
from .law.outcomes import OUTCOMES, Remedy
from .law.receipt import RULE_BY_CHANNEL, Channel, ReceiptDay
from .law.remedies import remedy_of, remedy_paragraph
from .law.transitions import Act, Opinion
from .models import Application, CaseEvent, FeeNotice, Letter, Service

TARIFFS = {FeeNotice.Scale.PIECES: PER_PIECE, FeeNotice.Scale.PAGES: PER_PAGE}

# Every placeholder, with its meaning for those who write a template.
FIELDS = {
    "title": "告知书名称",
    "number": "文号",
    "addressee": "主送",
    "paragraphs": "正文各段",
    "remedy": "救济途径",
    "attachments": "附件说明各行",
    "slip": "意见回执各行",
    "agency_name": "本机关名称",
    "issued_on": "成文日期",
    "office": "政府信息公开工作机构",
    "application_number": "申请编号",
    "channel": "申请渠道",
    "submitted_at": "提交时间",
    "signed_on": "签收日期",
    "received_on": "收到申请之日",
    "due_on": "答复期限",
    "applicant_kind": "申请人类别",
    "applicant_name": "申请人姓名或者名称",
    "identity": "证件种类和号码",
    "representative": "法定代表人或者负责人",
    "contact_name": "联系人",
    "applicant_phone": "申请人联系电话",
    "applicant_email": "申请人电子邮箱",
    "applicant_address": "申请人通信地址和邮政编码",
    "description": "所需政府信息",
    "carrier": "载体形式",
    "delivery": "获取信息的方式",
    "handler": "承办人",
    "outcome": "办理结果",
    "served_letter": "送达的文书",
    "served_number": "送达文书的文号",
    "service_way": "送达方式",
    "served_on": "送达日期",
    "service_proof": "送达凭证",
}


def chinese_date(day: date | None) -> str:
    """``2026年3月5日``: Arabic figures, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def context_for(
    kind: LetterKind,
    case: Application,
    deed: Deed,
    *,
    agency: Agency,
    number: str,
    outcome: str = "",
    act: Act | None = None,
    served: Letter | None = None,
) -> dict[str, Any]:
    """Everything a template may show, under the names of ``FIELDS``. ``case`` stands as it will after the act."""
    to_applicant = kind.to is Recipient.APPLICANT
    context = _case_fields(case) | _service_fields(served)
    context |= {
        "agency_name": agency.name_on(deed.on),
        "office": agency.office,
        "number": number,
        "title": kind.short_title,
        "addressee": case.name if to_applicant or kind.to is Recipient.FILE else deed.party,
        "issued_on": chinese_date(deed.on),
        "outcome": OUTCOMES[outcome].label if outcome else case.outcome_label,
        "attachments": attachment_lines(name for name, _ in deed.files),
    }
    places = context | _places(kind, case, deed, agency, outcome, act)
    return context | {
        "paragraphs": filled(texts.TEXTS.get(kind.code, ()), places),
        "slip": [line.format(**places) for line in texts.SLIPS.get(kind.code, ())],
        "remedy": _remedy(kind, deed, agency, outcome),
    }


def filled(lines: Iterable[str], places: dict[str, Any]) -> list[str]:
    """The paragraphs of a letter; what people typed in several lines becomes several paragraphs."""
    return [part.strip() for line in lines for part in line.format(**places).splitlines() if part.strip()]


def you(case: Any) -> str:
    """How a letter speaks to whoever it addresses."""
    return (
        "您" if getattr(case, "applicant_kind", ApplicantKind.NATURAL) == ApplicantKind.NATURAL else "贵单位"
    )


def attachment_lines(names: Iterable[str]) -> list[str]:
    """附件说明: a number only where there are several, nothing behind the name (GB/T 9704)."""
    stems = [PurePath(name).stem for name in names]
    if len(stems) == 1:
        return [f"附件：{stems[0]}"]
    return [f"{'　　　' if place else '附件：'}{place + 1}.{stem}" for place, stem in enumerate(stems)]


def _case_fields(case: Application) -> dict[str, str]:
    return {
        "application_number": case.number,
        "channel": Channel(case.channel).label,
        "submitted_at": _minute(timezone.localtime(case.submitted_at)),
        "signed_on": chinese_date(case.signed_on),
        "received_on": chinese_date(case.received_on or case.submitted_on),
        "due_on": chinese_date(case.due_on),
        "applicant_kind": ApplicantKind(case.applicant_kind).label,
        "applicant_name": case.name,
        "identity": f"{IdentityKind(case.identity_kind).label}　{case.identity_number}",
        "representative": case.representative,
        "contact_name": case.contact_name,
        "applicant_phone": case.phone,
        "applicant_email": case.email,
        "applicant_address": f"{case.address}　{case.postcode}".strip(),
        "description": case.description.strip(),
        "carrier": Carrier(case.carrier).label,
        "delivery": Delivery(case.delivery).label,
        "handler": str(case.handler.get_full_name() or case.handler) if case.handler else "",
    }


def _minute(at: datetime) -> str:
    return f"{chinese_date(at.date())}{at.hour}时{at.minute:02d}分"


def _service_fields(served: Letter | None) -> dict[str, str]:
    """送达回证: what the register knows already; the rest is filled in by hand."""
    entry = served.services.valid().first() if served else None
    return {
        "served_letter": LETTERS_BY_CODE[served.code].short_title if served else "",
        "served_number": served.number if served else "",
        "service_way": Service.Way(entry.way).label if entry else "",
        "served_on": chinese_date(entry.served_on) if entry else "",
        "service_proof": entry.proof if entry else "",
    }


def _places(
    kind: LetterKind, case: Application, deed: Deed, agency: Agency, outcome: str, act: Act | None
) -> dict[str, str]:
    """What the texts of ``law.letter_texts`` ask for besides the fields of a template."""
    articles = "、".join(OUTCOMES[outcome].articles) if outcome else ""
    note = deed.note.strip()
    places = _case_fields(case) | {
        "you": you(case),
        "on": chinese_date(deed.on),
        "submitted_on": chinese_date(case.submitted_on),
        "receipt_rule": _receipt_rule(case),
        "until": chinese_date(deed.until),
        "wanted": f"于{chinese_date(deed.until)}前" if deed.until else "自收到本函之日起15个工作日内",
        "workdays": str(deed.workdays),
        "contact": agency.phone,
        "fax": agency.fax,
        "place": f"{agency.address}{agency.receiving_room}",
        "postcode": agency.postcode,
        "query": "查询进度请凭申请编号和查询码登录本机关网站。" if case.channel == Channel.WEB else "",
        "articles": articles,
        "basis": texts.BASIS.format(articles=articles) if articles else "",
        "note": note,
        "reason": note.rstrip("。；，,.; \n"),
        "consulted": texts.CONSULTED.get(act, "") if act else "",
        "withheld": _withheld(deed),
        "fee": _fee(deed),
        "fee_kind": "按件计收、" if deed.scale == FeeNotice.Scale.PIECES else "按量计收、",
    }
    places["opening"] = texts.OPENING.format(**places)
    places["provided"] = _provided(deed, places)
    places["ground"] = texts.GROUNDS.get(outcome, "").format(**places, exact=_exact(outcome, deed))
    return places | _earlier(kind, case, deed, places, outcome)


def _receipt_rule(case: Application) -> str:
    rule = RULE_BY_CHANNEL[Channel(case.channel)]
    if rule.by_setting and settings.GK_WEB_RECEIPT_RULE == "submit":
        return texts.RECEIPT_RULES["office"]
    if rule.day is ReceiptDay.CONFIRMED and not rule.by_setting:
        return texts.RECEIPT_RULES["confirmed_letter"]
    return texts.RECEIPT_RULES[rule.day.value]


def _provided(deed: Deed, places: dict[str, str]) -> str:
    """条例36(二)、40: what is handed over and how, or that way, channel and time follow."""
    if not deed.files:
        return "获取该政府信息的方式、途径和时间如下："
    return f"所附文件{len(deed.files)}份，以{places['carrier']}的形式、按“{places['delivery']}”的方式随本告知书一并提供。"


def _exact(outcome: str, deed: Deed) -> str:
    """The very kinds of information ticked by the officer, else those of the paragraph."""
    rows = [EXEMPTION_BY_CODE[code].label for code in deed.grounds if code in EXEMPTION_BY_CODE]
    return "、".join(rows) or texts.EXACT.get(outcome, "")


def _earlier(
    kind: LetterKind, case: Application, deed: Deed, places: dict[str, str], outcome: str
) -> dict[str, str]:
    """Facts and days of earlier acts, read only for the letters that state them."""
    found = dict.fromkeys(
        (
            "clarification_asked_on",
            "clarification_until",
            "fee_asked_on",
            "fee_yuan",
            "consulted_on",
            "opinion",
        ),
        "",
    )
    found |= {"ending": "", "consultation": ""}
    if kind.code in ("L21", "L27"):
        for event in case.events.filter(act__in=(Act.ASK_CLARIFICATION, Act.NOTIFY_FEE)):
            if event.act == Act.ASK_CLARIFICATION:
                found["clarification_asked_on"] = chinese_date(event.on)
                found["clarification_until"] = chinese_date(event.until)
            else:
                found["fee_asked_on"] = chinese_date(event.on)
                found["fee_yuan"] = str(FeeNotice.objects.get(application=case).yuan)
        found["ending"] = texts.ENDINGS.get(outcome, "").format(**places | found)
    if kind.code == "L09":
        asked, answer = next(
            (pair for pair in _consultations(case) if pair[0].party == deed.party), (None, None)
        )
        found["consulted_on"] = chinese_date(asked.on) if asked else ""
        found["opinion"] = (
            f"贵方于{chinese_date(answer.on)}{_said(answer)}。" if answer else "贵方在规定期限内未提出意见。"
        )
    if outcome == "DENY_THIRD" or "15" in deed.grounds:
        found["consultation"] = "".join(
            f"依照该条例第三十二条，本机关于{chinese_date(asked.on)}书面征求第三方意见，"
            + (f"第三方于{chinese_date(answer.on)}{_said(answer)}。" if answer else "第三方未提出意见。")
            for asked, answer in _consultations(case)
        )
    return found


def _said(answer: CaseEvent) -> str:
    """``表示不同意公开``, or only that something was said where that is all the register knows."""
    plain = answer.opinion in ("", Opinion.OTHER)
    return "提出意见" if plain else f"表示{Opinion(answer.opinion).label}"


def _consultations(case: Application) -> list[tuple[CaseEvent, CaseEvent | None]]:
    """Each third party that was asked, with its answer."""
    acts = (Act.CONSULT_THIRD_PARTY, Act.RECEIVE_OPINION)
    events = list(case.events.filter(act__in=acts))
    return [
        (
            asked,
            next(
                (e for e in events if e.act == acts[1] and e.party == asked.party and e.pk > asked.pk), None
            ),
        )
        for asked in events
        if asked.act == acts[0]
    ]


def _fee(deed: Deed) -> str:
    """The calculation, a line per slice, and the sum."""
    tariff = TARIFFS.get(deed.scale)
    if tariff is None:
        return ""
    unit = "件" if deed.scale == FeeNotice.Scale.PIECES else "页"
    lines = [
        f"第{c.first}至{c.last}{unit}，每{unit}{c.yuan}元，计{c.total}元" for c in charges(deed.count, tariff)
    ]
    return "\n".join(
        [f"共{deed.count}{unit}。", *(f"{line}；" for line in lines), f"合计{fee(deed.count, tariff)}元。"]
    )


def _withheld(deed: Deed) -> str:
    """What a partial disclosure keeps back, with its grounds: ``不予公开的部分：…（第十六条第二款，讨论记录）``."""
    if not deed.withheld:
        return ""
    grounds = "；".join(
        f"《中华人民共和国政府信息公开条例》{row.article}，{row.label}"
        for row in map(EXEMPTION_BY_CODE.get, deed.grounds)
        if row
    )
    return f"不予公开的部分：{deed.withheld.strip()}（{grounds}）"


def _remedy(kind: LetterKind, deed: Deed, agency: Agency, outcome: str) -> str:
    if not kind.decision:
        return ""
    remedy = (
        remedy_of(outcome, deed.on, refused_under_14_to_16=deed.refused_under_14_to_16)
        if outcome
        else Remedy.EITHER
    )
    return remedy_paragraph(
        remedy,
        review_body=agency.review_body,
        court=agency.court or "人民法院",
        against="本答复" if outcome else "本决定",
    )
