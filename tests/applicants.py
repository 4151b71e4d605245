"""Applicants in front of a real server: each with a browser, an address of their own, and the form open."""

import json
import re
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from io import BytesIO
from uuid import uuid4

from PIL import Image

from tests.clusters import Site

NUMBERS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
# What each page of the form is answered, under the step that leads on from it.
PAGES = {
    "to-want": {
        "applicant_kind": "natural",
        "name": "张三丰",
        "identity_kind": "passport",
        "identity_number": "E12345678",
        "phone": "0635-8888888",
    },
    "to-receive": {"description": "2025年度外贸促进专项资金分配结果"},
    "check": {"carrier": "electronic", "delivery": "online"},
}
EVERYTHING = {name: value for page in PAGES.values() for name, value in page.items()}


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (600, 400), "#ccddee").save(out, "JPEG")
    return out.getvalue()


class Hidden(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.fields[given["name"] or ""] = given.get("value") or ""


class Broken(Exception):
    """The connection broke before the answer was whole."""


class Applicant:
    """``took``: the seconds of every request, by what was asked."""

    def __init__(self, port: int, number: int, scan: bytes) -> None:
        self.port, self.address, self.scan = port, f"198.51.{number // 250}.{1 + number % 250}", scan
        self.cookies: dict[str, str] = {}
        self.took: list[tuple[str, float]] = []
        self.questions = 0

    def open(self) -> None:
        status, page = self.ask("open", "GET", "/apply/")
        assert status == 200, page[:300]
        self.fields = Hidden(page).fields

    def ask(self, what: str, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        """Status and page; a redirect is not followed. Raises Broken."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"X-Forwarded-For": self.address, "Cookie": cookie}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=120)
        start = time.perf_counter()
        try:
            connection.request(method, path, body, headers | ({"Content-Type": kind} if kind else {}))
            response = connection.getresponse()
            page = response.read().decode(errors="replace")
        except (OSError, HTTPException) as error:
            raise Broken from error
        finally:
            connection.close()
        self.took.append((what, time.perf_counter() - start))
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, page

    def post(self, step: str, fields: dict[str, str], *, scan: bool = False) -> tuple[int, str]:
        """One button of the form pressed; the question of the human check is answered as a person would."""
        status, page = self._send(step, fields | {"step": step}, scan=scan)
        while 'name="human_question"' in page and status == 200:
            self.questions += 1
            first, second = re.search(r"(\w)加(\w)等于几", page).groups()
            kept = Hidden(page).fields
            answer = str(NUMBERS[first] + NUMBERS[second])
            status, page = self._send(step, kept | {"human_answer": answer}, scan=scan)
        return status, page

    def _send(self, what: str, fields: dict[str, str], *, scan: bool) -> tuple[int, str]:
        mark = uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        if scan:
            named = 'name="scan_front"; filename="a.jpg"\r\nContent-Type: image/jpeg'
            parts += [
                f"--{mark}\r\nContent-Disposition: form-data; {named}\r\n\r\n".encode(),
                self.scan,
                b"\r\n",
            ]
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        return self.ask(what, "POST", "/apply/", body, f"multipart/form-data; boundary={mark}")

    def walk(self) -> dict[str, str]:
        """Through the pages of the form to the check page; what that page would send."""
        for step, typed in PAGES.items():
            status, page = self.post(step, self.fields | typed, scan=step == "to-want")
            assert (status, "is-invalid" in page) == (200, False), page[:3000]
            self.fields = Hidden(page).fields
        return self.fields

    def submit(self, fields: dict[str, str], *, scan: bool = False) -> int:
        """The filing; the status of its answer, 302 if it was taken."""
        return self.post("submit", fields, scan=scan)[0]

    def number(self) -> str:
        """The application's number, as the receipt shows it."""
        status, page = self.ask("receipt", "GET", "/apply/receipt/")
        assert status == 200, page[:300]
        return re.search(r"YSQ\d{4}-\d{4,}", page)[0]


LOOK = """
import json
from datetime import timedelta
from django.utils import timezone
from applications.models import Application
from liaocheng_gk.orphans import orphans, sweep
now, none = timezone.now() + timedelta(seconds=1), timedelta(0)
sweep(now, older_than=none)
cases = list(Application.objects.order_by("pk").prefetch_related("identity_documents"))
whole = [case for case in cases if [d.file.open().read()[:2] for d in case.identity_documents.all()] == [b"\\xff\\xd8"]]
print(json.dumps([
    [case.number for case in cases], len(whole), len({case.submission_key for case in cases}),
    sorted(str(name) for name in orphans(now, older_than=none)),
]))
"""


@dataclass(frozen=True)
class Register:
    """What a site's database and disk hold once nobody files any more, looked at from a process of its own."""

    numbers: list[str]
    whole: int  # cases with their scan, readable
    keys: int  # different forms filed
    orphans: list[str]

    @classmethod
    def of(cls, site: Site) -> "Register":
        return cls(*json.loads(site.manage("shell", "-v", "0", "-c", LOOK).splitlines()[-1]))

    @property
    def is_gapless(self) -> bool:
        return sorted(int(number[-4:]) for number in self.numbers) == list(range(1, len(self.numbers) + 1))

    @property
    def is_sound(self) -> bool:
        return self.is_gapless and self.whole == self.keys == len(self.numbers) and not self.orphans
