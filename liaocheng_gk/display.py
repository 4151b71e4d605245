"""How a reader wants pages to look, kept in cookies, so that it needs neither a script nor a login."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST


class Switch(NamedTuple):
    """``on``: the cookie's value when chosen; ``looks``: what the page's root element is then called."""

    cookie: str
    on: str
    looks: tuple[str, ...]


# By the name of the field that the switch posts.
SWITCHES = {
    "type": Switch("gk_type", "large", ("type-large",)),
    "contrast": Switch("gk_contrast", "high", ("contrast-high",)),
    # The screen of a reading point: large type besides, links of the house only, left alone it goes home.
    "terminal": Switch("gk_terminal", "on", ("terminal", "type-large")),
}
NORMAL = "normal"
ONE_YEAR = 365 * 24 * 60 * 60  # seconds


def looks_of(request: HttpRequest) -> list[str]:
    """The names of all looks chosen in this browser, each once; the answer will say that it depends on them."""
    request.looks_asked = True
    return _chosen(request)


def _chosen(request: HttpRequest) -> list[str]:
    chosen = [
        look
        for switch in SWITCHES.values()
        if request.COOKIES.get(switch.cookie) == switch.on
        for look in switch.looks
    ]
    return sorted(set(chosen))


def is_terminal(request: HttpRequest) -> bool:
    return "terminal" in _chosen(request)


def choices_of(request: HttpRequest) -> str:
    """All that a reader can choose of a page's looks, in a word: pages that are kept are kept once for each."""
    return " ".join(_chosen(request)) or NORMAL


def own_address(request: HttpRequest, target: str) -> str:
    """``target`` if it leads to a page of this host, else the home page."""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else "/"


# Exempt: it changes nothing but the looks of the visitor's own pages, and a token in every page would cost each
# reader a cookie and every page its place in a cache.
@csrf_exempt
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Set each switch that is posted (``type=large``, ``contrast=high``, ``terminal=on``; anything else is off)."""
    response = HttpResponseRedirect(own_address(request, request.POST.get("next", "")))
    for name, switch in SWITCHES.items():
        if name in request.POST:
            value = switch.on if request.POST[name] == switch.on else NORMAL
            response.set_cookie(
                switch.cookie,
                value,
                max_age=ONE_YEAR,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
    return response


def vary_on_looks(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page whose looks follow the cookies says so, or a cache would hand it to readers of other looks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "looks_asked", False):
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
