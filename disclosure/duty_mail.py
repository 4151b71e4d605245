"""Mails about information that has to be published: 5, 3 and 1 working days before the limit, and once after it."""

from datetime import date

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar

from .duty import Owed, owed
from .law.review import RULE_OF, Step
from .models import Item, ItemReminder

BEFORE = (5, 3, 1)
OVERDUE = -1


def remind_of_duty(calendar: WorkCalendar, today: date) -> tuple[int, list[Item]]:
    """Send what is owed today: how many mails, and the items nobody could be told about."""
    sent, nobody = 0, []
    for debt in owed(calendar, today):
        mark = OVERDUE if debt.overdue else min((days for days in BEFORE if debt.left <= days), default=None)
        if mark is None or debt.item.reminders.filter(due_on=debt.due_on, days=mark).exists():
            continue
        if to := recipients(debt):
            _send(debt, mark, to)
            sent += 1
        else:
            nobody.append(debt.item)
    return sent, nobody


def recipients(debt: Owed) -> list[str]:
    """Whoever may do the step the item waits for; of an overdue one also those who publish."""
    wanted = {RULE_OF[Step(debt.item.awaiting)].permission}
    if debt.overdue:
        wanted.add(RULE_OF[Step.PUBLISH].permission)
    held = Q(groups__permissions__codename__in=wanted) | Q(user_permissions__codename__in=wanted)
    users = User.objects.filter(held, is_active=True, is_staff=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


@transaction.atomic
def _send(debt: Owed, mark: int, to: list[str]) -> None:
    """The row and the mail together: a mail server that refuses leaves no row, and the next run tries again."""
    ItemReminder.objects.create(item=debt.item, due_on=debt.due_on, days=mark)
    context = {"debt": debt, "step": Step(debt.item.awaiting), "agency": Agency.objects.current()}
    subject = render_to_string("disclosure/reminder_subject.txt", context).strip()
    send_mail(subject, render_to_string("disclosure/reminder.txt", context), None, to)
