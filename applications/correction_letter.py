"""更正答复书、转送告知 (L28): the answer to someone who asks to have the record about them corrected (条例41)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from liaocheng_gk.models import Agency

from .law.corrections import TO_ANOTHER_ORGAN, Correction
from .law.letter_texts import CORRECTION_OPENING, CORRECTIONS
from .law.letters import LETTERS_BY_CODE
from .law.outcomes import Remedy
from .law.remedies import remedy_paragraph
from .law.transitions import NotAllowed
from .letter_facts import FIELDS, chinese_date, filled
from .letters import PREVIEW_NUMBER, next_number, render
from .models import CorrectionReply, Feedback

L28 = LETTERS_BY_CODE["L28"]


@dataclass(frozen=True)
class Finding:
    """What the office found. ``evidence``: what the applicant proved it with. ``note``: what was corrected and how, or
    why not. ``party``: the organ that may correct it, where the bureau may not.
    """

    on: date
    result: Correction
    evidence: str
    note: str
    party: str = ""


def preview(entry: Feedback, finding: Finding, agency: Agency, today: date) -> bytes:
    """The letter as it would go out, without a number. Raises as ``issue`` does."""
    _check(entry, finding, today)
    return _fill(entry, finding, agency, PREVIEW_NUMBER)


@transaction.atomic
def issue(entry: Feedback, finding: Finding, *, by: User, agency: Agency, today: date) -> CorrectionReply:
    """Number, fill and keep the letter, and close the entry with it.

    Raises:
        NotAllowed: no request for correction, answered by letter before, a day that cannot be, or no organ named
            where one is needed.
    """
    entry = Feedback.objects.select_for_update().get(pk=entry.pk)
    _check(entry, finding, today)
    number = next_number(L28, finding.on, agency)
    content = _fill(entry, finding, agency, number)
    reply = CorrectionReply(
        entry=entry,
        result=finding.result,
        number=number,
        issued_on=finding.on,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=by,
    )
    reply.file.save(f"{entry.number}-L28.docx", ContentFile(content), save=False)
    reply.save()
    entry.state, entry.answered_on = Feedback.State.ANSWERED, finding.on
    entry.answer = f"{Correction(finding.result).label}。{finding.note}"
    entry.full_clean()
    entry.save()
    return reply


def _check(entry: Feedback, finding: Finding, today: date) -> None:
    if entry.kind != Feedback.Kind.CORRECTION:
        raise NotAllowed("只有更正本人信息的申请制发更正答复书。")
    if CorrectionReply.objects.filter(entry=entry).exists():
        raise NotAllowed(f"{entry.number} 已经制发过更正答复书。")
    if not timezone.localdate(entry.submitted_at) <= finding.on <= today:
        raise NotAllowed(f"日期 {finding.on} 早于提交之日或者还没有到，请核对。")
    if finding.result in TO_ANOTHER_ORGAN and not finding.party:
        raise NotAllowed("请写明有权更正的行政机关（条例第四十一条）。")


def _fill(entry: Feedback, finding: Finding, agency: Agency, number: str) -> bytes:
    description = f"{entry.page}：{entry.content}" if entry.page else entry.content
    forwarded = finding.result in TO_ANOTHER_ORGAN
    places = {
        "you": "您",
        "received_on": chinese_date(timezone.localdate(entry.submitted_at)),
        "application_number": entry.number,
        "description": description.strip(),
        "evidence": finding.evidence.strip().rstrip("。"),
        "note": finding.note.strip(),
        "party": finding.party,
    }
    context = dict.fromkeys(FIELDS, "") | {
        "title": "政府信息更正申请转送告知书" if forwarded else L28.short_title,
        "number": number,
        "addressee": entry.name,
        "paragraphs": filled((CORRECTION_OPENING, *CORRECTIONS[finding.result]), places),
        "remedy": remedy_paragraph(
            Remedy.EITHER, review_body=agency.review_body, court=agency.court or "人民法院"
        ),
        "attachments": [],
        "slip": [],
        "agency_name": agency.name_on(finding.on),
        "issued_on": chinese_date(finding.on),
        "office": agency.office,
        "application_number": entry.number,
    }
    return render(L28, context)
