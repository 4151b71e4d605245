"""The ledger of open cases: their due dates derived from events, in a constant number of queries."""

import time
from datetime import date

from .database import bureau_database
from .measure import Result

TODAY = date(2026, 11, 24)


def run(*, full: bool) -> list[Result]:
    """Time per case of deriving every open case's date afresh, against reading the stored copy of the date."""
    cases = 10_000 if full else 2_000
    with bureau_database():
        from django.db import connection  # noqa: PLC0415 -- needs Django set up
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        from applications.calendar_change import moves  # noqa: PLC0415
        from applications.models import Application  # noqa: PLC0415
        from applications.seeding import load_applications  # noqa: PLC0415
        from liaocheng_gk.calendars import load_calendar  # noqa: PLC0415

        calendar = load_calendar()
        load_applications(cases, seed=1, calendar=calendar, today=TODAY)
        Application.objects.update(stage="handling", outcome="", closed_on=None)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            start = time.perf_counter()
            moves(calendar, TODAY)
            derived = (time.perf_counter() - start) / cases
        count = len(queries)
        start = time.perf_counter()
        list(Application.objects.open().values_list("due_on"))
        stored = (time.perf_counter() - start) / cases
    name = f"due dates of {cases:,} open cases derived, {count} queries"
    # No ratio is promised here, only the number of queries; the stored copy is what a list sorts by.
    return [Result(name, "case", derived, "stored copy read", stored, 0)]
