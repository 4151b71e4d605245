"""The day's work as one table: each row is a card of the dashboard and a filter of the list, most urgent first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.lookups import Exact
from django.utils import timezone

from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .law.letters import LETTERS, Recipient
from .law.receipt import CONFIRM_WITHIN_WORKDAYS
from .law.transitions import Act, Permission, Stage
from .light import SOON_WORKDAYS
from .models import Application, CaseEvent, Letter, Service

LISTED = 5  # cases a card names; the rest are one click away
UNSERVED_WORKDAYS = 5  # after which a letter without proof of service is brought up
FILED_LETTERS = tuple(letter.code for letter in LETTERS if letter.to is Recipient.FILE)
OPEN = ~Q(stage=Stage.CLOSED)


@dataclass(frozen=True)
class Day:
    """Today and the calendar: what the questions need besides the register."""

    today: date
    calendar: WorkCalendar

    @property
    def soon(self) -> date:
        return add_workdays(self.today, SOON_WORKDAYS, self.calendar)

    def workdays_ago(self, count: int, *, before: date | None = None) -> date:
        """The ``count``-th working day back from ``before`` (today), which itself is number 0 if it is one."""
        number = self.calendar.workdays_until(before or self.today)
        return self.calendar.nth_workday(number - count)


def _overdue(day: Day) -> Q:
    return OPEN & Q(due_on__lt=day.today)


def _due_today(day: Day) -> Q:
    return OPEN & Q(due_on=day.today)


def _due_soon(day: Day) -> Q:
    return OPEN & Q(due_on__gt=day.today, due_on__lte=day.soon)


def _unconfirmed(day: Day) -> Q:
    return Q(stage=Stage.SUBMITTED)


def _to_approve(day: Day) -> Q:
    """A proposed reply, or an extension that was asked for and neither approved nor declined."""
    last = CaseEvent.objects.filter(
        application=OuterRef("pk"), act__in=(Act.REQUEST_EXTENSION, Act.EXTEND, Act.DECLINE_EXTENSION)
    ).order_by("-pk")
    asked = Q(Exact(Subquery(last.values("act")[:1]), Act.REQUEST_EXTENSION.value))
    return Q(stage=Stage.REVIEWING) | Q(stage=Stage.HANDLING) & asked


def _to_send(day: Day) -> Q:
    return Q(stage=Stage.REPLYING)


def _unassigned(day: Day) -> Q:
    return OPEN & Q(handler=None)


def _unserved(day: Day) -> Q:
    """Letters that went out more than five working days ago and whose service nobody has entered."""
    letters = Letter.objects.filter(
        ~Exists(Service.objects.valid().filter(letter=OuterRef("pk"))),
        application=OuterRef("pk"),
        issued_on__lt=day.workdays_ago(UNSERVED_WORKDAYS),
    ).exclude(code__in=FILED_LETTERS)
    return Q(Exists(letters))


def _waiting(day: Day) -> Q:
    return Q(stage__in=(Stage.CLARIFYING, Stage.EXPLAINING, Stage.PAYING))


def _open(day: Day) -> Q:
    return OPEN


@dataclass(frozen=True)
class Work:
    """``permission``: whose work it is, if not everybody's who sees cases. ``card``: shown on the dashboard."""

    key: str
    title: str
    tone: str
    condition: Callable[[Day], Q]
    order: str = "due_on"
    permission: Permission | None = None
    card: bool = True


# fmt: off
WORKLIST: tuple[Work, ...] = (
    Work("overdue",     "已逾期",             "over",  _overdue),
    Work("today",       "今日到期",           "soon",  _due_today),
    Work("soon",        "三个工作日内到期",   "soon",  _due_soon),
    Work("unconfirmed", "待确认收到",         "plain", _unconfirmed, "submitted_at"),
    Work("to_approve",  "待审批",             "plain", _to_approve, permission=Permission.APPROVE),
    Work("to_send",     "已批准待发出",       "plain", _to_send),
    Work("unassigned",  "未分派",             "plain", _unassigned, "submitted_at"),
    Work("unserved",    "告知书待登记送达",   "plain", _unserved, "-pk"),
    Work("waiting",     "待申请人",           "plain", _waiting, "submitted_at"),
    Work("open",        "全部在办",           "plain", _open, card=False),
)
# fmt: on
WORK_BY_KEY = {work.key: work for work in WORKLIST}


@dataclass(frozen=True)
class Card:
    work: Work
    tone: str
    count: int
    cases: list[Application]


def cards(day: Day, *, may: Callable[[Permission], bool]) -> tuple[list[Card], int]:
    """The cards of the dashboard, and how many submissions should have been confirmed before today (条例31).

    One query counts everything; each card that is not empty costs one more for the cases it names.
    """
    shown = [work for work in WORKLIST if work.card and (work.permission is None or may(work.permission))]
    conditions = {work.key: work.condition(day) for work in shown}
    counts = Application.objects.aggregate(
        late=Count("pk", filter=_unconfirmed(day) & _confirmed_late(day)),
        **{key: Count("pk", filter=condition) for key, condition in conditions.items()},
    )
    late = counts["late"]
    return [
        Card(
            work,
            "over" if work.key == "unconfirmed" and late else work.tone,
            counts[work.key],
            list(Application.objects.filter(conditions[work.key]).order_by(work.order, "pk")[:LISTED])
            if counts[work.key]
            else [],
        )
        for work in shown
    ], late


def _confirmed_late(day: Day) -> Q:
    """Submitted so long ago that the last day to confirm (``receipt.confirm_by``) lies before today."""
    yesterday = day.today - timedelta(days=1)
    since = day.workdays_ago(CONFIRM_WITHIN_WORKDAYS - 1, before=yesterday)
    zone = timezone.get_current_timezone()
    return Q(submitted_at__lt=datetime.combine(since, time(), tzinfo=zone))
