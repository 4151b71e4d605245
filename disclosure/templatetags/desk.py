"""The catalogue's part of the day's work on the first page of the admin."""

from typing import Any

from django import template
from django.contrib.auth.models import User
from django.utils import timezone

from disclosure.duty import by_department, owed
from disclosure.law.review import RULE_OF, Step
from disclosure.models import Item
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.checks import guide_warning

register = template.Library()

SHOWN = 5


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


@register.inclusion_tag("admin/disclosure/_dashboard.html", takes_context=True)
def catalogue_dashboard(context: dict[str, Any]) -> dict[str, Any]:
    """What waits for this user, and what each department owes; nothing for those who may not see items."""
    user: User = context["request"].user
    if not user.has_perm("disclosure.view_item"):
        return {"waiting": [], "departments": [], "warnings": []}
    today = timezone.localdate()
    warnings = [guide_warning(today)]
    return {
        "waiting": _waiting(user),
        "departments": [
            (name, sum(row.overdue for row in rows), rows[:SHOWN], len(rows))
            for name, rows in by_department(owed(load_calendar(), today))
        ],
        "warnings": [warning for warning in warnings if warning],
    }


def _waiting(user: User) -> list[tuple[Step, int, list[Item]]]:
    """The steps after drafting that this user may do, with what waits for them."""
    found = []
    for step in Step:
        if step is Step.DRAFT or not user.has_perm(f"disclosure.{RULE_OF[step].permission}"):
            continue
        rows = Item.objects.filter(awaiting=step).order_by("formed_on", "pk")
        if number := rows.count():
            found.append((step, number, list(rows.only("title")[:SHOWN])))
    return found
