"""What pages say of the office beyond its plain facts."""

from typing import Any

from django import template
from django.db import DatabaseError
from django.utils import timezone

from liaocheng_gk import edition, hours
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency

register = template.Library()
register.filter("hours_in_words", hours.hours_in_words)


@register.simple_tag(takes_context=True)
def office_state(context: dict[str, Any]) -> hours.OfficeState | None:
    """``{% office_state as state %}``: ``state.open`` and ``state.text``; None where the bureau cannot be read."""
    try:
        agency = context.get("agency") or Agency.objects.current()
        token = getattr(getattr(context, "request", None), "edition", None)
        calendar = edition.keep(token, "calendar", load_calendar)
        return hours.office_state(agency, calendar, timezone.now())
    except (Agency.DoesNotExist, DatabaseError):
        return None
