"""Calendar rows -> the pure ``WorkCalendar``. Read afresh on each call, so no process keeps an old calendar."""

from functools import lru_cache

from .models import CalendarDay, CalendarYear
from .workdays import WorkCalendar


def load_calendar() -> WorkCalendar:
    """The calendar as it stands in the database now. Two queries; the object is reused while the rows are the same."""
    days = CalendarDay.objects.order_by("day").values_list("day", "kind", "name")
    years = CalendarYear.objects.official().order_by("year").values_list("year", "notice")
    return _build(tuple(days), tuple(years))


@lru_cache(maxsize=4)
def _build(days: tuple, years: tuple) -> WorkCalendar:
    return WorkCalendar(
        holidays={day: name for day, kind, name in days if kind == CalendarDay.Kind.HOLIDAY},
        makeup={day: name for day, kind, name in days if kind == CalendarDay.Kind.MAKEUP},
        notices=dict(years),
    )
