"""A worker killed at a random moment of a submission leaves a complete case or none, and no file that nobody names."""

import os
import random
import re
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from applications.private import private_storage
from liaocheng_gk.orphans import named_files, orphans, sweep
from tests.clusters import Cluster, Site
from tests.factories.applications import FIELDS, make_application

# A hundred as the promise says: GK_KILLS=100; fewer keep the ordinary run short.
KILLS = int(os.environ.get("GK_KILLS", "12"))
LOOK = """
from datetime import timedelta
from django.utils import timezone
from applications.models import Application, IdentityDocument
from liaocheng_gk.orphans import named_files, orphans, sweep
from applications.private import private_storage
now, none = timezone.now() + timedelta(seconds=1), timedelta(0)
sweep(now, older_than=none)
cases = list(Application.objects.order_by("number"))
whole = [case for case in cases if [d.file.open().read()[:2] for d in case.identity_documents.all()] == [b"\\xff\\xd8"]]
serials = [int(case.number[-4:]) for case in cases]
print(len(cases), len(whole), serials == list(range(1, len(cases) + 1)), orphans(now, older_than=none))
print(*[case.submission_key for case in cases])
"""


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (600, 400), "#ccddee").save(out, "JPEG")
    return out.getvalue()


class Browser:
    """One applicant with a form open, at an address of their own."""

    def __init__(self, port: int, number: int) -> None:
        self.port, self.address = port, f"198.51.100.{number % 250}"
        status, headers, page = self.ask("GET")
        assert status == 200, page[:300]
        self.cookie = re.search(r"csrftoken=([^;]+)", headers.get("Set-Cookie", ""))[1]
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        self.key = re.search(r'name="submission_key" value="([^"]+)"', page)[1]

    def ask(self, method: str, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, "/apply/", body, {"X-Forwarded-For": self.address} | headers)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read().decode(errors="replace")
        finally:
            connection.close()

    def file(self) -> int:
        """Post the whole application; the answer's status, 0 if the connection broke."""
        fields = FIELDS | {"submission_key": self.key, "step": "submit", "csrfmiddlewaretoken": self.token}
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'
            for k, v in fields.items()
        ]
        scan = f'--{mark}\r\nContent-Disposition: form-data; name="scan_front"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        body = "".join(parts).encode() + scan.encode() + picture() + f"\r\n--{mark}--\r\n".encode()
        kind = f"multipart/form-data; boundary={mark}"
        try:
            headers = {"Cookie": f"csrftoken={self.cookie}", "Content-Type": kind}
            return self.ask("POST", body, **headers)[0]
        except (OSError, HTTPException):
            return 0


def worker_of(site: Site) -> int:
    children = Path(f"/proc/{site.master}/task/{site.master}/children")
    for _ in range(600):
        if found := children.read_text().split():
            return int(found[0])
        time.sleep(0.05)
    raise AssertionError("no worker came up")


def kill_at_random(site: Site) -> tuple[int, int]:
    """File ``KILLS`` applications, each with its worker killed on the way; how many were answered, and asked."""
    with site.serving(workers=1):
        browsers = [Browser(site.port, number) for number in range(KILLS + 1)]
        time.sleep(3.1)  # a form filled in faster is asked a question first
        start = time.monotonic()
        assert browsers[0].file() == 302
        took = time.monotonic() - start
        answered = 1
        for browser in browsers[1:]:
            worker, answers = worker_of(site), []
            post = threading.Thread(target=lambda b=browser, a=answers: a.append(b.file()))
            post.start()
            time.sleep(random.uniform(0, took * 1.1))
            os.kill(worker, signal.SIGKILL)
            post.join()
            answered += answers == [302]
            while worker_of(site) == worker:
                time.sleep(0.02)
    return answered, len(browsers)


def check(site: Site) -> None:
    site.manage("migrate", "--verbosity", "0")
    site.manage("load_bureau")
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    answered, asked = kill_at_random(site)
    cases, whole, gapless, left = site.manage("shell", "-c", LOOK).splitlines()[-2].split(maxsplit=3)
    assert (whole, gapless, left) == (cases, "True", "[]")
    assert answered <= int(cases) <= asked


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gk-killed-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_on_sqlite_a_killed_submission_is_whole_or_never_was():
    with folder() as place:
        check(Site(place / "site", database=f"sqlite:///{place}/db.sqlite3"))


@pytest.mark.postgres
def test_on_postgresql_a_killed_submission_is_whole_or_never_was():
    with folder() as place:
        cluster = Cluster(place / "cluster")
        cluster.create()
        try:
            check(Site(place / "site", database=cluster.url))
        finally:
            cluster.stop()


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
