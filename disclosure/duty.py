"""The duty to publish within twenty working days (条例26): what is owed now, and how each department did in a year."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from liaocheng_gk.workdays import WorkCalendar, count_workdays

from .law.publication import PUBLISH_WORKDAYS, Change, Status, publish_limit
from .law.review import Verdict
from .models import Item, Review, Version
from .workbooks import workbook

SOON = 5  # working days
UNKNOWN = "（未填科室）"
IN_CALENDAR_DAYS = timedelta(days=PUBLISH_WORKDAYS - SOON)  # earlier than this no limit is near


@dataclass(frozen=True)
class Owed:
    """Information that has to be published. ``left``: working days to the limit, negative when it has passed."""

    item: Item
    due_on: date
    left: int

    @property
    def overdue(self) -> bool:
        return self.left < 0


def owed(calendar: WorkCalendar, today: date) -> list[Owed]:
    """What is overdue or due within ``SOON`` working days, the most urgent first.

    What is scheduled counts if it is to open behind its limit.
    """
    near = today - IN_CALENDAR_DAYS
    first = Q(status__in=(Status.DRAFT, Status.SCHEDULED)) & (
        Q(formed_on__lte=near) | Q(other_limit__lte=today + 2 * IN_CALENDAR_DAYS)
    )
    changed = (
        Q(status=Status.PUBLISHED)
        & ~Q(awaiting="")
        & (Q(changed_on__lte=near) | Q(changed_on__isnull=False, other_limit__isnull=False))
    )
    found = []
    for item in Item.objects.filter(first | changed).light():
        due_on = limit_of(item, calendar)
        if due_on and item.status == Status.SCHEDULED and timezone.localdate(item.published_at) <= due_on:
            continue
        if due_on and (left := count_workdays(today, due_on, calendar)) <= SOON:
            found.append(Owed(item, due_on, left if due_on >= today else min(left, -1)))
    return sorted(found, key=lambda row: (row.due_on, row.item.pk))


def limit_of(item: Item, calendar: WorkCalendar) -> date | None:
    """The last day in time for what ``item`` owes; None if it owes nothing or its dates reach beyond the calendar."""
    started_on = item.formed_on if item.status in (Status.DRAFT, Status.SCHEDULED) else item.changed_on
    if started_on is None:
        return None
    try:
        return publish_limit(started_on, item.other_limit, calendar)
    except ValueError:
        return None


def by_department(rows: Iterable[Owed]) -> list[tuple[str, list[Owed]]]:
    """The owed under their departments, the department with the most overdue first."""
    groups: dict[str, list[Owed]] = defaultdict(list)
    for row in rows:
        groups[row.item.department or UNKNOWN].append(row)
    return sorted(groups.items(), key=lambda group: (-sum(row.overdue for row in group[1]), group[0]))


@dataclass
class Standing:
    """One department's year. Days are working days from formation or change to publication."""

    department: str
    published: int = 0
    late: int = 0
    days: list[int] = field(default_factory=list)
    overdue: int = 0
    returned: int = 0

    @property
    def in_time(self) -> int:
        return self.published - self.late

    @property
    def share(self) -> float | None:
        """Share published in time, counting what is overdue and still not out; None if there was nothing."""
        number = self.published + self.overdue
        return self.in_time / number if number else None

    @property
    def average(self) -> float | None:
        return sum(self.days) / len(self.days) if self.days else None


def league(year: int, calendar: WorkCalendar, today: date) -> list[Standing]:
    """Every department's year, the best first: by the share in time, then by how much was published.

    What is overdue today counts for the current year only.
    """
    table: dict[str, Standing] = {}

    def standing(department: str) -> Standing:
        return table.setdefault(department or UNKNOWN, Standing(department or UNKNOWN))

    counted = Version.objects.filter(at__year=year, change__in=(Change.FIRST, Change.CORRECTED))
    for version in counted.exclude(occurred_on=None).defer("words"):
        row, day = standing(version.department), timezone.localtime(version.at).date()
        row.published += 1
        try:
            limit = publish_limit(version.occurred_on, version.other_limit, calendar)
            row.days.append(count_workdays(version.occurred_on, day, calendar))
        except ValueError:  # older than any calendar
            limit = version.other_limit or version.occurred_on
        row.late += day > limit
    if year == today.year:
        for debt in owed(calendar, today):
            standing(debt.item.department).overdue += debt.overdue
    returns = Review.objects.filter(verdict=Verdict.RETURNED, at__year=year).order_by()
    for department, number in returns.values_list("item__department").annotate(Count("pk")):
        standing(department).returned += number
    return sorted(table.values(), key=lambda row: (-(row.share or 0), -row.published, row.department))


HEADS = (
    *(("名次", 6), ("科室", 24), ("公开条数", 10), ("按时", 8), ("超期", 8), ("尚未公开且已超期", 18)),
    *(("按时率", 10), ("平均用时（工作日）", 20), ("最长用时（工作日）", 20), ("审核退回次数", 14)),
)


def league_book(year: int, rows: Iterable[Standing]) -> Iterator[bytes]:
    return workbook(f"{year}年公开时限考核", HEADS, _cells(rows))


def _cells(rows: Iterable[Standing]) -> Iterator[list[Any]]:
    for place, row in enumerate(rows, 1):
        share = None if row.share is None else f"{row.share:.1%}"
        average = None if row.average is None else round(row.average, 1)
        yield [
            *(place, row.department, row.published, row.in_time, row.late, row.overdue),
            *(share, average, max(row.days, default=None), row.returned),
        ]
