"""From an act or an outcome to the filled letter: template, number, file. What it says stands in ``letter_facts``."""

import copy
import hashlib
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from docx import Document
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.serials import next_serial

from .deed import Deed
from .law.clock import Event, reply_deadline
from .law.letter_texts import NOTE_COVERS
from .law.letters import (
    EXTRA_LETTERS,
    LETTERS_BY_CODE,
    LETTERS_OF_ACT,
    NOT_TO_APPLICANT,
    LetterKind,
    letter_number,
)
from .law.outcomes import OUTCOMES
from .law.transitions import Act, Clock, NotAllowed
from .letter_facts import TARIFFS, context_for
from .letter_forms import registration_form, service_form
from .letter_layout import letter_template, place_signature
from .models import Application, CaseEvent, Letter, LetterFile, LetterTemplate

__all__ = [
    "NOT_TO_APPLICANT",
    "PREVIEW_NUMBER",
    "TARIFFS",
    "extra_preview",
    "issue_extra",
    "issue_for",
    "letter_for",
    "letters_for",
    "next_number",
    "note_covers",
    "preview",
    "render",
    "standard_template",
]

FORMS = {"L01": registration_form, "L30": service_form}
PREVIEW_NUMBER = "（预览）"


def letters_for(act: Act, outcome: str) -> list[LetterKind]:
    """The letters that go out with ``act``; a closing act sends that of its outcome."""
    codes = (OUTCOMES[outcome].letter,) if outcome else LETTERS_OF_ACT.get(act, ())
    return [LETTERS_BY_CODE[code] for code in codes]


def letter_for(act: Act, outcome: str) -> LetterKind | None:
    """The first of them, which is the one to preview."""
    return next(iter(letters_for(act, outcome)), None)


def note_covers(act: Act, outcomes: Sequence[str]) -> list[tuple[LetterKind, str]]:
    """What the officer's words must cover, for each letter that ``act`` may send: with one of ``outcomes``, or its own."""
    kinds = {kind: None for outcome in outcomes or ("",) for kind in letters_for(act, outcome)}
    return [(kind, NOTE_COVERS[kind.code]) for kind in kinds if kind.code in NOTE_COVERS]


def standard_template(kind: LetterKind) -> bytes:
    """The template that comes with the portal."""
    return FORMS.get(kind.code, letter_template)(kind)


def render(kind: LetterKind, context: dict[str, Any]) -> bytes:
    """Fill the office's template, or the one that comes with the portal, and return the .docx.

    Raises:
        ValidationError: the office's template cannot be filled; the message names the letter and the fault.
    """
    own = LetterTemplate.objects.filter(code=kind.code).first()
    if own is None:
        return fill(kind, standard_template(kind), context)
    with own.file.open() as file:
        return fill(kind, file.read(), context)


def fill(kind: LetterKind, source: bytes, context: dict[str, Any]) -> bytes:
    """``source`` with its placeholders filled and its signature in place. Raises as ``render`` does."""
    try:
        template = DocxTemplate(io.BytesIO(source))
        # Templates come from the office, so they may name values but reach nothing behind them.
        template.render(context, jinja_env=ImmutableSandboxedEnvironment(autoescape=True))
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise ValidationError(f"模板“{kind.title}”无法填写：{error}。请在“告知书模板”中更换。") from error
    filled = io.BytesIO()
    template.save(filled)
    document = Document(filled)
    place_signature(document, context["agency_name"], context["issued_on"])
    properties = document.core_properties
    properties.title, properties.author = context["title"], context["agency_name"]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def preview(
    act: Act, case: Application, deed: Deed, *, outcome: str, agency: Agency
) -> tuple[LetterKind, bytes] | None:
    """The letter as it would go out, without a number; None if the act sends none.

    Raises:
        NotAllowed: the clock forbids the act, so the letter would name a day that cannot be.
    """
    kind = letter_for(act, outcome)
    if kind is None:
        return None
    context = context_for(
        kind, _as_after(case, act, deed), deed, agency=agency, number=PREVIEW_NUMBER, outcome=outcome, act=act
    )
    return kind, render(kind, context)


def _as_after(case: Application, act: Act, deed: Deed) -> Application:
    """A copy of ``case`` with the days it will have when ``act`` is done; nothing is saved."""
    after, on = copy.copy(case), deed.on
    if act is Act.CONFIRM_RECEIPT:
        on = case.receipt_day(deed.on)
        after.received_on = on
    event = Event(act, on, deed.workdays, deed.until, deed.party, deed.party_received_on)
    recorded = case.law_events
    deadline = reply_deadline(
        [*recorded, event],
        load_calendar(),
        deed.on,
        extension_survives_restart=settings.GK_EXTENSION_SURVIVES_RESTART,
        recorded=len(recorded),
    )
    after.due_on = deadline.due_on
    return after


