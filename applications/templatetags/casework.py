"""What templates of several rooms ask of the register."""

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.simple_tag
def checked_value(field: BoundField) -> Any:
    """What was entered, in the words of the choice rather than its key."""
    value = field.value()
    labels = dict(getattr(field.field, "choices", None) or ())
    return labels.get(value, value)
