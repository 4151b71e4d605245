"""What templates of several rooms ask of the register."""

from typing import Any

from django import template
from django.db.models.fields.files import FieldFile
from django.forms import BaseForm, BoundField
from django.utils import timezone

from applications.first_steps import first_steps
from applications.law.citations import cited
from applications.notices import outbox_warning
from applications.reminders import is_silent
from applications.worklist import Day, cards
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.checks import calendar_warning
from liaocheng_gk.drills import drill_warning

register = template.Library()
register.filter(cited)

SILENT_TIMER = "期限提醒已经超过 26 小时没有运行，请联系系统管理员检查定时任务。"


@register.simple_tag
def form_field(form: BaseForm, name: str) -> BoundField:
    return form[name]


@register.simple_tag
def checked_value(field: BoundField) -> Any:
    """What was entered, in the words of the choice rather than its key."""
    value = field.value()
    labels = dict(getattr(field.field, "choices", None) or ())
    return labels.get(value, value)


@register.inclusion_tag("admin/_setup_notice.html", takes_context=True)
def setup_notice(context: dict[str, Any]) -> dict[str, Any]:
    """What is still to do before the portal opens, for those who can do it."""
    if not context["request"].user.is_superuser:
        return {"open_steps": []}
    steps = first_steps(timezone.localdate(), timezone.now())
    return {"open_steps": [step for step in steps if step.missing]}


@register.inclusion_tag("admin/applications/_dashboard.html", takes_context=True)
def casework_dashboard(context: dict[str, Any]) -> dict[str, Any]:
    """The day's work for those who may see cases; nothing for the others."""
    user = context["request"].user
    if not user.has_perm("applications.view_application"):
        return {"cards": [], "cleared": [], "warnings": [], "alarm": ""}
    today = timezone.localdate()
    shown, late = cards(
        Day(today, load_calendar()), may=lambda permission: user.has_perm(f"applications.{permission}")
    )
    warnings = [drill_warning(timezone.now()), calendar_warning(today), outbox_warning(timezone.now())]
    if late:
        warnings.append(
            f"有 {late} 件申请提交后超过一个工作日没有确认收到，请尽快与申请人联系（条例第三十一条）。"
        )
    alarm = SILENT_TIMER if is_silent(timezone.now()) else ""
    return {
        "alarm": alarm,
        "warnings": [warning for warning in warnings if warning],
        "cards": shown,
        "cleared": [card for card in shown if not card.count],
    }


@register.filter
def held(file: FieldFile) -> str:
    """What keeps a private file shut, in words; empty if nothing does or there is none."""
    return file.storage.quarantine(file.name) if file and file.storage.exists(file.name) else ""
