"""Public pages read from a replica of the database, where the settings name one (GK_DATABASE_REPLICA).

Only marked views, and only for readers without a session (``public_pages``): the office and every applicant read the
primary. A replica is asked which edition it holds first; one that lags behind, or that is gone, is passed over, so a
page is never older than the primary's and everybody sees what they have just written.
"""

import random
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

from . import edition

PREFIX = "replica"
AWAY_SECONDS = 10  # a replica that did not answer is not asked again for so long
_reading: ContextVar[str] = ContextVar("reading", default="default")
_away_until: dict[str, float] = {}


class Router:
    """Reads go where ``answer`` says for the time of one page; all else goes to the primary."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        return _reading.get()

    def db_for_write(self, model: type, **hints: Any) -> str:
        return "default"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "default"


def answer(
    build: Callable[[HttpRequest], HttpResponse], request: HttpRequest, token: str | None
) -> HttpResponse:
    """The page, read from a replica that holds edition ``token``, else from the primary.

    A replica that breaks off within the page costs the reader nothing: the page is built again from the primary.
    """
    alias = _replica_with(token)
    if alias is None:
        return build(request)
    mark = _reading.set(alias)
    try:
        response = build(request)
    finally:
        _reading.reset(mark)
    if response.status_code < 500:
        return response
    _pass_over(alias)
    return build(request)


def reading() -> BaseDatabaseWrapper:
    """The connection of the page that is being built, for bare SQL, which the router does not see."""
    return connections[_reading.get()]


def aliases() -> list[str]:
    return [name for name in settings.DATABASES if name.startswith(PREFIX)]


def _replica_with(token: str | None) -> str | None:
    names = [name for name in aliases() if _away_until.get(name, 0) <= time.monotonic()]
    if token is None or not names:
        return None
    alias = random.choice(names)  # noqa: S311 -- spreads the load
    held = edition.current(alias)
    if held is None:
        _pass_over(alias)
    return alias if held == token else None


def _pass_over(alias: str) -> None:
    _away_until[alias] = time.monotonic() + AWAY_SECONDS
    with suppress(DatabaseError):  # it may be gone already
        connections[alias].close()
