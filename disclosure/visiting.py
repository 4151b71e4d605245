"""Asks this site for a page as an outsider would, without a network: for inspections by command."""

from functools import cache
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponseBase


def visit(path: str) -> HttpResponseBase:
    """The answer to a reader without a session. Not closed: closing would end the caller's connection to the database.

    Args:
        path: of this site, without query.
    """
    environ = {"PATH_INFO": path.encode().decode("latin-1"), "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)  # the standard library's own minimum of a request
    environ |= {"HTTP_HOST": _host(), "wsgi.url_scheme": "https"}
    return _handler().get_response(WSGIRequest(environ))


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _host() -> str:
    """One that this site answers to."""
    named = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return named[0] if named else "localhost"
