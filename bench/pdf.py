"""The PDF of an annual report: in a warm process, and cold from the start of Python to the last byte."""

import logging
import os
import subprocess
import sys
import time
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
        make()
        warm = median(_timed(make) for _ in range(runs))
        cold = median(_timed(_in_a_new_process) for _ in range(runs))
    return [
        Result("PDF of a report, warm process", "PDF", warm, "limit", WARM, 1),
        Result("PDF of a report, new process", "PDF", cold, "limit", COLD, 1),
    ]


def _in_a_new_process() -> None:
    subprocess.run([sys.executable, "-c", SCRIPT], check=True, env=os.environ)


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
