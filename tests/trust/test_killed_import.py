"""A process killed at a random moment of a bulk import: the catalogue has all of the file or nothing, and work goes on."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.clusters import HOUSE, Site, cluster_in
from tests.trust.test_killed import folder

# On each database; GK_BULK_KILLS=100 for a long proof.
KILLS = int(os.environ.get("GK_BULK_KILLS", "8"))
ROWS, FILES = 1_500, 12
ACTS = ("read", "confirm", "take")
# One process that has loaded everything, and a child of it for each piece of work: the child is what gets killed.
PARENT = f"""
import json, os, sys, traceback
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone
from concurrent.futures import ThreadPoolExecutor
from disclosure.bulk import taking
from disclosure.bulk.work import go_on, start
from disclosure.law.publication import NotAllowed
from disclosure.models import Attachment, BulkImport, Category, Item
from liaocheng_gk.models import AuditEntry
from tests.factories.bulk import ROW, comma_file
from tests.factories.disclosure import PDF, CategoryFactory
from tests.factories.documents import zipped

def begin():
    by = User.objects.filter(username="x").first() or User.objects.create_superuser("x")
    number = BulkImport.objects.count()
    if not number:
        Category.objects.filter(title="政策文件").exists() or CategoryFactory(title="政策文件")
    rows = [ROW | {{"标题": f"第{{number}}-{{n}}批", "附件": f"{{n}}.pdf" if n < {FILES} else ""}} for n in range({ROWS})]
    archive = ("a.zip", zipped({{f"{{n}}.pdf": PDF for n in range({FILES})}}), {FILES})
    start("a.csv", comma_file(rows, list(rows[0])), total={ROWS} + 1, by=by, at=timezone.now(), archive=archive)

def open_one():
    return BulkImport.objects.exclude(stage="done").get()

def read():
    go_on(open_one())

def confirm():
    taking.confirm(open_one(), at=timezone.now())

take = read

def take_and_die():
    taking.drop_rows = lambda bulk: os.kill(os.getpid(), 9)  # all is written, nothing is committed
    take()

def race():
    bulk = open_one()

    def press(number):
        try:
            taking.confirm(BulkImport.objects.get(pk=bulk.pk), at=timezone.now())
        except NotAllowed:
            return 0
        finally:
            connections.close_all()
        return 1

    def work(number):
        try:
            go_on(BulkImport.objects.get(pk=bulk.pk))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(press, range(4))) == 1
        list(pool.map(work, range(4)))

def look():
    bulk = BulkImport.objects.first()
    folder = default_storage.path("items")
    print("look", json.dumps({{
        "stage": bulk.stage, "confirmed": AuditEntry.objects.filter(act="确认批量导入").count(), "imports": BulkImport.objects.filter(stage="done").count(), "read": bulk.read,
        "items": Item.objects.count(), "history": Item.history.count(), "named": Attachment.objects.count(),
        "rows": list(bulk.rows.values_list("number", flat=True)), "faults": bulk.rows.exclude(faults="").count(),
        "on disk": sorted(os.listdir(folder)) if os.path.isdir(folder) else [],
        "in rows": sorted(name.split("/")[1] for name in Attachment.objects.values_list("file", flat=True)),
    }}))

print("ready", flush=True)
for line in sys.stdin:
    connections.close_all()
    child = os.fork()
    if not child:
        try:
            globals()[line.strip()]()
            code = 0
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        os._exit(code)
    print("child", child, flush=True)
    sys.stdin.readline()  # until then the child's number is not free, even if it has ended
    print("end", os.waitpid(child, 0)[1], flush=True)
