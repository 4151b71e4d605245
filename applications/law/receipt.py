"""The day an application counts as received, by the way it came (条例31, 国办公开办函〔2015〕207号)."""

from dataclasses import dataclass
from datetime import date

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .citations import cited


class Channel(Labelled):
    WEB = "web", "本网站在线提交"
    IN_PERSON = "in_person", "当面提交"
    ORAL = "oral", "口头申请（代为填写）"
    MAIL_SIGNED = "mail_signed", "挂号信、特快专递"
    MAIL_PLAIN = "mail_plain", "平常信函"
    EMAIL = "email", "电子邮件"
    FAX = "fax", "传真"
    CITY = "city", "市政府依申请公开网页"


class ReceiptDay(Labelled):
    SUBMITTED = "submitted", "提交之日"
    SIGNED = "signed", "行政机关签收之日"
    CONFIRMED = "confirmed", "双方确认之日"


@dataclass(frozen=True)
class ReceiptRule:
    channel: Channel
    day: ReceiptDay
    article: str
    by_setting: bool = False
    """Whether the office may count from submission instead (GK_WEB_RECEIPT_RULE)."""


# fmt: off
RECEIPT_RULES: tuple[ReceiptRule, ...] = (
    ReceiptRule(Channel.IN_PERSON,   ReceiptDay.SUBMITTED, "条例31(一)"),
    ReceiptRule(Channel.ORAL,        ReceiptDay.SUBMITTED, "条例29¶1、31(一)"),
    ReceiptRule(Channel.MAIL_SIGNED, ReceiptDay.SIGNED,    "条例31(二)"),
    ReceiptRule(Channel.MAIL_PLAIN,  ReceiptDay.CONFIRMED, "条例31(二)"),
    ReceiptRule(Channel.WEB,         ReceiptDay.CONFIRMED, "条例31(三)", by_setting=True),
    ReceiptRule(Channel.CITY,        ReceiptDay.CONFIRMED, "条例31(三)", by_setting=True),
    ReceiptRule(Channel.EMAIL,       ReceiptDay.CONFIRMED, "条例31(三)", by_setting=True),
    ReceiptRule(Channel.FAX,         ReceiptDay.CONFIRMED, "条例31(三)", by_setting=True),
)
# fmt: on

RULE_BY_CHANNEL = {rule.channel: rule for rule in RECEIPT_RULES}

# An unconfirmed submission alarms after this many working days: the office is to confirm on the day it gets it.
CONFIRM_WITHIN_WORKDAYS = 1


def confirm_by(submitted_on: date, calendar: WorkCalendar) -> date:
    """The last day on which a submission should be confirmed; after it the desk is alarmed."""
    return add_workdays(submitted_on, CONFIRM_WITHIN_WORKDAYS, calendar)


def receipt_day(
    channel: Channel,
    *,
    submitted_on: date,
    signed_on: date | None,
    confirmed_on: date,
    from_submission: bool = False,
) -> date:
    """The day from which the limits of an application run (that day itself is not counted).

    Args:
        submitted_on: the day the applicant handed it in or sent it.
        signed_on: the day the office signed for a registered letter; needed for that channel only.
        confirmed_on: the day both sides confirmed.
        from_submission: the office's setting for online, e-mail and fax applications.

    Raises:
        ValueError: a registered letter without the day it was signed for.
    """
    rule = RULE_BY_CHANNEL[channel]
    if rule.day is ReceiptDay.SUBMITTED or (rule.by_setting and from_submission):
        return submitted_on
    if rule.day is ReceiptDay.SIGNED:
        if signed_on is None:
            raise ValueError(f"“{channel.label}”须登记签收日期（{cited(rule.article)}）")
        return signed_on
    return confirmed_on
