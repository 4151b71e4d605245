"""A spreadsheet of items: checked, taken in whole, exported, and read again as no change; by time and by memory."""

import json
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from .database import bureau_database
from .measure import Result

TODAY = date(2026, 11, 24)
LIMIT = 1 / 2000  # seconds a row
MEMORY_LIMIT = 300 * 1024**2  # bytes, of the whole process
# A process of its own for each file, so that its memory is that of the import alone. The steps are those of the page.
ALONE = """
import json, sys, time
import django; django.setup()
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from disclosure.bulk.taking import confirm, counts_of
from disclosure.bulk.work import go_on, start
from disclosure.forms import ItemImportForm

def clocks():
    return time.perf_counter(), time.process_time()
by, times, begun = User.objects.get(username="bench"), {}, clocks()
def lap(name):
    global begun
    times[name], begun = [now - then for now, then in zip(clocks(), begun)], clocks()
with open(sys.argv[1], "rb") as file:
    form = ItemImportForm({}, {"import_file": SimpleUploadedFile("a.xlsx", file.read())}, by=by)
assert form.is_valid(), form.errors
bulk = go_on(start(form.name, form.content, total=form.total, by=by, at=timezone.now()))
counts = counts_of(bulk)
lap("checked")
confirm(bulk, at=timezone.now())
lap("confirmed")
bulk = go_on(type(bulk).objects.get(pk=bulk.pk))
lap("taken in")
assert bulk.stage == "done", bulk.fault
memory = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps({"times": times, "memory": memory * 1024, "counts": counts}))
"""
EXPORT = """
import sys, time
import django; django.setup()
from disclosure.bulk.exporting import as_workbook
from disclosure.models import Item
begun = time.perf_counter()
with open(sys.argv[1], "wb") as file:
    file.writelines(as_workbook(Item.objects.all()))
print(time.perf_counter() - begun)
print(next(int(line.split()[1]) * 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def run(*, full: bool) -> list[Result]:
    """Seconds a row against the limit; the memory is printed."""
    rows = 100_000 if full else 10_000
    with bureau_database(), tempfile.TemporaryDirectory(prefix="gk-bench-") as folder:
        from django.contrib.auth.models import User  # noqa: PLC0415 -- needs Django set up
        from django.db import connection  # noqa: PLC0415

        os.environ["GK_TEST_DATABASE"] = _address(connection.settings_dict)
        User.objects.create_superuser("bench")
        file = Path(folder) / "items.xlsx"
        _write(file, rows)
        name = f"{rows:,} rows, {connection.display_name}"
        first = json.loads(_alone(ALONE, file))
        assert first["counts"] == {"new": rows}, first["counts"]
        exported, held = _alone(EXPORT, file).split()
        again = json.loads(_alone(ALONE, file))
        assert again["counts"] == {"same": rows}, again["counts"]
        _say(
            "new, by the clock (and the process's own time): "
            + ", ".join(f"{name} {took:.3f} s ({own:.3f})" for name, (took, own) in first["times"].items()),
            first["memory"],
        )
        _say("exported", int(held))
        _say("the export read again", again["memory"])
    return [
        _result(f"new items checked and taken in, {name}", _seconds(first) / rows),
        _result(f"their export read as no change, {name}", _seconds(again) / rows),
        Result(f"exported as Excel, {name}", "row", float(exported) / rows, "nothing promised", LIMIT, 0),
    ]


def _seconds(told: dict) -> float:
    return sum(took for took, _ in told["times"].values())


def _result(name: str, seconds: float) -> Result:
    return Result(name, "row", seconds, "2,000 rows a second", LIMIT, 1)


def _alone(script: str, file: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], env=os.environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def _say(what: str, memory: int) -> None:
    verdict = "within" if memory < MEMORY_LIMIT else "OVER"
    print(f"{what}: {memory / 1024**2:.0f} MB, {verdict} {MEMORY_LIMIT // 1024**2} MB")


def _address(database: dict) -> str:
    """Where the processes of their own find the same database."""
    given = os.environ["GK_TEST_DATABASE"]
    return given if given.startswith("postgresql:") else f"sqlite:///{database['NAME']}"


def _write(file: Path, count: int) -> None:
    """Generated items as rows of every column."""
    from disclosure.bulk.columns import EXPORTED, row_of  # noqa: PLC0415 -- needs Django set up
    from disclosure.models import Category  # noqa: PLC0415
    from disclosure.seeding import generate  # noqa: PLC0415
    from disclosure.workbooks import workbook  # noqa: PLC0415
    from liaocheng_gk.models import Agency  # noqa: PLC0415

    categories = list(Category.objects.filter(children__isnull=True))
    titles = {category.pk: category.title for category in categories}
    random = Random(1)
    items = generate(count, random, categories, Agency.objects.current(), TODAY)
    rows = (["", "", *row_of(item, titles)[2:-1], ""] for item in items)
    heads = [(column.head, column.width) for column in EXPORTED]
    file.write_bytes(b"".join(workbook("信息条目", heads, rows)))
