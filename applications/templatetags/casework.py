"""What templates of several rooms ask of the register."""

from datetime import timedelta
from typing import Any

from django import template
from django.forms import BoundField
from django.utils import timezone

from applications.law.receipt import confirm_by
from applications.models import Application
from applications.reminders import is_silent
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.checks import calendar_warning
from liaocheng_gk.workdays import add_workdays

register = template.Library()

SOON_WORKDAYS = 3
LISTED = 10


@register.simple_tag
def checked_value(field: BoundField) -> Any:
    """What was entered, in the words of the choice rather than its key."""
    value = field.value()
    labels = dict(getattr(field.field, "choices", None) or ())
    return labels.get(value, value)


@register.inclusion_tag("admin/applications/_dashboard.html", takes_context=True)
def casework_dashboard(context: dict[str, Any]) -> dict[str, Any]:
    """The day's work for those who may see cases; nothing for the others."""
    user = context["request"].user
    if not user.has_perm("applications.view_application"):
        return {"cards": [], "warnings": []}
    today, calendar = timezone.localdate(), load_calendar()
    soon = add_workdays(today, SOON_WORKDAYS, calendar)
    cases = Application.objects.select_related("handler")
    unconfirmed = list(cases.unconfirmed().order_by("submitted_at"))
    late = sum(confirm_by(case.submitted_on, calendar) < today for case in unconfirmed)
    cards = (
        ("已逾期", "overdue", "over", list(cases.overdue(today).order_by("due_on"))),
        ("今日到期", "today", "soon", list(cases.due_between(today, today))),
        (
            "三个工作日内到期",
            "soon",
            "soon",
            list(cases.due_between(today + timedelta(days=1), soon).order_by("due_on")),
        ),
        ("待确认收到", "unconfirmed", "over" if late else "plain", unconfirmed),
        ("待申请人", "waiting", "plain", list(cases.waiting_for_applicant())),
    )
    warnings = [calendar_warning(today)]
    if late:
        warnings.append(
            f"有 {late} 件申请提交后超过一个工作日没有确认收到，请尽快与申请人联系（条例第三十一条）。"
        )
    if is_silent(timezone.now()):
        warnings.append(
            "期限提醒已经超过 26 小时没有运行，请联系系统管理员检查定时任务（docs/operations.md）。"
        )
    return {
        "warnings": [warning for warning in warnings if warning],
        "cards": [
            {"title": title, "filter": name, "tone": tone, "cases": found[:LISTED], "count": len(found)}
            for title, name, tone, found in cards
        ],
    }
