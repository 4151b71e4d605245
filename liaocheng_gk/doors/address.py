"""The visitor's own address behind proxies: without it every limit would count all visitors as one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddress:
    """Sets ``REMOTE_ADDR`` from the entry that the outermost of ``GK_PROXIES`` own proxies wrote.

    Entries further left come from the visitor and can be forged; with 0 proxies the header is not read at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = settings.GK_PROXIES
        entries = [entry.strip() for entry in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if count and len(entries) >= count and entries[-count]:
            request.META["REMOTE_ADDR"] = entries[-count]
        return self.get_response(request)
