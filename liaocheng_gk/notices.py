"""A year's calendar takes two people: one enters the State Council's notice, another compares it and confirms.

Legal limits of every open case hang on these rows, so a later change of them asks for the second person again.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction

from .models import CalendarYear


def mark_entered(year: CalendarYear, by: AbstractBaseUser) -> None:
    """Note who entered or last changed the days of ``year``; it is provisional from now on."""
    year.status = CalendarYear.Status.PROVISIONAL.value
    year.entered_by, year.confirmed_by = by, None
    year.save(update_fields=["status", "entered_by", "confirmed_by"])


@transaction.atomic
def confirm(year: CalendarYear, by: AbstractBaseUser) -> CalendarYear:
    """Make ``year`` official.

    Raises:
        ValidationError: it is official already, has no notice number, or ``by`` entered it.
    """
    year = CalendarYear.objects.select_for_update().get(pk=year.pk)
    if year.status == CalendarYear.Status.OFFICIAL:
        raise ValidationError(f"{year.year}年日历已经是正式日历，无需再次复核。")
    if not year.notice:
        raise ValidationError(f"{year.year}年日历还没有填写通知文号，请补填后再复核。")
    if year.entered_by_id == by.pk:
        raise ValidationError(f"{year.year}年日历是您本人录入的，请由另一位同事对照通知原文复核。")
    year.status, year.confirmed_by = CalendarYear.Status.OFFICIAL.value, by
    year.full_clean()
    year.save(update_fields=["status", "confirmed_by"])
    return year
