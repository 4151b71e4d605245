"""The catalogue's part of the day's work on the first page of the admin."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.contrib.auth.models import User
from django.utils import timezone

from disclosure.duty import by_department, owed
from disclosure.inspection import stale_columns
from disclosure.law.review import RULE_OF, Step
from disclosure.models import Item
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.checks import guide_warning
from liaocheng_gk.models import Agency

register = template.Library()

SHOWN = 5
OPENING_MAY_TAKE = timedelta(minutes=15)


@register.filter
def percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


@register.inclusion_tag("admin/disclosure/_dashboard.html", takes_context=True)
def catalogue_dashboard(context: dict[str, Any]) -> dict[str, Any]:
    """What waits for this user, and what each department owes; nothing for those who may not see items."""
    user: User = context["request"].user
    if not user.has_perm("disclosure.view_item"):
        return {"waiting": [], "departments": [], "warnings": [], "stale": []}
    today = timezone.localdate()
    late = Item.objects.due_to_open(timezone.now() - OPENING_MAY_TAKE).count()
    warnings = [guide_warning(today), _retention_warning(today)]
    if late:
        warnings.append(f"有 {late} 条定时公开的信息已过时间仍未公开，请联系系统管理员检查定时任务。")
    return {
        "waiting": _waiting(user),
        "stale": list(stale_columns(today)),
        "departments": [
            (name, sum(row.overdue for row in rows), rows[:SHOWN], len(rows))
            for name, rows in by_department(owed(load_calendar(), today))
        ],
        "warnings": [warning for warning in warnings if warning],
    }


def _retention_warning(today: date) -> str:
    agency = Agency.objects.first()
    number = Item.objects.past_retention(today, agency.online_retention_years).count() if agency else 0
    if not number:
        return ""
    return (
        f"有 {number} 条信息已满网上留存期 {agency.online_retention_years} 年，应当转到公共查阅点（指南二（一）2）。"
        "每日的定时任务会办理，也可以在信息条目列表中勾选办理。"
    )


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
