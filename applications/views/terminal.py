"""The screen of a reading point: set up once, asks whether anybody is there, and forgets its reader on leaving."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applications import drafts
from liaocheng_gk.display import is_terminal, own_address

from .receipt import RECEIPT_COOKIE


@never_cache
@require_GET
def terminal(request: HttpRequest) -> HttpResponse:
    """Where the office makes a computer the screen of its reading point, and takes it back."""
    return render(request, "applications/terminal.html")


@never_cache
@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Shown when a page was left alone: a minute to go on, then the next reader's home page."""
    if not is_terminal(request):
        return redirect("disclosure:home")
    context = {"back": own_address(request, request.GET.get("back", ""))}
    return render(request, "applications/terminal_waiting.html", context)


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the reader: the case that was looked up, the receipt, the draft. On a reading point's screen only."""
    response = redirect("disclosure:home")
    if not is_terminal(request):
        return response
    request.session.flush()
    response.delete_cookie(RECEIPT_COOKIE, path=reverse("applications:receipt"), samesite="Lax")
    return drafts.discard(response, drafts.find(request, timezone.now()))
