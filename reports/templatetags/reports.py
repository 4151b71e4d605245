"""What report pages ask for besides the report itself."""

from django import template

register = template.Library()


@register.simple_tag
def report_crumbs(list_url: str) -> list[tuple[str, str]]:
    return [("政府信息公开年报", list_url)]
