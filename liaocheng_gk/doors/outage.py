"""The database is away, or the disk is full: a page that says so, and gives back what was typed."""

import errno
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


class Outage:
    """Answers 503 instead of 500 where trying again later helps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        away = isinstance(error, OperationalError | InterfaceError)
        full = isinstance(error, OSError) and error.errno in NO_ROOM
        if not (away or full):
            return None
        context = {
            "typed": [(name, value) for name, values in request.POST.lists() for value in values]
            if request.method == "POST"
            else [],
            "files": [file.name for file in request.FILES.values()] if request.method == "POST" else [],
            "action": request.get_full_path(),
        }
        response = render(request, "outage.html", context, status=503)
        response["Retry-After"] = "300"
        response["Cache-Control"] = "private, no-store"
        return response
