"""What the pages of the catalogue need beyond plain values."""

from datetime import date

from django import template

from disclosure.law.publication import Validity
from disclosure.models import Item

register = template.Library()


@register.filter
def validity_label(value: str) -> str:
    return Validity(value).label


@register.filter
def standing_on(item: Item, today: date) -> str:
    """The validity in force on ``today``."""
    return item.standing(today).label