def issue_for(
    case: Application, event: CaseEvent, deed: Deed, *, agency: Agency, by: User | None
) -> list[Letter]:
    """Number, fill and keep the letters of an act that was just done; runs in the act's transaction."""
    act, outcome = Act(event.act), case.outcome if event.clock == Clock.END else ""
    issued = []
    for place, kind in enumerate(letters_for(act, outcome)):
        number = next_number(kind, event.on, agency)
        # What is handed over goes with the first letter only.
        context = context_for(kind, case, deed, agency=agency, number=number, outcome=outcome, act=act)
        issued.append(_keep(kind, case, render(kind, context), number, event.on, by=by, event=event))
        if place == 0:
            for name, file in deed.files:
                LetterFile(letter=issued[0], name=name, file=file, size=file.size).save()
    return issued


@transaction.atomic
def issue_extra(
    case: Application, code: str, deed: Deed, by: User, *, today: date, served: Letter | None = None
) -> Letter:
    """Number, fill and keep a letter that accompanies no act: 登记表, 决定公开告知第三方书, 送达回证.

    Args:
        deed: its day; for L09 the third party (``party``) and what is disclosed and why (``note``).
        served: for L30 the letter that is handed over.

    Raises:
        NotAllowed: no such letter, an impossible day, a party that was not consulted, nothing to serve.
        PermissionDenied: ``by`` may not issue it.
    """
    kind, case = _checked_extra(case, code, deed, by, today=today, served=served, lock=True)
    agency = Agency.objects.current()
    number = next_number(kind, deed.on, agency)
    context = context_for(kind, case, deed, agency=agency, number=number, served=served)
    return _keep(kind, case, render(kind, context), number, deed.on, by=by)


def extra_preview(
    case: Application, code: str, deed: Deed, by: User, *, today: date, served: Letter | None = None
) -> tuple[LetterKind, bytes]:
    """What ``issue_extra`` would keep, without a number; raises as it does."""
    kind, case = _checked_extra(case, code, deed, by, today=today, served=served)
    context = context_for(
        kind, case, deed, agency=Agency.objects.current(), number=PREVIEW_NUMBER, served=served
    )
    return kind, render(kind, context)


def _checked_extra(
    case: Application,
    code: str,
    deed: Deed,
    by: User,
    *,
    today: date,
    served: Letter | None,
    lock: bool = False,
) -> tuple[LetterKind, Application]:
    permission = EXTRA_LETTERS.get(code)
    if permission is None:
        raise NotAllowed("这种告知书随办理事项制发，不能另行制发。")
    kind = LETTERS_BY_CODE[code]
    if not by.has_perm(f"applications.{permission}"):
        raise PermissionDenied(f"没有制发“{kind.title}”的权限，请联系有“{permission.label}”权限的同事。")
    case = (Application.objects.select_for_update() if lock else Application.objects).get(pk=case.pk)
    if case.erased_on:
        raise NotAllowed(f"本件的个人信息已于 {case.erased_on} 按期清除，不能再制发告知书。")
    if not case.submitted_on <= deed.on <= today:
        raise NotAllowed(f"日期 {deed.on} 早于提交申请之日或者还没有到，请核对。")
    if code == "L09":
        asked = case.events.filter(act=Act.CONSULT_THIRD_PARTY, on__lte=deed.on)
        if not deed.party or deed.party not in {event.party for event in asked}:
            raise NotAllowed("没有征求过这个第三方的意见，不能告知其决定公开（条例第三十二条）。")
        if not deed.note.strip():
            raise NotAllowed("请写明决定公开的信息内容和理由（条例第三十二条）。")
    if code == "L30" and (served is None or served.application_id != case.pk or served.code in EXTRA_LETTERS):
        raise NotAllowed("请选择本件中要送达的告知书。")
    return kind, case


def next_number(kind: LetterKind, on: date, agency: Agency) -> str:
    """The next number of the letter's series and year; empty where it bears none. Runs in a transaction."""
    if not kind.series:
        return ""
    word = agency.letter_word
    return letter_number(word, kind, on.year, next_serial(f"{word}{kind.series}", on.year))


def _keep(
    kind: LetterKind,
    case: Application,
    content: bytes,
    number: str,
    on: date,
    *,
    by: User | None,
    event: CaseEvent | None = None,
) -> Letter:
    letter = Letter(
        application=case,
        event=event,
        code=kind.code,
        number=number,
        issued_on=on,
        sha256=hashlib.sha256(content).hexdigest(),
        issued_by=by,
    )
    letter.file.save(f"{case.number}-{kind.code}.docx", ContentFile(content), save=False)
    letter.save()
    return letter
