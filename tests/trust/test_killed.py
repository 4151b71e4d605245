"""A worker killed at a random moment of a submission leaves a complete case or none, and no file that nobody names."""

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.private import private_storage
from bench.parallel import under_load
from liaocheng_gk.orphans import named_files, orphans, sweep
from tests.applicants import EVERYTHING, Applicant, Broken, Register, picture
from tests.clusters import Site, cluster_in
from tests.factories.applications import make_application

KILLS = int(os.environ.get("GK_KILLS", "100"))
APPLICANTS = 30


def worker_of(site: Site) -> int:
    children = Path(f"/proc/{site.master}/task/{site.master}/children")
    for _ in range(600):
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no worker came up")


def kill_at_random(site: Site, kills: int = KILLS) -> tuple[int, int]:
    """File so many applications, each with its worker killed on the way; how many were answered, and asked."""
    scan = picture()
    with site.serving(workers=1, warm=True):
        everybody = [Applicant(site.port, number, scan) for number in range(kills + 1)]
        for applicant in everybody:
            applicant.open()
        time.sleep(3.1)  # a form filled in faster is asked a question first
        start = time.monotonic()
        assert filed(everybody[0])
        took = time.monotonic() - start
        answered = 1
        for applicant in everybody[1:]:
            worker, answers = worker_of(site), []
            post = threading.Thread(target=lambda one=applicant, seen=answers: seen.append(filed(one)))
            post.start()
            time.sleep(random.uniform(0, took * 1.1))
            os.kill(worker, signal.SIGKILL)
            post.join()
            answered += answers == [True]
            while worker_of(site) == worker:
                time.sleep(0.01)
    return answered, len(everybody)


def filed(applicant: Applicant) -> bool:
    """Whether the whole application, posted at once, was answered with a receipt before the worker died."""
    try:
        return applicant.submit(applicant.fields | EVERYTHING, scan=True) == 302
    except Broken:
        return False


def check(site: Site) -> None:
    before = len(Register.of(site).numbers)
    answered, asked = kill_at_random(site)
    register = Register.of(site)
    assert register.is_sound, register
    assert answered <= len(register.numbers) - before <= asked
    assert 0 < answered < asked  # some were killed before the end and some after it


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gk-killed-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def site_on_postgresql() -> Iterator[Site]:
    with folder() as place, cluster_in(place / "cluster", options="") as cluster:
        site = Site(place / "site", database=cluster.url)
        site.prepare()
        yield site


def test_on_sqlite_a_killed_submission_is_whole_or_never_was():
    with folder() as place:
        site = Site(place / "site", database=f"sqlite:///{place}/db.sqlite3")
        site.prepare()
        check(site)


@pytest.mark.postgres
def test_on_postgresql_a_killed_submission_is_whole_or_never_was(site_on_postgresql):
    check(site_on_postgresql)


@pytest.mark.postgres
def test_s21_applicants_at_once_file_through_the_real_form_without_error_duplicate_or_gap(site_on_postgresql):
    """The small form of ``bench/parallel.py``: the real pages, the human check, some clicking twice."""
    before = Register.of(site_on_postgresql).numbers
    load = under_load(site_on_postgresql, APPLICANTS, seconds=0)
    assert (load.faults(before), len(load.numbers)) == ([], APPLICANTS)


def test_the_sweep_takes_what_no_row_names_and_nothing_else(bureau):
    case = make_application(timezone.localdate())
    named = case.identity_documents.get().file.name
    stray = private_storage().save("identity/2026/x.jpg", ContentFile(b"x"))
    waiting = private_storage().save("pending/x.jpg", ContentFile(b"x"))
    now = timezone.now()
    assert stray not in orphans(now)  # it may still get its row
    later = now + timedelta(hours=2)
    assert (stray in orphans(later), named in named_files()) == (True, True)
    sweep(later)
    kept = [private_storage().exists(name) for name in (named, stray, waiting)]
    assert kept == [True, False, True]
