"""What report pages ask for besides the report itself."""

from typing import Any

from django import template

from reports.findings import judged_findings
from reports.models import Report

register = template.Library()


@register.simple_tag
def report_crumbs(list_url: str) -> list[tuple[str, str]]:
    return [("政府信息公开年报", list_url)]


@register.inclusion_tag("reports/_findings.html")
def report_findings(report: Report) -> dict[str, Any]:
    return {"judged": [row for row in judged_findings(report) if not row.is_note], "report": report}
