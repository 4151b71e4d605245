"""The one door through which an application changes. Views, admin, commands and demo data knock here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone

from liaocheng_gk import audit
from liaocheng_gk.models import Agency
from liaocheng_gk.serials import locked_serial
from liaocheng_gk.workdays import WorkCalendar

from . import letters, notices
from .deed import Deed
from .law.citations import cited
from .law.fees import fee
from .law.outcomes import OUTCOMES
from .law.receipt import Channel
from .law.transitions import Act, NotAllowed, Stage, Transition, transition_for
from .models import (
    ApplicantFile,
    Application,
    CaseEvent,
    DraftFile,
    FeeNotice,
    IdentityDocument,
    Letter,
    Service,
)
from .objections import check_told
from .outdated import check_current
from .querycode import code_for, hash_of
from .release import COMES_IN, require_clear
from .uploads import CheckedFile


@transaction.atomic
def submit(
    fields: dict[str, Any],
    scans: Sequence[CheckedFile],
    *,
    submission_key: UUID,
    at: datetime,
    channel: Channel = Channel.WEB,
) -> Application:
    """File an application and return it; a key that was filed before brings back that application unchanged.

    Args:
        fields: the applicant's own fields (条例29), already cleaned by a form.
        scans: proof of identity, at least one.
        submission_key: made by the server with the blank form.
        at: the moment of submission.

    Raises:
        ValidationError: the fields break a rule of the register.
    """
    year = timezone.localdate(at).year
    series = settings.GK_APPLICATION_PREFIX
    serial = locked_serial(series, year)
    filed = Application.objects.filter(submission_key=submission_key).first()
    if filed is not None:
        return filed
    application = Application(
        **fields,
        number=f"{series}{year}-{serial.take():04d}",
        submission_key=submission_key,
        query_code_hash=hash_of(code_for(submission_key)),
        submitted_at=at,
        channel=channel,
    )
    application.full_clean()
    application.save()
    for scan in scans:
        document = IdentityDocument(application=application, content_type=scan.content_type, size=scan.size)
        document.file.save(f"{submission_key}{scan.suffix}", scan.content, save=True)
    audit.record(audit.APPLICANT, "提交申请", application)
    return application


def perform(
    act: Act,
    case: Application,
    deed: Deed,
    *,
    by: User,
    calendar: WorkCalendar,
    today: date,
    seen: int | None = None,
) -> Application:
    """Do one act of the procedure and return the case as it stands afterwards.

    Files that would leave the house pass the release gate first, outside the act's transaction: what it finds goes on
    record although nothing is done.

    Args:
        seen: how many events the page showed on which the act was decided; None where no page was open.

    Raises:
        Outdated: more has been entered since; before any other refusal, for it explains them.
        NotAllowed: the table of transitions, the clock, the day, the second person or the release gate forbids the act.
        PermissionDenied: ``by`` lacks the permission that the row names.
        ValidationError: the result would break a rule of the register.
    """
    if act not in COMES_IN:
        now = Application.objects.get(pk=case.pk)
        row = _permitted(now, act, by, seen)
        require_clear(now, _leaving(now, row, deed), by=by, at=timezone.now())
    return _perform(act, case, deed, by=by, calendar=calendar, today=today, seen=seen)


@transaction.atomic
def _perform(
    act: Act,
    case: Application,
    deed: Deed,
    *,
    by: User,
    calendar: WorkCalendar,
    today: date,
    seen: int | None,
) -> Application:
    case = Application.objects.select_for_update().get(pk=case.pk)
    return _do(case, _permitted(case, act, by, seen), deed, by=by, calendar=calendar, today=today)


def _permitted(case: Application, act: Act, by: User, seen: int | None) -> Transition:
    """The row of the act, if this colleague may do it now. Raises as ``perform`` does."""
    row = _row(case, act, seen)
    if not by.has_perm(f"applications.{row.permission}"):
        raise PermissionDenied(f"没有“{row.act.label}”的权限，请联系有“{row.permission.label}”权限的同事。")
    if row.second_person:
        _check_second_person(case, row, by)
    return row


def _leaving(case: Application, row: Transition, deed: Deed) -> Sequence[tuple[str, File]]:
    """The files that the act would hand over: what was approved, where it was, and not what is sent along now."""
    return approved(case, deed).files if _is_approved_reply(row) else deed.files


def _is_approved_reply(row: Transition) -> bool:
    return row.act is Act.REPLY and row.source is Stage.REPLYING


@transaction.atomic
def perform_as_applicant(
    act: Act, case: Application, deed: Deed, *, calendar: WorkCalendar, today: date
) -> Application:
    """What the applicant does online: supplement, explain, withdraw. Raises as ``perform`` does."""
    case = Application.objects.select_for_update().get(pk=case.pk)
    row = _row(case, act)
    if not row.by_applicant:
        raise NotAllowed(f"“{act.label}”由行政机关办理。")
    return _do(case, row, deed, by=None, calendar=calendar, today=today)


def _row(case: Application, act: Act, seen: int | None = None) -> Transition:
    check_current(case, seen)
    if case.erased_on:
        raise NotAllowed(f"本件的个人信息已于 {case.erased_on} 按期清除，不能再办理。")
    return transition_for(Stage(case.stage), act, case.acts)


def _do(
    case: Application, row: Transition, deed: Deed, *, by: User | None, calendar: WorkCalendar, today: date
) -> Application:
    if _is_approved_reply(row):
        deed = approved(case, deed)
    on = case.receipt_day(deed.on) if row.act is Act.CONFIRM_RECEIPT else deed.on
    _check_day(case, row.act, on, today)
    outcome = _outcome(row, deed)
    if row.act is Act.REPLY:
        check_told(case, outcome, tuple(deed.grounds))
    event = CaseEvent(
        application=case,
        act=row.act,
        clock=row.clock,
        article=row.article,
        on=on,
        workdays=deed.workdays,
        until=deed.until,
        party=deed.party,
        party_received_on=deed.party_received_on,
        opinion=deed.opinion,
        note=deed.note,
        outcome=outcome,
        withheld=deed.withheld,
        grounds=",".join(deed.grounds),
        by=by,
    )
    event.save()
    _carry_out(case, row, deed, event, on)
    _copy_deadline(case, calendar, today, judge_last=True)
    case.full_clean(exclude=("handler",))
    case.save()
    letters.issue_for(case, event, deed, agency=Agency.objects.current(), by=by)
    notices.queue(case, event)
    audit.record(by or audit.APPLICANT, row.act.label, case)
    return case


def _carry_out(case: Application, row: Transition, deed: Deed, event: CaseEvent, on: date) -> None:
    """What an act changes besides the stage."""
    case.stage = row.target
    match row.act:
        case Act.CONFIRM_RECEIPT:
            case.received_on = on
        case Act.RECEIVE_CLARIFICATION | Act.RECEIVE_REASONS:
            for name, file in deed.files:
                ApplicantFile(application=case, event=event, name=name, file=file, size=file.size).save()
        case Act.PROPOSE_REPLY:
            for name, file in deed.files:
                DraftFile(event=event, name=name, file=file).save()
        case Act.NOTIFY_FEE:
            _store_fee(case, deed)
        case Act.RECEIVE_PAYMENT:
            FeeNotice.objects.filter(application=case).update(paid_on=on)
        case Act.TRANSFER:
            if deed.handler is None:
                raise ValidationError({"handler": "请选择接手的承办人。"})
            case.handler = deed.handler
        case Act.SERVE:
            record_service(case.letters.exclude(code__in=letters.NOT_TO_APPLICANT).last(), deed, by=event.by)
        case Act.REOPEN:
            case.closed_on, case.outcome = None, ""
    if row.closing:
        case.closed_on, case.outcome = on, event.outcome
        if case.reported_on is None:
            case.reported_on, case.reported_outcome = on, event.outcome


def record_service(letter: Letter | None, deed: Deed, *, by: User) -> Service:
    """Enter in the register of service that a letter reached its addressee.

    Raises:
        NotAllowed: there is no letter to serve, it was served already, or not yet issued on that day.
    """
    if letter is None:
        raise NotAllowed("还没有发出的告知书，不能登记送达。")
    if letter.services.valid().exists():
        raise NotAllowed(f"“{letter}”已经登记过送达。")
    if deed.on < letter.issued_on:
        raise NotAllowed(f"送达日期 {deed.on} 早于“{letter}”的发出日期 {letter.issued_on}，请核对。")
    service = Service(letter=letter, way=deed.way, served_on=deed.on, proof=deed.proof, by=by)
    if deed.proof_file is not None:
        service.proof_file.save(deed.proof_file.name, deed.proof_file, save=False)
    service.full_clean()
    service.save()
    audit.record(by, "登记送达", letter)
    return service


@transaction.atomic
def strike_service(service: Service, reason: str, *, by: User, at: datetime) -> None:
    """Strike a mistaken entry of the register of service out; it stays readable, and the letter may be entered anew.

    Raises:
        NotAllowed: it was struck out before.
        ValidationError: no reason is given.
    """
    service = Service.objects.select_for_update().get(pk=service.pk)
    if service.struck_at is not None:
        raise NotAllowed(f"“{service}”的送达登记已经作废。")
    service.struck_at, service.struck_by, service.struck_reason = at, by, reason.strip()
    service.full_clean()
    service.save()
    audit.record(by, "作废送达登记", service.letter)


def _store_fee(case: Application, deed: Deed) -> None:
    tariff = letters.TARIFFS.get(deed.scale)
    if tariff is None:
        raise ValidationError(
            {"scale": "请选择按件或者按量计费，一件申请只能用一种（国办函〔2020〕109号）。"}
        )
    notice = FeeNotice(application=case, scale=deed.scale, count=deed.count, yuan=fee(deed.count, tariff))
    notice.full_clean()
    notice.save()


def approved(case: Application, deed: Deed) -> Deed:
    """The reply as it was proposed and approved, on the day it goes out: nothing can be changed in between."""
    proposal = case.events.filter(act=Act.PROPOSE_REPLY).last()
    return Deed(
        on=deed.on,
        outcome=proposal.outcome,
        note=proposal.note,
        withheld=proposal.withheld,
        grounds=proposal.ground_codes,
        files=[(draft.name, _copy(draft)) for draft in proposal.draft_files.all()],
    )


def _copy(draft: DraftFile) -> File:
    with draft.file.open() as file:
        return ContentFile(file.read(), name=draft.file.name.rsplit("/", 1)[-1])


def _check_second_person(case: Application, row: Transition, by: User) -> None:
    asked = case.events.filter(act__in=row.answers).last()
    if asked is not None and asked.by_id == by.pk:
        raise NotAllowed(
            f"“{Act(asked.act).label}”是您本人登记的，“{row.act.label}”须由另一人办理（{cited(row.article)}）。"
        )


def refresh_due_dates(cases: Iterable[Application], calendar: WorkCalendar, today: date) -> int:
    """Rebuild the stored copies of the due date, the one place that does; return how many changed."""
    changed = []
    for case in cases:
        before = case.due_on, case.due_provisional
        _copy_deadline(case, calendar, today)
        if (case.due_on, case.due_provisional) != before:
            changed.append(case)
    Application.objects.bulk_update(changed, ["due_on", "due_provisional"], batch_size=500)
    return len(changed)


def _copy_deadline(
    case: Application, calendar: WorkCalendar, today: date, *, judge_last: bool = False
) -> None:
    deadline = case.deadline(calendar, today, judge_last=judge_last)
    case.due_on, case.due_provisional = deadline.due_on, deadline.provisional


def _check_day(case: Application, act: Act, on: date, today: date) -> None:
    if on > today:
        raise NotAllowed(f"“{act.label}”的日期 {on} 还没有到，请填写实际发生的日期。")
    last = case.events.last()
    earliest = last.on if last else case.submitted_on
    if on < earliest:
        what = f"“{Act(last.act).label}”" if last else "提交申请"
        raise NotAllowed(f"“{act.label}”的日期 {on} 早于{what}的日期 {earliest}，请核对。")


def _outcome(row: Transition, deed: Deed) -> str:
    """The outcome a closing or proposing act names; empty for the others."""
    if not row.closing and row.act is not Act.PROPOSE_REPLY:
        return ""
    allowed = row.outcomes or tuple(code for code, outcome in OUTCOMES.items() if outcome.by_reply)
    outcome = deed.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    if outcome not in allowed:
        raise ValidationError({"outcome": "请选择一个办理结果。不是全部予以公开的，应先拟稿送审。"})
    if outcome == "PARTIAL" and not (deed.withheld and deed.grounds):
        raise ValidationError({"withheld": "部分公开须写明不予公开的部分及其依据（条例第三十七条）。"})
    return outcome
