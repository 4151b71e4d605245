"""Pages that are the same for every reader, kept whole in the worker until the edition, the day or the hours change.

Only views marked with ``public_page`` are kept, and only for a reader who is nobody in particular: no session, no
message waiting. What a page depends on is its key: code and settings, edition, day, office hours, address, and the
reader's choices of display. The key is the ETag too, so a page that the browser has is answered without being built.
"""

import gzip
from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime, time
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.core.exceptions import DisallowedHost, MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils import timezone

from . import edition, replicas
from .display import choices_of
from .models import OfficeHours

View = Callable[..., HttpResponse]
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


class PublicPages:
    """The outermost middleware: a kept page passes no other one, and carries the headers that they gave it."""

    def __init__(self, get_response: View) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.code = code_digest()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        mark = mark_of(request.path_info)
        if mark is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if is_somebody(request):
            response = self.get_response(request)
            response.setdefault("Cache-Control", "private")
            return response
        # Within a transaction nothing is kept: what is not committed may never be.
        request.edition = token = None if connection.in_atomic_block else edition.current()
        request.stamp = f"{token} {_moment(token, timezone.localtime())}" if token else None
        key = self.key(request, request.stamp) if token and mark == KEPT else None
        if key is None:
            return replicas.answer(self.get_response, request, token)
        if f'W/"{key}"' in request.META.get("HTTP_IF_NONE_MATCH", ""):
            return _with_freshness(HttpResponseNotModified(), key)
        kept = caches["pages"].get(key)
        if kept is None:
            response = replicas.answer(self.get_response, request, token)
            if not may_be_kept(request, response):
                return response
            kept = _page_of(response)
            caches["pages"].set(key, kept)
        if kept.zipped is None and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            kept = kept._replace(zipped=gzip.compress(kept.plain, 6, mtime=0))
            caches["pages"].set(key, kept)
        return _answer(request, kept, key)

    def key(self, request: HttpRequest, stamp: str) -> str | None:
        """Digest of all that the page depends on; None for a host that is not ours.

        ``stamp``: edition, day and office hours, for which parts of pages are kept too (tag ``kept``).
        """
        try:
            address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
        except DisallowedHost:
            return None
        parts = (self.code, stamp, choices_of(request), address)
        return sha256("\n".join(parts).encode()).hexdigest()[:40]


def _moment(token: str, now: datetime) -> str:
    """The day, and how many of the times at which the office opens and closes have passed."""
    return f"{now.date()} {bisect_right(edition.keep(token, 'hours', _hours), now.time())}"


def _hours() -> list[time]:
    return sorted({clock for row in OfficeHours.objects.all() for span in row.spans for clock in span})


@lru_cache(maxsize=4096)
def mark_of(path: str) -> str | None:
    try:
        return getattr(resolve(path).func, "public_page", None)
    except Resolver404:
        return None


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


def _answer(request: HttpRequest, page: Page, key: str) -> HttpResponse:
    zipped = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    response = HttpResponse(page.zipped if zipped else page.plain)
    for name, value in page.headers:
        response.headers[name] = value
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(response.content))
    return _with_freshness(response, key)


def _with_freshness(response: HttpResponse, key: str) -> HttpResponse:
    """Browsers ask each time; nginx in front may answer for the rest of this second (deploy/nginx.conf)."""
    response.headers["ETag"] = f'W/"{key}"'
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    response.headers["X-Accel-Expires"] = f"@{int(timezone.now().timestamp())}"
    return response
