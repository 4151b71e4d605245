"""What the pages of the catalogue need beyond plain values."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosure.law.publication import Validity
from disclosure.models import Item

register = template.Library()


@register.filter
def validity_label(value: str) -> str:
    return Validity(value).label


@register.filter
def time(day: str) -> SafeString:
    """A day as ``Item.day`` gives it, for people and machines: half as long on its way as two variables."""
    return format_html('<time datetime="{day}">{day}</time>', day=day)


@register.filter
def standing_on(item: Item, today: date) -> str:
    """The validity in force on ``today``."""
    return item.standing(today).label
