"""From an act or an outcome to the filled letter: template, text, number, file."""

import hashlib
import io
from datetime import date
from typing import Any
from zipfile import BadZipFile

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import Environment, TemplateError

from disclosure.law.exemptions import EXEMPTION_BY_CODE
from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial

from .deed import Deed
from .law.applicants import Carrier, Delivery
from .law.fees import PER_PAGE, PER_PIECE, charges, fee
from .law.letter_texts import BASIS, OPENING, TEXTS
from .law.letters import LETTER_OF_ACT, LETTERS_BY_CODE, LetterKind, letter_number
from .law.outcomes import OUTCOMES
from .law.receipt import Channel
from .law.remedies import remedy_of, remedy_paragraph
from .law.transitions import Act, Clock
from .letter_layout import default_template
from .models import Application, CaseEvent, FeeNotice, Letter, LetterFile, LetterTemplate

TARIFFS = {FeeNotice.Scale.PIECES: PER_PIECE, FeeNotice.Scale.PAGES: PER_PAGE}

# Letters to a consulted party do not show who applied (条例32 asks about the information, not the applicant).
TO_PARTY = frozenset({"L07", "L10", "L11"})


def chinese_date(day: date | None) -> str:
    """``2026年3月5日``: Arabic figures, no leading zeros (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def letter_for(act: Act, outcome: str) -> LetterKind | None:
    """The letter that goes out with ``act``; a closing act sends that of its outcome."""
    code = OUTCOMES[outcome].letter if outcome else LETTER_OF_ACT.get(act, "")
    return LETTERS_BY_CODE.get(code)


def context_for(
    kind: LetterKind, case: Application, deed: Deed, *, agency: Agency, outcome: str, number: str
) -> dict[str, Any]:
    """Everything a template may show. ``case`` stands as it will after the act."""
    articles = "、".join(OUTCOMES[outcome].articles) if outcome else ""
    places = {
        "application_number": case.number,
        "received_on": chinese_date(case.received_on or case.submitted_on),
        "submitted_on": chinese_date(case.submitted_on),
        "description": case.description.strip(),
        "channel": Channel(case.channel).label,
        "delivery": Delivery(case.delivery).label,
        "carrier": Carrier(case.carrier).label,
        "due_on": chinese_date(case.due_on),
        "until": chinese_date(deed.until),
        "workdays": str(deed.workdays),
        "contact": agency.phone,
        "outcome": OUTCOMES[outcome].label if outcome else "",
        "articles": articles,
        "basis": BASIS.format(articles=articles) if articles else "",
        "note": deed.note.strip(),
        "withheld": _withheld(deed),
        "fee": _fee(deed),
    }
    places["opening"] = OPENING.format(**places)
    remedy = (
        remedy_of(outcome, deed.on, refused_under_14_to_16=deed.refused_under_14_to_16) if outcome else None
    )
    return places | {
        "agency_name": agency.name_on(deed.on),
        "number": number,
        # The words in brackets tell the office's letters apart; the letter itself does not print them.
        "title": kind.title.split("（")[0],
        "addressee": deed.party if kind.code in TO_PARTY else case.name,
        "paragraphs": [
            line
            for text in TEXTS.get(kind.code, ("{opening}", "{note}"))
            for line in text.format(**places).splitlines()
            if line.strip()
        ],
        "remedy": remedy_paragraph(remedy, review_body=agency.review_body, court=agency.court or "人民法院")
        if remedy
        else "",
        "attachments": [name for name, _ in deed.files],
        "issued_on": chinese_date(deed.on),
        "office": agency.office,
    }


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


def render(kind: LetterKind, context: dict[str, Any]) -> bytes:
    """Fill the office's template, or the one that comes with the portal, and return the .docx.

    Raises:
        ValidationError: the office's template cannot be filled; the message names the letter and the fault.
    """
    own = LetterTemplate.objects.filter(code=kind.code).first()
    if own is None:
        source = default_template(numbered=bool(kind.series))
    else:
        with own.file.open() as file:
            source = file.read()
    try:
        document = DocxTemplate(io.BytesIO(source))
        document.render(context, jinja_env=Environment(autoescape=True))
    except TemplateError as error:
        raise ValidationError(f"模板“{kind.title}”无法填写：{error}。请在“告知书模板”中更换。") from error
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def missing_fields(kind: LetterKind, source: bytes) -> list[str]:
    """Required fields that a template lacks, in the order of the law's table.

    Raises:
        ValidationError: no readable .docx, or faulty placeholders.
    """
    try:
        present = DocxTemplate(io.BytesIO(source)).get_undeclared_template_variables()
    except TemplateError as error:
        raise ValidationError(f"模板中的占位符有误：{error}。") from error
    except (OSError, ValueError, KeyError, BadZipFile, PackageNotFoundError) as error:
        raise ValidationError(
            "这不是可以读取的 .docx 文件，请用 Word 或 WPS 另存为 .docx 后再上传。"
        ) from error
    return [name for name in kind.required_fields if name not in present]


def preview(
    act: Act, case: Application, deed: Deed, *, outcome: str, agency: Agency
) -> tuple[LetterKind, bytes] | None:
    """The letter as it would go out, without a number; None if the act sends none."""
    kind = letter_for(act, outcome)
    if kind is None:
        return None
    context = context_for(kind, case, deed, agency=agency, outcome=outcome, number="（预览）")
    return kind, render(kind, context)


def issue_for(case: Application, event: CaseEvent, deed: Deed, *, agency: Agency, by: User) -> Letter | None:
    """Number, fill and keep the letter of an act that was just done; runs in the act's transaction."""
    act = Act(event.act)
    closing = event.clock == Clock.END
    kind = letter_for(act, case.outcome if closing else "")
    if kind is None:
        return None
    number = ""
    if kind.series:
        word = agency.letter_word
        serial = next_serial(f"{word}{kind.series}", event.on.year)
        number = letter_number(word, kind, event.on.year, serial)
    context = context_for(
        kind, case, deed, agency=agency, outcome=case.outcome if closing else "", number=number
    )
    content = render(kind, context)
    letter = Letter(
        application=case,
        event=event,
        code=kind.code,
        number=number,
        issued_on=event.on,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=by,
    )
    letter.file.save(f"{case.number}-{kind.code}.docx", ContentFile(content), save=False)
    letter.save()
    for name, file in deed.files:
        LetterFile(letter=letter, name=name, file=file, size=file.size).save()
    return letter
