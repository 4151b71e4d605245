"""What the pages of the catalogue need beyond plain values."""

from django import template

from disclosure.law.publication import Validity

register = template.Library()


@register.filter
def validity_label(value: str) -> str:
    return Validity(value).label
