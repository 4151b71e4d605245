"""The year by quarters, for the office's own returns: two queries whatever the number of cases."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q

from applications.models import Application
from liaocheng_gk.workdays import WorkCalendar, count_workdays

from .trends import median


@dataclass(frozen=True)
class Quarter:
    """``until``: the last day counted, today in the quarter that runs; None in one that has not begun.

    ``late``: closed in the quarter after their limit; ``overdue``: open on ``until`` with their limit past.
    ``median``: working days from receipt to first closing; None where nothing was closed.
    """

    number: int
    first: date
    last: date
    until: date | None
    received: int = 0
    closed: int = 0
    late: int = 0
    overdue: int = 0
    median: Decimal | None = None


def quarters(year: int, calendar: WorkCalendar, *, today: date) -> list[Quarter]:
    """Received, closed, late, overdue and the median time in each quarter of ``year`` as of ``today``."""
    spans = [_span(year, number, today) for number in (1, 2, 3, 4)]
    begun = [quarter for quarter in spans if quarter.until]
    if not begun:
        return spans
    counts = Application.objects.aggregate(
        **{
            f"{name}{quarter.number}": Count("pk", filter=condition)
            for quarter in begun
            for name, condition in _conditions(quarter).items()
        }
    )
    medians = _medians(begun, calendar)
    return [
        quarter
        if quarter.until is None
        else Quarter(
            quarter.number,
            quarter.first,
            quarter.last,
            quarter.until,
            *(counts[f"{name}{quarter.number}"] for name in ("received", "closed", "late", "overdue")),
            medians.get(quarter.number),
        )
        for quarter in spans
    ]


def _span(year: int, number: int, today: date) -> Quarter:
    first = date(year, 3 * number - 2, 1)
    last = (date(year + 1, 1, 1) if number == 4 else date(year, 3 * number + 1, 1)) - timedelta(days=1)
    return Quarter(number, first, last, None if first > today else min(last, today))


def _conditions(quarter: Quarter) -> dict[str, Q]:
    span = (quarter.first, quarter.until)
    open_then = Q(received_on__lte=quarter.until) & (
        Q(reported_on__isnull=True) | Q(reported_on__gt=quarter.until)
    )
    return {
        "received": Q(received_on__range=span),
        "closed": Q(reported_on__range=span),
        "late": Q(reported_on__range=span, reported_on__gt=F("due_on")),
        "overdue": open_then & Q(due_on__lt=quarter.until),
    }


def _medians(begun: list[Quarter], calendar: WorkCalendar) -> dict[int, Decimal]:
    rows = (
        Application.objects.filter(
            received_on__isnull=False, reported_on__range=(begun[0].first, begun[-1].until)
        )
        .values_list("received_on", "reported_on")
        .annotate(cases=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for received_on, reported_on, cases in rows.iterator():
        counts[(reported_on.month + 2) // 3][count_workdays(received_on, reported_on, calendar)] += cases
    return {number: median(of_quarter.items()) for number, of_quarter in counts.items()}
