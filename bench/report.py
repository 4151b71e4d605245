"""Tables three and four of the annual report out of the register, against the bare GROUP BY in the same run."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice

from .database import bureau_database
from .measure import Result, paired

TODAY = date(2026, 11, 24)
YEAR = 2025
TARGET = 0.67  # at most one and a half times as long
MEMORY_LIMIT = 150 * 1024**2  # bytes, of the whole process
ALONE = f"""
import django; django.setup()
from reports.forms import form_for
from reports.tally import tally_four, tally_three
form = form_for({YEAR}); tally_three(form, {YEAR}); tally_four(form, {YEAR})
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""

# What a person would type: the same sums, no Python between the database and the rows.
BARE_THREE = """
SELECT applicant_kind, reported_outcome,
  COUNT(*) FILTER (WHERE received_on >= '{y}-01-01'),
  COUNT(*) FILTER (WHERE received_on < '{y}-01-01'),
  COUNT(*) FILTER (WHERE reported_on BETWEEN '{y}-01-01' AND '{y}-12-31'),
  COUNT(*) FILTER (WHERE reported_on IS NULL OR reported_on > '{y}-12-31')
FROM applications_application
WHERE received_on <= '{y}-12-31' AND (reported_on IS NULL OR reported_on >= '{y}-01-01')
GROUP BY applicant_kind, reported_outcome
"""
BARE_FOUR = """
SELECT kind, result,
  COUNT(*) FILTER (WHERE concluded_on IS NULL OR concluded_on > '{y}-12-31'),
  COUNT(*) FILTER (WHERE concluded_on BETWEEN '{y}-01-01' AND '{y}-12-31')
FROM applications_dispute
WHERE accepted_on <= '{y}-12-31' AND (concluded_on IS NULL OR concluded_on >= '{y}-01-01')
GROUP BY kind, result
"""


def run(*, full: bool) -> list[Result]:
    """Seconds per table; the bare SQL is the measure, and a tally may take one and a half times as long."""
    cases, runs = (1_000_000, 7) if full else (50_000, 7)
    with bureau_database():
        from django.db import connection  # noqa: PLC0415 -- needs Django set up

        from applications.seeding import load_applications  # noqa: PLC0415
        from liaocheng_gk.calendars import load_calendar  # noqa: PLC0415
        from reports.forms import form_for  # noqa: PLC0415
        from reports.tally import tally_four, tally_three  # noqa: PLC0415

        load_applications(cases, seed=1, calendar=load_calendar(), today=TODAY)
        disputes = _load_disputes(every=20)
        form = form_for(YEAR)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # both ways plan by the same knowledge of the tables
        raw = connection.connection  # the driver's own, below Django

        def bare_rows(sql: str) -> list[tuple]:
            return raw.cursor().execute(sql).fetchall()

        def once(work: Callable[[], object]) -> Callable[[], int]:
            def timed() -> int:
                work()
                return 1

            return timed

        results = []
        # The few disputes of the short form are counted sooner than Django builds its query: nothing is promised there.
        for name, size, tally, bare, target in (
            ("table three", f"{cases:,} cases", lambda: tally_three(form, YEAR), BARE_THREE, TARGET),
            (
                "table four", f"{disputes:,} disputes", lambda: tally_four(form, YEAR), BARE_FOUR,
                TARGET if full else 0,
            ),
        ):  # fmt: skip
            sql = bare.format(y=YEAR)
            ours, theirs = paired(once(tally), once(lambda sql=sql: bare_rows(sql)), runs=runs)
            name = f"{name} from {size}, {connection.display_name}"
            results.append(Result(name, "table", ours, "bare SQL", theirs, target))
        _say_memory()
    return results


def _load_disputes(*, every: int) -> int:
    """Reviews and suits about one case in so many, over all the years, a quarter pending. Returns how many."""
    from applications.models import Application, Dispute  # noqa: PLC0415 -- needs Django set up

    results = [Dispute.Result.UPHELD, Dispute.Result.CORRECTED, Dispute.Result.OTHER, Dispute.Result.PENDING]
    made = 0
    closed = Application.objects.filter(closed_on__isnull=False).order_by("pk").values_list("pk", "closed_on")
    rows = []
    for number, (pk, day) in enumerate(islice(closed.iterator(), 0, None, every)):
        result = results[number % 4]
        accepted = day + timedelta(days=20)
        concluded = None if result is Dispute.Result.PENDING else accepted + timedelta(days=60)
        rows.append(
            Dispute(
                application_id=pk,
                kind=list(Dispute.Kind)[number % 3].value,
                body="压测机关",
                accepted_on=accepted,
                result=result.value,
                concluded_on=concluded,
            )
        )
        if len(rows) == 2000:
            made += len(Dispute.objects.bulk_create(rows))
            rows = []
    return made + len(Dispute.objects.bulk_create(rows))


def _say_memory() -> None:
    """The most that a process held which did nothing but both tables: Python, Django and the rows together.

    Read from ``/proc`` (Linux), because ``getrusage`` counts what the parent held when it forked.
    """
    told = subprocess.run(
        [sys.executable, "-c", ALONE], check=True, env=os.environ, capture_output=True, text=True
    )
    held = int(told.stdout) * 1024
    verdict = "within" if held < MEMORY_LIMIT else "OVER"
    print(
        f"memory of a process that makes both tables: {held / 1024**2:.0f} MB, "
        f"{verdict} {MEMORY_LIMIT // 1024**2} MB"
    )
