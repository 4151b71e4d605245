"""When and how long information stands on the website (条例17、26；指南二（一）)."""

from dataclasses import dataclass
from datetime import date

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.workdays import WorkCalendar, add_workdays

PUBLISH_WORKDAYS = 20  # 条例26: from the day the information was formed or changed


class Status(Labelled):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class Validity(Labelled):
    IN_FORCE = "in_force", "有效"
    LAPSED = "lapsed", "失效"
    REPEALED = "repealed", "废止"
    AMENDED = "amended", "已修改"
    PENDING = "pending", "尚未施行"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Change(Labelled):
    """What happened to an item on the website, as its short history says."""

    FIRST = "first", "首次公开"
    CORRECTED = "corrected", "修改内容"
    VALIDITY = "validity", "变更有效性"
    WITHDRAWN = "withdrawn", "撤下"
    RESTORED = "restored", "重新公开"


# Validities that end on a day which the page must show.
ENDED = (Validity.LAPSED, Validity.REPEALED)


class NotAllowed(Exception):
    """The rules of publication forbid this now; the message says why, in Chinese, with the article."""


@dataclass(frozen=True)
class RetentionExemption:
    """Information of this kind stays online without limit."""

    article20: str
    title: str
    source: str


RETENTION_EXEMPTIONS: tuple[RetentionExemption, ...] = (
    RetentionExemption("20-01", "法律法规和规范性文件", "指南二（一）2"),
    RetentionExemption("20-05", "行政许可类信息", "指南二（一）2"),
)
_EXEMPT = {row.article20 for row in RETENTION_EXEMPTIONS}


def publish_due(formed_on: date, calendar: WorkCalendar) -> date:
    """The last day on which information formed or changed on ``formed_on`` is published in time (条例26)."""
    return add_workdays(formed_on, PUBLISH_WORKDAYS, calendar)


def publish_limit(started_on: date, other_limit: date | None, calendar: WorkCalendar) -> date:
    """The last day in time: another limit that law or regulation sets goes before the twenty working days (条例26)."""
    return other_limit or publish_due(started_on, calendar)


def online_until(published_on: date, article20: str, years: int) -> date | None:
    """The last day of online retention, or None if this kind stays online without limit.

    Args:
        article20: key of ``categories.DUTIES``; empty counts as not exempt.
        years: length of the retention, from the bureau's guide.
    """
    if article20 in _EXEMPT:
        return None
    try:
        return published_on.replace(year=published_on.year + years)
    except ValueError:  # 29 February
        return date(published_on.year + years, 2, 28)
