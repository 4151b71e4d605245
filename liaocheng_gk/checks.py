"""What the office must not overlook: the calendar of the coming year, on which every limit near its end depends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, connections, router
from django.utils import timezone

from .models import Agency, CalendarYear

# The notice usually comes in November; a limit of 20 + 20 working days reaches the next year from early November.
WARN_FROM = (11, 1)


def calendar_warning(today: date) -> str:
    """What is missing in the calendar as seen on ``today``, as a sentence for the office; empty if nothing is."""
    needed = [today.year]
    if (today.month, today.day) >= WARN_FROM:
        needed.append(today.year + 1)
    official = CalendarYear.objects.official().filter(year__in=needed).values_list("year", flat=True)
    missing = "、".join(f"{year}年" for year in sorted(set(needed) - set(official)))
    if not missing:
        return ""
    return (
        f"{missing}的工作日历尚未录入或复核，涉及{missing}的期限只能暂定。"
        "请在国务院办公厅放假通知公布后录入，并由第二人复核。"
    )


def guide_warning(today: date) -> str:
    """A sentence for the office when the guide was last looked through more than twelve months ago (条例12、53)."""
    reviewed_on = Agency.objects.values_list("guide_reviewed_on", flat=True).first()
    if reviewed_on is None or (today.year - reviewed_on.year, today.month, today.day) <= (
        1,
        reviewed_on.month,
        reviewed_on.day,
    ):
        return ""
    return (
        f"公开指南最近一次核对是 {reviewed_on}，已经超过十二个月。请核对指南并在“本机关”中更新“指南最近核对日期”"
        "（条例第十二条、第五十三条；指南每年更新一次）。"
    )


@register(Tags.database)
def check_calendar(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Runs with ``manage.py check --database default`` and before ``migrate``; silent while there is no table."""
    alias = router.db_for_read(CalendarYear)
    if alias not in (databases or ()):
        return []
    try:
        if CalendarYear._meta.db_table not in connections[alias].introspection.table_names():
            return []
        warning = calendar_warning(timezone.localdate())
    except DatabaseError:  # a table of an older shape: migrate is about to mend it
        return []
    return [Warning(warning, id="liaocheng_gk.W001")] if warning else []
