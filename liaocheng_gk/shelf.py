"""Pages as they were built, in the worker's own memory: the ones that were asked for last."""

import gzip
import time
from collections import OrderedDict
from contextlib import suppress
from http import HTTPStatus
from typing import NamedTuple

from django.http import HttpResponse

BYTES = 24 * 1024 * 1024  # of all pages in a worker; what was asked for longest ago goes first
OVERHEAD = 2_000  # bytes that a page takes beside its bodies
OWN_HEADERS = ("Content-Length", "Vary", "ETag", "Cache-Control")
Headers = list[tuple[str, str]]


class Answer(NamedTuple):
    status: HTTPStatus
    headers: Headers
    body: bytes

    def as_response(self) -> HttpResponse:
        response = HttpResponse(self.body, status=self.status, headers=dict(self.headers))
        if self.status == HTTPStatus.NOT_MODIFIED:
            del response.headers["Content-Type"]
        return response


class Form(NamedTuple):
    """A page as it is sent; ``headers`` lack the one that tells the time."""

    headers: Headers
    body: bytes

    def answer(self) -> Answer:
        return Answer(HTTPStatus.OK, [*self.headers, _until_now()], self.body)


class Page(NamedTuple):
    """``zipped`` once somebody has asked for it so."""

    plain: Form
    zipped: Form | None

    @property
    def size(self) -> int:
        return len(self.plain.body) + (len(self.zipped.body) if self.zipped else 0) + OVERHEAD


class Shelf:
    """``key`` says all that a page depends on, and is its ETag; so none is ever stale, and an old one is not found."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, Page] = OrderedDict()
        self._size = 0

    def answer(self, key: str, *, zipped: bool) -> Answer | None:
        page = self._pages.get(key)
        if page is None:
            return None
        with suppress(KeyError):  # another thread has just taken it away
            self._pages.move_to_end(key)
        if not zipped:
            return page.plain.answer()
        if page.zipped is None:
            packed = gzip.compress(page.plain.body, 6, mtime=0)
            page = page._replace(zipped=_form(page.plain.headers[:-1], packed, encoding="gzip"))
            self._keep(key, page)
        return page.zipped.answer()

    def put(self, key: str, response: HttpResponse) -> None:
        headers = [pair for pair in response.items() if pair[0] not in OWN_HEADERS]
        self._keep(key, Page(_form([*headers, *_freshness(key)], response.content), None))

    def clear(self) -> None:
        self._pages.clear()
        self._size = 0

    def _keep(self, key: str, page: Page) -> None:
        old = self._pages.pop(key, None)
        self._pages[key] = page
        self._size += page.size - (old.size if old else 0)
        while self._size > BYTES and len(self._pages) > 1:
            self._size -= self._pages.popitem(last=False)[1].size


def unchanged(key: str) -> Answer:
    """The word that the browser has the page."""
    return Answer(HTTPStatus.NOT_MODIFIED, [*_freshness(key), _until_now()], b"")


def _freshness(key: str) -> Headers:
    """Browsers ask each time."""
    return [("ETag", f'W/"{key}"'), ("Cache-Control", "no-cache"), ("Vary", "Cookie, Accept-Encoding")]


def _until_now() -> tuple[str, str]:
    """nginx in front may answer for the rest of this second (deploy/nginx.conf)."""
    return "X-Accel-Expires", f"@{int(time.time())}"


def _form(headers: Headers, body: bytes, *, encoding: str = "") -> Form:
    """``Content-Length`` stands last."""
    packed = [("Content-Encoding", encoding)] if encoding else []
    return Form([*headers, *packed, ("Content-Length", str(len(body)))], body)


SHELF = Shelf()
