"""Mails about limits: 5, 3 and 1 working days before, and once when overdue; each exactly once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from liaocheng_gk.models import Agency, Heartbeat
from liaocheng_gk.workdays import WorkCalendar, count_workdays

from .casework import refresh_due_dates
from .law.transitions import Permission
from .models import Application, Reminder

BEFORE = (5, 3, 1)
OVERDUE = -1
HEARTBEAT = "remind"
SILENT_AFTER = timedelta(hours=26)


@dataclass(frozen=True)
class Due:
    """A case that a mail is owed about. ``days``: which of the marks, in working days; ``OVERDUE`` after the limit."""

    case: Application
    days: int


def due_reminders(calendar: WorkCalendar, today: date) -> list[Due]:
    """The mails owed today. A mark that was missed (no timer at the weekend) is made good by the next smaller one."""
    cases = Application.objects.open().filter(due_on__isnull=False).select_related("handler")
    sent = set(Reminder.objects.filter(application__in=cases).values_list("application", "due_on", "days"))
    found = []
    for case in cases:
        mark = _mark(count_workdays(today, case.due_on, calendar), overdue=today > case.due_on)
        if mark is not None and (case.pk, case.due_on, mark) not in sent:
            found.append(Due(case, mark))
    return found


def _mark(left: int, *, overdue: bool) -> int | None:
    if overdue:
        return OVERDUE
    reached = [days for days in BEFORE if left <= days]
    return min(reached) if reached else None


def recipients(case: Application, days: int) -> list[str]:
    """The handler; without one, everybody who may handle. An overdue case also goes to those who approve."""
    if case.handler and case.handler.email:
        addresses = {case.handler.email}
    else:
        addresses = _with_permission(Permission.HANDLE)
    if days == OVERDUE:
        addresses |= _with_permission(Permission.APPROVE)
    return sorted(addresses)


def _with_permission(permission: Permission) -> set[str]:
    held = Q(groups__permissions__codename=permission) | Q(user_permissions__codename=permission)
    users = User.objects.filter(held, is_active=True, is_staff=True).exclude(email="")
    return set(users.values_list("email", flat=True))


def remind(calendar: WorkCalendar, *, now: datetime, today: date) -> tuple[int, list[Application]]:
    """Refresh the stored dates, send what is owed and note that the run ended.

    Returns the number of mails sent, and the cases nobody could be told about.
    """
    refresh_due_dates(Application.objects.open().prefetch_related("events"), calendar, today)
    sent, nobody = 0, []
    for due in due_reminders(calendar, today):
        to = recipients(due.case, due.days)
        if not to:
            nobody.append(due.case)
            continue
        _send(due, to, calendar, today)
        sent += 1
    Heartbeat.beat(HEARTBEAT, now)
    return sent, nobody


@transaction.atomic
def _send(due: Due, to: list[str], calendar: WorkCalendar, today: date) -> None:
    """The row and the mail together: a mail server that refuses leaves no row, and the next run tries again."""
    Reminder.objects.create(application=due.case, due_on=due.case.due_on, days=due.days)
    context = {
        "case": due.case,
        "left": count_workdays(today, due.case.due_on, calendar),
        "overdue": due.days == OVERDUE,
        "agency": Agency.objects.current(),
    }
    subject = render_to_string("applications/reminder_subject.txt", context).strip()
    send_mail(subject, render_to_string("applications/reminder.txt", context), None, to)


def is_silent(now: datetime) -> bool:
    """Whether the timer has not finished within 26 hours, or never did: the dashboard then shows a red banner."""
    last = Heartbeat.objects.filter(name=HEARTBEAT).first()
    return last is None or now - last.at > SILENT_AFTER
