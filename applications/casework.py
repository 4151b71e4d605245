"""The one door through which an application changes. Views, admin, commands and demo data knock here."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from liaocheng_gk.models import Agency
from liaocheng_gk.serials import locked_serial
from liaocheng_gk.workdays import WorkCalendar

from . import letters
from .deed import Deed
from .law.outcomes import OUTCOMES
from .law.receipt import Channel, receipt_day
from .law.transitions import Act, NotAllowed, Stage, Transition, transition_for
from .models import Application, CaseEvent, IdentityDocument
from .querycode import code_for, hash_of
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
    return application


@transaction.atomic
def perform(
    act: Act,
    case: Application,
    deed: Deed,
    *,
    by: User,
    calendar: WorkCalendar,
    today: date,
) -> Application:
    """Do one act of the procedure and return the case as it stands afterwards.

    Raises:
        NotAllowed: the table of transitions, the clock or the day forbids the act.
        PermissionDenied: ``by`` lacks the permission that the row names.
        ValidationError: the result would break a rule of the register.
    """
    case = Application.objects.select_for_update().get(pk=case.pk)
    row = transition_for(Stage(case.stage), act, case.acts)
    if not by.has_perm(f"applications.{row.permission}"):
        raise PermissionDenied(f"没有“{row.act.label}”的权限，请联系有“{row.permission.label}”权限的同事。")
    on = _receipt_day(case, deed.on) if act is Act.CONFIRM_RECEIPT else deed.on
    _check_day(case, act, on, today)
    outcome = _outcome(row, deed)

    event = CaseEvent(
        application=case,
        act=act,
        clock=row.clock,
        article=row.article,
        on=on,
        workdays=deed.workdays,
        until=deed.until,
        party=deed.party,
        party_received_on=deed.party_received_on,
        note=deed.note,
        by=by,
    )
    event.save()
    case.stage = row.target
    if act is Act.CONFIRM_RECEIPT:
        case.received_on = on
    if row.closing:
        case.closed_on, case.outcome = on, outcome
    _copy_deadline(case, calendar, today)
    case.full_clean(exclude=("handler",))
    case.save()
    letters.issue_for(case, event, deed, agency=Agency.objects.current(), by=by)
    return case


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


def _copy_deadline(case: Application, calendar: WorkCalendar, today: date) -> None:
    deadline = case.deadline(calendar, today)
    case.due_on, case.due_provisional = deadline.due_on, deadline.provisional


def _receipt_day(case: Application, confirmed_on: date) -> date:
    try:
        return receipt_day(
            Channel(case.channel),
            submitted_on=case.submitted_on,
            signed_on=case.signed_on,
            confirmed_on=confirmed_on,
            from_submission=settings.GK_WEB_RECEIPT_RULE == "submit",
        )
    except ValueError as error:
        raise NotAllowed(str(error)) from error


def _check_day(case: Application, act: Act, on: date, today: date) -> None:
    if on > today:
        raise NotAllowed(f"“{act.label}”的日期 {on} 还没有到，请填写实际发生的日期。")
    last = case.events.last()
    earliest = last.on if last else case.submitted_on
    if on < earliest:
        what = f"“{Act(last.act).label}”" if last else "提交申请"
        raise NotAllowed(f"“{act.label}”的日期 {on} 早于{what}的日期 {earliest}，请核对。")


def _outcome(row: Transition, deed: Deed) -> str:
    if not row.closing:
        return ""
    allowed = row.outcomes or tuple(code for code, outcome in OUTCOMES.items() if outcome.by_reply)
    outcome = deed.outcome or (row.outcomes[0] if len(row.outcomes) == 1 else "")
    if outcome not in allowed:
        raise ValidationError({"outcome": "请选择一个办理结果。"})
    return outcome
