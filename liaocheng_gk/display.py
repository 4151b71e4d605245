"""Large type for those who want it, kept in a cookie, so that it needs neither a script nor a login."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "gk_type"
NORMAL, LARGE = "normal", "large"
ONE_YEAR = 365 * 24 * 60 * 60  # seconds


def is_large(request: HttpRequest) -> bool:
    request.type_size_asked = True
    return request.COOKIES.get(COOKIE) == LARGE


def choices_of(request: HttpRequest) -> str:
    """All that a reader can choose of a page's looks, in a word: pages that are kept are kept once for each."""
    return LARGE if is_large(request) else NORMAL


# Exempt: it changes nothing but the size of the visitor's own type, and a token in every page would cost each
# reader a cookie and every page its place in a cache.
@csrf_exempt
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Set the type size (``type`` = normal or large) and go back to ``next`` on this host, else to the home page."""
    target = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    response = HttpResponseRedirect(target if allowed else "/")
    size = LARGE if request.POST.get("type") == LARGE else NORMAL
    response.set_cookie(
        COOKIE, size, max_age=ONE_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


def vary_on_type_size(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page whose type follows the cookie says so, or a cache would hand it to readers of the other size."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "type_size_asked", False):
            patch_vary_headers(response, ["Cookie"])
        return response

    return middleware
