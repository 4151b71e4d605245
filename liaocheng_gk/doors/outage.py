"""The database or the store of the files is away, or the disk is full: a page that says so, and gives back what was typed."""

import errno
import logging
import sys
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import server_error as django_server_error

from liaocheng_gk.models import Agency
from liaocheng_gk.storage import PlaceAway

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
logger = logging.getLogger(__name__)


class Outage:
    """Answers 503 instead of 500 where trying again later helps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Agency.DoesNotExist):
            return not_open(request)
        return outage_page(request, error) if is_outage(error) else None


def not_open(request: HttpRequest) -> HttpResponse:
    """A fresh installation: the bureau's own data, of which the page is made, are not entered yet."""
    response = render(request, "not_open.html", status=503)
    response["Retry-After"] = "86400"
    response["Cache-Control"] = "private, no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``, called while the fault is being handled: middleware that asks for the session has no
    other way out than this when the database is away.
    """
    error = sys.exc_info()[1]
    return outage_page(request, error) if is_outage(error) else django_server_error(request)


def is_outage(error: BaseException | None) -> bool:
    """Whether the database is away, the disk is full or the store of the files does not answer."""
    if isinstance(error, OSError):
        return isinstance(error, PlaceAway) or error.errno in NO_ROOM
    return isinstance(error, OperationalError | InterfaceError)


def outage_page(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    # The fault is not raised any further, so whoever looks after the server would not learn what it was.
    logger.error("%s %s: %s: %s", request.method, request.path, type(error).__name__, error)
    # Neither who it is nor what was to be told them can be asked: both lie in the session.
    request.user = AnonymousUser()
    if hasattr(request, "_messages"):
        del request._messages
    posted = request.method == "POST"
    context = {
        "typed": [(name, value) for name, values in request.POST.lists() for value in values]
        if posted
        else [],
        "files": [file.name for file in request.FILES.values()] if posted else [],
        "action": request.get_full_path(),
    }
    response = render(request, "outage.html", context, status=503)
    response["Retry-After"] = "300"
    response["Cache-Control"] = "private, no-store"
    return response
