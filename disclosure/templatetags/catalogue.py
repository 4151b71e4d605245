"""What the pages of the catalogue need beyond plain values."""

from datetime import date
from html import escape

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosure.elements import Shown
from disclosure.law.elements import ELEMENTS
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


@register.simple_tag
def element_rows(elements: list[Shown]) -> SafeString:
    """What stands above the text of an item, in the order of the law, between ``<dl>`` and ``</dl>``: ten rows on each item, a third of its time as a loop of a template."""
    return mark_safe("\n".join(map(_row, elements)))  # noqa: S308 -- escaped below


def _row(shown: Shown) -> str:
    words = escape(shown.text)
    if shown.machine:
        words = f'<time datetime="{escape(shown.machine)}">{words}</time>'
    return f"{_BEFORE[shown.element.key]}{words}</dd></div>"


_BEFORE = {
    element.key: ('<div class="meta-wide">' if element.wide else "<div>")
    + f"<dt>{escape(element.label)}</dt><dd>"
    for element in ELEMENTS
}


@register.filter
def standing_on(item: Item, today: date) -> str:
    """The validity in force on ``today``."""
    return item.standing(today).label
