"""The law's own numbers for pages of other rooms, so that no page repeats them by hand."""

from typing import Any

from django import template
from django.conf import settings

from applications.law.clock import LIMITS
from applications.law.fees import PER_PAGE, PER_PIECE, Slice
from applications.law.receipt import RECEIPT_RULES, ReceiptDay
from applications.law.remedies import REVIEW_DAYS, SUIT_AFTER_REVIEW_DAYS, SUIT_MONTHS

register = template.Library()


@register.simple_tag
def statutory() -> dict[str, Any]:
    """``{% statutory as law %}``: limits in working days, both tariffs, receipt days, periods of the remedies."""
    return {
        "limits": LIMITS,
        "per_piece": [slice_in_words(row, "件") for row in PER_PIECE],
        "per_page": [slice_in_words(row, "页") for row in PER_PAGE],
        "receipt": receipt_in_words(),
        "review_days": REVIEW_DAYS,
        "suit_months": SUIT_MONTHS,
        "suit_after_review_days": SUIT_AFTER_REVIEW_DAYS,
    }


def slice_in_words(row: Slice, unit: str) -> tuple[str, str]:
    """(第11至30件, 每件100元)."""
    span = f"第{row.first}至{row.last}{unit}" if row.last else f"第{row.first}{unit}起"
    if row.yuan == 0:
        return span, "免费"
    rise = f"，每增加{row.step}{unit}，单价再加{row.rise}元" if row.step else ""
    return span, f"每{unit}{row.yuan}元{rise}"


def receipt_in_words() -> list[tuple[str, str]]:
    """(channels, the day that counts as receipt), channels of the same day together."""
    by_day: dict[str, list[str]] = {}
    for rule in RECEIPT_RULES:
        from_submission = rule.by_setting and settings.GK_WEB_RECEIPT_RULE == "submit"
        day = ReceiptDay.SUBMITTED if from_submission else rule.day
        by_day.setdefault(day.label, []).append(rule.channel.label)
    return [("、".join(channels), day) for day, channels in by_day.items()]
