"""Pages that are the same for every reader, kept whole in the worker until the edition, the day or the hours change.

Only views marked with ``public_page`` are kept, and only for a reader who is nobody in particular: no session, no
message waiting. What a page depends on is its key: code and settings, edition, day, office hours, address, and the
reader's choices of display. The key is the ETag too, so a page that the browser has is answered without being built.
"""

import gzip
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from datetime import time as Clock
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import Error as DatabaseFault
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone

from . import edition, replicas
from .display import choices_of
from .models import OfficeHours

View = Callable[..., HttpResponse]
ASKED = "gk.asked"  # in the request's environment: what ``before_django`` has found out already
KEPT, READ = "kept", "read"  # a page that is kept, one that may only be read from a replica
LARGEST = 512 * 1024  # bytes; what is longer is built each time
MADE_FROM = ("*.py", "*.html", "*.mo", "*.css")
OWN_HEADERS = ("Content-Length", "Vary", "ETag", "Cache-Control")


def public_page(view: View) -> View:
    """Mark a view whose page is the same for everybody and made from the watched tables alone."""
    view.public_page = KEPT
    return view


def public_data(view: View) -> View:
    """Mark a view that is like a public page but not kept: too many different ones, or too long."""
    view.public_page = READ
    return view


class Page(NamedTuple):
    """A page as it was built; ``zipped`` once somebody has asked for it so."""

    plain: bytes
    zipped: bytes | None
    headers: tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    status: HTTPStatus
    headers: list[tuple[str, str]]
    body: bytes

    def as_response(self) -> HttpResponse:
        response = HttpResponse(self.body, status=self.status, headers=dict(self.headers))
        if self.status == HTTPStatus.NOT_MODIFIED:
            del response.headers["Content-Type"]
        return response


class Asked(NamedTuple):
    """What a request for a public page asks for: the edition now, and the key of the page if it may be kept.

    ``stamp``: edition, day and office hours, for which parts of pages are kept too (tag ``kept``).
    """

    token: str | None
    stamp: str | None
    key: str | None


def ask(request: HttpRequest, code: str) -> Asked:
    """``code``: of ``code_digest``; a page has no key for a host that is not ours."""
    # Within a transaction nothing is kept: what is not committed may never be.
    token = None if connection.in_atomic_block else edition.current()
    if token is None:
        return Asked(None, None, None)
    now = timezone.localtime(timezone=timezone.get_default_timezone())
    stamp = f"{token} {_moment(token, now)}"
    if mark_of(request.path_info) != KEPT:
        return Asked(token, stamp, None)
    try:
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    except DisallowedHost:
        return Asked(token, stamp, None)
    parts = (code, stamp, choices_of(request), address)
    return Asked(token, stamp, sha256("\n".join(parts).encode()).hexdigest()[:40])


def kept_answer(request: HttpRequest, key: str | None) -> Answer | None:
    """The page that is kept under ``key``, or the word that the browser has it."""
    if key is None:
        return None
    if f'W/"{key}"' in request.META.get("HTTP_IF_NONE_MATCH", ""):
        return Answer(HTTPStatus.NOT_MODIFIED, _freshness(key), b"")
    page = caches["pages"].get(key)
    return _answer(request, page, key) if page else None


class PublicPages:
    """The outermost middleware: a kept page passes no other one, and carries the headers that they gave it."""

    def __init__(self, get_response: View) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.code = code_digest()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_public(request):
            return self.get_response(request)
        if is_somebody(request):
            response = self.get_response(request)
            response.setdefault("Cache-Control", "private")
            return response
        asked = request.META.get(ASKED)
        if asked is None:
            asked = ask(request, self.code)
            if answer := kept_answer(request, asked.key):
                return answer.as_response()
        request.edition, request.stamp = asked.token, asked.stamp
        response = replicas.answer(self.get_response, request, asked.token)
        if asked.key is None or not may_be_kept(request, response):
            return response
        page = _page_of(response)
        caches["pages"].set(asked.key, page)
        return _answer(request, page, asked.key).as_response()


def before_django(application: WSGIHandler) -> WSGIApplication:
    """Answer kept pages without Django's handler, which costs more than all that is asked here; the rest goes on to it."""
    if settings.DEBUG:
        return application
    code = code_digest()

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        request = WSGIRequest(environ)
        if is_public(request) and not is_somebody(request):
            connection.close_if_unusable_or_obsolete()  # as Django does at the start of each request
            with suppress(DatabaseFault):  # Django's handler will meet it again, and has a page for it
                environ[ASKED] = ask(request, code)
            asked = environ.get(ASKED)
            if asked and (answer := kept_answer(request, asked.key)):
                start_response(f"{answer.status} {answer.status.phrase}", answer.headers)
                return [answer.body]
        return application(environ, start_response)

    return serve


def _moment(token: str, now: datetime) -> str:
    """The day, and how many of the times at which the office opens and closes have passed."""
    return f"{now.date()} {bisect_right(edition.keep(token, 'hours', _hours), now.time())}"


def _hours() -> list[Clock]:
    return sorted({clock for row in OfficeHours.objects.all() for span in row.spans for clock in span})


@lru_cache(maxsize=4096)
def mark_of(path: str) -> str | None:
    try:
        return getattr(resolve(path).func, "public_page", None)
    except Resolver404:
        return None


def is_public(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and mark_of(request.path_info) is not None


def is_somebody(request: HttpRequest) -> bool:
    """Whether the page could hold something for this reader alone."""
    own = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return not own.isdisjoint(request.COOKIES) or "HTTP_AUTHORIZATION" in request.META


def may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and "CSRF_COOKIE" not in request.META
        and len(response.content) <= LARGEST
    )


def code_digest() -> str:
    """The same on every server with the same code and choices; a new release makes every kept page an old one."""
    digest = sha256()
    base = Path(settings.BASE_DIR)
    rooms = [Path(config.path) for config in apps.get_app_configs() if Path(config.path).parent == base]
    for folder in (*rooms, base / "templates", base / "locale", base / "static" / "css"):
        for path in sorted(path for pattern in MADE_FROM for path in folder.rglob(pattern)):
            digest.update(path.read_bytes())
    named = (
        (name, getattr(settings, name)) for name in dir(settings) if name.startswith(("GK_", "STATIC_URL"))
    )
    digest.update(repr([pair for pair in named if isinstance(pair[1], str | int | float)]).encode())
    return digest.hexdigest()


def _page_of(response: HttpResponse) -> Page:
    headers = tuple((name, value) for name, value in response.items() if name not in OWN_HEADERS)
    return Page(response.content, None, headers)


def _answer(request: HttpRequest, page: Page, key: str) -> Answer:
    headers = [*page.headers, *_freshness(key)]
    body = page.plain
    if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        if page.zipped is None:
            page = page._replace(zipped=gzip.compress(page.plain, 6, mtime=0))
            caches["pages"].set(key, page)
        body = page.zipped
        headers.append(("Content-Encoding", "gzip"))
    headers.append(("Content-Length", str(len(body))))
    return Answer(HTTPStatus.OK, headers, body)


def _freshness(key: str) -> list[tuple[str, str]]:
    """Browsers ask each time; nginx in front may answer for the rest of this second (deploy/nginx.conf)."""
    return [
        ("ETag", f'W/"{key}"'),
        ("Cache-Control", "no-cache"),
        ("Vary", "Cookie, Accept-Encoding"),
        ("X-Accel-Expires", f"@{int(time.time())}"),
    ]
