"""The PDF of an annual report: in a warm process, and cold from the start of Python to the last byte.

The limits are absolute times of a free machine, so the processor's own time is told beside the clock's.
"""

import logging
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from .database import bureau_database
from .measure import Result

YEAR = 2023
WARM, COLD = 1.0, 3.0  # seconds, what the office is promised
SCRIPT = "import django; django.setup(); from bench.pdf import make; make()"


def make() -> bytes:
    """The PDF as the page gives it, request and all."""
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of every property it does not know
    from django.test import Client  # noqa: PLC0415 -- needs Django set up

    response = Client().get(f"/reports/{YEAR}/report.pdf")
    if response.status_code != 200:
        raise RuntimeError("no PDF on this machine: Pango or the Chinese font is missing")
    return response.content


def run(*, full: bool) -> list[Result]:
    """Seconds per PDF against the promised limit."""
    runs = 9 if full else 3
    with bureau_database():
        from django.core.management import call_command  # noqa: PLC0415 -- needs Django set up

        call_command("loaddata", f"figures_{YEAR}", verbosity=0)
        _write_chapters()
        make()
        warm, warm_work = _medians(make, runs, resource.RUSAGE_SELF)
        cold, cold_work = _medians(_in_a_new_process, runs, resource.RUSAGE_CHILDREN)
    print(f"processor time of a PDF: {warm_work:.2f} s warm, {cold_work:.2f} s in a new process")
    return [
        Result("PDF of a report, warm process", "PDF", warm, "limit", WARM, 1),
        Result("PDF of a report, new process", "PDF", cold, "limit", COLD, 1),
    ]


def _write_chapters() -> None:
    """Six chapters as long as the bureau's own: some five thousand characters, five pages with the tables."""
    from reports.forms import form_for  # noqa: PLC0415 -- needs Django set up
    from reports.models import Report, ReportSection  # noqa: PLC0415

    report, paragraph = Report.objects.get(year=YEAR), "全年按规定的时限、方式和范围主动公开政府信息。" * 10
    for number, title in enumerate(form_for(YEAR).sections, start=1):
        body = "\n".join([paragraph] * 4)
        ReportSection.objects.create(report=report, number=number, title=title, body=body)


def _in_a_new_process() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, env=os.environ)


def _medians(work: Callable[[], object], runs: int, whose: int) -> tuple[float, float]:
    """Seconds by the clock and seconds of the processor."""
    clock, processor = [], []
    for _ in range(runs):
        start, worked = time.perf_counter(), _processor(whose)
        work()
        clock.append(time.perf_counter() - start)
        processor.append(_processor(whose) - worked)
    return median(clock), median(processor)


def _processor(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime
