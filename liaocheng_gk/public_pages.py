"""Pages that are the same for every reader, kept whole in the worker until the edition, the day or the hours change.

Only views marked with ``public_page`` are kept, and only for a reader who is nobody in particular: no session, no
message waiting. What a page depends on is its key: code and settings, edition, day, office hours, address, and the
reader's choices of display. The key is the ETag too, so a page that the browser has is answered without being built.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from datetime import time as Clock
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
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
from .shelf import SHELF, Answer, unchanged

View = Callable[..., HttpResponse]
ASKED = "gk.asked"  # in the request's environment: what ``before_django`` has found out already
KEPT, READ = "kept", "read"  # a page that is kept, one that may only be read from a replica
LARGEST = 512 * 1024  # bytes; what is longer is built each time
MADE_FROM = ("*.py", "*.html", "*.mo", "*.css")


def public_page(view: View) -> View:
    """Mark a view whose page is the same for everybody and made from the watched tables alone."""
    view.public_page = KEPT
    return view


def public_data(view: View) -> View:
    """Mark a view that is like a public page but not kept: too many different ones, or too long."""
    view.public_page = READ
    return view


class Wanted(NamedTuple):
    """Which page a reader wants who is nobody in particular; a page has no ``address`` where it may not be kept."""

    choices: str
    address: str | None


class Asked(NamedTuple):
    """What a request for a public page asks for: the edition now, and the key of the page if it may be kept.

    ``stamp``: edition, day and office hours, for which parts of pages are kept too (tag ``kept``).
    """

    token: str | None
    stamp: str | None
    key: str | None


def wanted_by(request: HttpRequest) -> Wanted | None:
    """None for what is no public page, and for a reader to whom something could be shown that is theirs alone."""
    if request.method not in ("GET", "HEAD") or is_somebody(request):
        return None
    mark = mark_of(request.path_info)
    if mark != KEPT:
        return Wanted("", None) if mark else None
    try:
        address = f"{request.scheme}://{request.get_host()}{request.get_full_path()}"
    except DisallowedHost:
        return Wanted("", None)
    return Wanted(choices_of(request), address)


def ask(wanted: Wanted, code: str) -> Asked:
    """``code``: of ``code_digest``."""
    # Within a transaction nothing is kept: what is not committed may never be.
    token = None if connection.in_atomic_block else edition.current()
    if token is None:
        return Asked(None, None, None)
    stamp = f"{token} {_moment(token, timezone.localtime(timezone=timezone.get_default_timezone()))}"
    key = _key((code, stamp, wanted.choices, wanted.address)) if wanted.address else None
    return Asked(token, stamp, key)


@lru_cache(maxsize=1024)
def _key(parts: tuple[str, ...]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:40]


def kept_answer(headers: dict[str, Any], key: str | None) -> Answer | None:
    """The page that is kept under ``key``, or the word that the browser has it.

    Args:
        headers: of the request, by their names in its environment.
    """
    if key is None:
        return None
    if f'W/"{key}"' in headers.get("HTTP_IF_NONE_MATCH", ""):
        return unchanged(key)
    return SHELF.answer(key, zipped=_takes_gzip(headers))


def _takes_gzip(headers: dict[str, Any]) -> bool:
    return "gzip" in headers.get("HTTP_ACCEPT_ENCODING", "")


class PublicPages:
    """The outermost middleware: a kept page passes no other one, and carries the headers that they gave it."""

    def __init__(self, get_response: View) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.code = code_digest()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get(ASKED)
        if asked is None:
            wanted = wanted_by(request)
            if wanted is None:
                return self._personal(request)
            asked = ask(wanted, self.code)
            if answer := kept_answer(request.META, asked.key):
                return answer.as_response()
        elif asked.token is not None:
            # The database has just answered; Django, which began the request since, would ask whether it does.
            connection.health_check_done = True
        request.edition, request.stamp = asked.token, asked.stamp
        response = replicas.answer(self.get_response, request, asked.token)
        if asked.key is None or not may_be_kept(request, response):
            return response
        SHELF.put(asked.key, response)
        answer = SHELF.answer(asked.key, zipped=_takes_gzip(request.META))
        if answer is not None:
            response.content = answer.body
            for name, value in answer.headers:
                response.headers[name] = value
        return response

    def _personal(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_public(request):
            response.setdefault("Cache-Control", "private")
        return response


# All of a request's environment that says which page it wants, but what a reader may have of their own.
SAYS = (
    *("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("wsgi.url_scheme", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "HTTP_X_FORWARDED_PROTO"),
)
OF_A_READER = ("HTTP_COOKIE", "HTTP_AUTHORIZATION")


def _wanted(environ: dict[str, Any]) -> Wanted | None:
    """As ``wanted_by``, remembered for who sends neither cookie nor password: of the others nothing is."""
    if any(environ.get(name) for name in OF_A_READER):
        return wanted_by(WSGIRequest(environ))
    return _wanted_by_nobody(tuple(map(environ.get, SAYS)))


@lru_cache(maxsize=1024)
def _wanted_by_nobody(said: tuple[str | None, ...]) -> Wanted | None:
    environ = {name: value for name, value in zip(SAYS, said, strict=True) if value is not None}
    return wanted_by(WSGIRequest(environ | {"wsgi.input": BytesIO()}))


def before_django(application: WSGIHandler) -> WSGIApplication:
    """Answer kept pages without Django's handler, which costs more than all that is asked here; the rest goes on to it."""
    if settings.DEBUG:
        return application
    code = code_digest()

    def serve(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        wanted = _wanted(environ)
        if wanted is not None:
            connection.close_if_unusable_or_obsolete()  # as Django does at the start of each request
            with suppress(DatabaseFault):  # Django's handler will meet it again, and has a page for it
                environ[ASKED] = ask(wanted, code)
            asked = environ.get(ASKED)
            if asked and (answer := kept_answer(environ, asked.key)):
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
