"""What a letter says about remedies, and until when they last (条例51; 行政复议法 2023; 行政诉讼法).

The paragraph depends on the outcome and on the day of the decision: since 2024-01-01 a refusal to disclose must be
reviewed before it can be sued over, and the decision has to say so (行政复议法23¶1(4), ¶2).
"""

import calendar as months
from dataclasses import dataclass
from datetime import date, timedelta

from liaocheng_gk.workdays import WorkCalendar, roll_forward

from .outcomes import OUTCOMES, Remedy

REVIEW_FIRST_SINCE = date(2024, 1, 1)
REVIEW_DAYS = 60  # calendar days, 行政复议法20
SUIT_MONTHS = 6  # 行政诉讼法46
SUIT_AFTER_REVIEW_DAYS = 15  # calendar days, 行政复议法34, 行政诉讼法45


@dataclass(frozen=True)
class RemedyPeriods:
    """Last days, each the first working day if it falls on a day of rest (民法典203)."""

    review_until: date
    suit_until: date | None
    """None where review comes first: the suit runs from the review decision."""


def remedy_of(outcome: str, decided_on: date, *, refused_under_14_to_16: bool = False) -> Remedy:
    """Which remedy the letter must name.

    Args:
        outcome: a code of ``OUTCOMES``.
        decided_on: the day of the decision; earlier decisions keep the wording of their time.
        refused_under_14_to_16: for 部分公开, whether the part withheld rests on 条例14, 15 or 16.
    """
    remedy = OUTCOMES[outcome].remedy
    if outcome == "PARTIAL" and refused_under_14_to_16:
        remedy = Remedy.REVIEW_FIRST
    if remedy is Remedy.REVIEW_FIRST and decided_on < REVIEW_FIRST_SINCE:
        return Remedy.EITHER
    return remedy


def remedy_paragraph(
    remedy: Remedy, *, review_body: str, court: str = "人民法院", against: str = "本答复"
) -> str:
    """The sentence for the letter; empty for a procedural one. ``against``: what the letter calls itself."""
    if remedy is Remedy.REVIEW_FIRST:
        return (
            f"如不服本决定，可以自收到之日起{REVIEW_DAYS}日内向{review_body}申请行政复议。依照《中华人民共和国行政复议法》"
            f"第二十三条，对本决定应当先申请行政复议；对行政复议决定不服的，可以自收到行政复议决定书之日起"
            f"{SUIT_AFTER_REVIEW_DAYS}日内，再依法向{court}提起行政诉讼。"
        )
    if remedy is Remedy.EITHER:
        return (
            f"如不服{against}，可以自收到之日起{REVIEW_DAYS}日内向{review_body}申请行政复议，"
            f"也可以自收到之日起{SUIT_MONTHS}个月内依法向{court}提起行政诉讼。"
        )
    return ""


def add_months(day: date, count: int) -> date:
    """The corresponding day ``count`` months later, or the month's last day if there is none (民法典202)."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def review_until(received_on: date, calendar: WorkCalendar) -> date:
    return roll_forward(received_on + timedelta(days=REVIEW_DAYS), calendar)


def suit_until(received_on: date, calendar: WorkCalendar) -> date:
    return roll_forward(add_months(received_on, SUIT_MONTHS), calendar)


def suit_after_review_until(decision_received_on: date, calendar: WorkCalendar) -> date:
    return roll_forward(decision_received_on + timedelta(days=SUIT_AFTER_REVIEW_DAYS), calendar)


def remedy_periods(remedy: Remedy, received_on: date, calendar: WorkCalendar) -> RemedyPeriods | None:
    """Until when the remedies last for a letter received on ``received_on``; None where there are none."""
    if remedy is Remedy.NONE:
        return None
    suit = None if remedy is Remedy.REVIEW_FIRST else suit_until(received_on, calendar)
    return RemedyPeriods(review_until(received_on, calendar), suit)
