"""更正答复书、转送告知 (L28): the answer to someone who asks to have the record about them corrected (条例41)."""

from datetime import date

from django.utils import timezone

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.models import Agency

from .law.letter_texts import CORRECTION_OPENING, CORRECTIONS
from .law.letters import LETTERS_BY_CODE, letter_number
from .law.outcomes import Remedy
from .law.remedies import remedy_paragraph
from .letter_facts import FIELDS, chinese_date, filled
from .letters import render
from .models import Feedback


class Correction(Labelled):
    CORRECTED = "corrected", "核实并更正"
    DECLINED = "declined", "核实后不予更正"
    FORWARDED = "forwarded", "转送有权机关处理"
    REFERRED = "referred", "告知向有权机关提出"


TO_ANOTHER_ORGAN = frozenset({Correction.FORWARDED, Correction.REFERRED})


def correction_letter(
    entry: Feedback,
    result: Correction,
    *,
    on: date,
    evidence: str,
    note: str,
    agency: Agency,
    party: str = "",
) -> bytes:
    """The filled letter.

    Its serial is that of the request, so that asking twice gives the same number and none is skipped.

    Args:
        evidence: what the applicant proved it with.
        note: what was corrected and how, or why not.
        party: the organ that may correct it, where the bureau may not.

    Raises:
        ValueError: no request for correction, or no organ named where one is needed.
    """
    if entry.kind != Feedback.Kind.CORRECTION:
        raise ValueError("不是更正本人信息的申请")
    if result in TO_ANOTHER_ORGAN and not party:
        raise ValueError("请写明有权更正的行政机关")
    kind = LETTERS_BY_CODE["L28"]
    year, serial = entry.number.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").split("-")
    description = f"{entry.page}：{entry.content}" if entry.page else entry.content
    places = {
        "you": "您",
        "received_on": chinese_date(timezone.localdate(entry.submitted_at)),
        "application_number": entry.number,
        "description": description.strip(),
        "evidence": evidence.strip().rstrip("。"),
        "note": note.strip(),
        "party": party,
    }
    context = dict.fromkeys(FIELDS, "") | {
        "title": "政府信息更正申请转送告知书" if result in TO_ANOTHER_ORGAN else kind.short_title,
        "number": letter_number(agency.letter_word, kind, int(year), int(serial)),
        "addressee": entry.name,
        "paragraphs": filled((CORRECTION_OPENING, *CORRECTIONS[result]), places),
        "remedy": remedy_paragraph(
            Remedy.EITHER, review_body=agency.review_body, court=agency.court or "人民法院"
        ),
        "attachments": [],
        "slip": [],
        "agency_name": agency.name_on(on),
        "issued_on": chinese_date(on),
        "office": agency.office,
        "application_number": entry.number,
    }
    return render(kind, context)