"""


class Desk:
    """Does one act after the other, each in a process of its own that can be killed."""

    def __init__(self, site: Site) -> None:
        self.parent = subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-c", PARENT],
            cwd=HOUSE, env=site.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._until("ready")

    def _until(self, word: str) -> str:
        for line in self.parent.stdout:
            if line.startswith(word):
                return line.removeprefix(word).strip()
        raise AssertionError("the process that does the work has gone")

    def do(self, act: str, *, kill_after: float | None = None) -> bool:
        """Whether it came to its end before it was killed."""
        self._tell(act)
        child = int(self._until("child"))
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        self._tell("wait")
        status = int(self._until("end"))
        assert status in (0, signal.SIGKILL)
        return status == 0

    def look(self) -> dict:
        self._tell("look")
        self._until("child")
        seen = json.loads(self._until("look"))
        self._tell("wait")
        self._until("end")
        return seen

    def _tell(self, word: str) -> None:
        self.parent.stdin.write(f"{word}\n")
        self.parent.stdin.flush()

    def close(self) -> None:
        self.parent.stdin.close()
        self.parent.wait(timeout=60)
        self.parent.stdout.close()


@contextmanager
def desk_of(site: Site) -> Iterator[Desk]:
    desk = Desk(site)
    try:
        yield desk
    finally:
        desk.close()


def timed(desk: Desk, act: str) -> float:
    start = time.monotonic()
    assert desk.do(act)
    return time.monotonic() - start


def whole(seen: dict) -> None:
    """Nothing of a file is there, or all of it; what was read is there once."""
    assert (seen["items"], seen["history"]) == (seen["imports"] * ROWS,) * 2
    assert seen["named"] == seen["imports"] * FILES
    assert set(seen["in rows"]) <= set(seen["on disk"])
    if seen["stage"] != "done":
        assert seen["rows"] == list(range(2, seen["read"] + 1))
        assert seen["faults"] == 0


def come_to(desk: Desk, act: str, stage: str) -> str:
    """Do what comes before ``act``; the act that is next, if that one is over."""
    if stage in ("ready", "taking"):
        if stage == "taking" or act == "read":
            act = {"ready": "confirm", "taking": "take"}[stage]
    elif act != "read":
        assert desk.do("read")
    if act == "take" and stage != "taking":
        assert desk.do("confirm")
    return act


def finish(desk: Desk) -> None:
    stage = desk.look()["stage"]
    if stage != "done":
        come_to(desk, "take", stage)
        assert desk.do("take")


def within_the_taking(desk: Desk) -> None:
    """Killed when all was written and nothing committed: confirmed, not taken in, and taken up again."""
    desk.do("begin")
    come_to(desk, "take", "reading")
    before = desk.look()
    assert not desk.do("take_and_die")
    cut = desk.look()
    whole(cut)
    assert cut == before
    assert cut["stage"] == "taking"
    assert desk.do("take")
    whole(desk.look())
    assert desk.look()["imports"] == before["imports"] + 1


def several_at_once(desk: Desk) -> None:
    """Four press the button, and four take up the work: one claim, one import."""
    desk.do("begin")
    come_to(desk, "confirm", "reading")
    before = desk.look()
    assert desk.do("race")
    after = desk.look()
    whole(after)
    assert (after["confirmed"], after["imports"]) == (before["confirmed"] + 1, before["imports"] + 1)


def check(site: Site) -> None:
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_bureau")
    with desk_of(site) as desk:
        desk.do("begin")
        times = {act: timed(desk, act) for act in ACTS}
        whole(desk.look())
        hit = 0
        for number in range(KILLS):
            if (stage := desk.look()["stage"]) == "done":
                assert desk.do("begin")
            act = come_to(desk, ACTS[number % len(ACTS)], stage)
            hit += not desk.do(act, kill_after=random.uniform(0, times[act]))
            whole(desk.look())
        assert hit  # else no kill met any work
        finish(desk)
        within_the_taking(desk)
        several_at_once(desk)
        seen = desk.look()
    whole(seen)
    assert seen["stage"] == "done"
    assert seen["in rows"] == seen["on disk"]  # no file that nobody names


def test_on_sqlite_a_killed_import_is_whole_or_never_was():
    with folder() as place:
        check(Site(place / "site", database=f"sqlite:///{place}/db.sqlite3"))


@pytest.mark.postgres
def test_on_postgresql_a_killed_import_is_whole_or_never_was():
    with folder() as place, cluster_in(place / "cluster") as cluster:
        check(Site(place / "site", database=cluster.url))
