"""When information has to be on the website, and in which states it can be (条例17、26)."""

from datetime import date

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.workdays import WorkCalendar, add_workdays

PUBLISH_WORKDAYS = 20  # 条例26: from the day the information was formed or changed


class Status(Labelled):
    DRAFT = "draft", "草稿"
    SCHEDULED = "scheduled", "待定时公开"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"
    RETIRED = "retired", "已转查阅点"


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
    RETIRED = "retired", "转到公共查阅点"


class FileState(Labelled):
    """Where a file of an item stands. On a public item what is new waits, and what goes stays until the correction of
    which it is part has been reviewed and published."""

    OWN = "own", "在用"
    WAITING = "waiting", "新增，待公开"
    LEAVING = "leaving", "待删除"


# What readers have, on the website or at the reading point: nothing of it changes but by a correction that was reviewed.
WITH_READERS = (Status.PUBLISHED, Status.RETIRED)

# Validities that end on a day which the page must show.
ENDED = (Validity.LAPSED, Validity.REPEALED)


class NotAllowed(Exception):
    """The rules of publication forbid this now; the message says why, in Chinese, with the article."""


def publish_due(formed_on: date, calendar: WorkCalendar) -> date:
    """The last day on which information formed or changed on ``formed_on`` is published in time (条例26)."""
    return add_workdays(formed_on, PUBLISH_WORKDAYS, calendar)


def publish_limit(started_on: date, other_limit: date | None, calendar: WorkCalendar) -> date:
    """The last day in time: another limit that law or regulation sets goes before the twenty working days (条例26)."""
    return other_limit or publish_due(started_on, calendar)
