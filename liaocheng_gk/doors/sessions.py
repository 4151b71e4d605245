"""How long staff stay logged in: a while without work, and a day at most."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

LOGGED_IN, SEEN, CONFIRMED = "logged_in_at", "seen_at", "confirmed_at"
# A session is written again at most this often (seconds), not with every page.
SEEN_AGAIN = 60


def stamp(sender: Any, request: HttpRequest, **signal: Any) -> None:
    """At the login, when Django has made a new session. The password was just given: it is fresh."""
    now = timezone.now().timestamp()
    request.session[LOGGED_IN] = request.session[SEEN] = request.session[CONFIRMED] = now


class SessionLimits:
    """Ends the session of staff who were idle for ``GK_IDLE_MINUTES`` or came in ``GK_SESSION_HOURS`` ago."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        now, session = timezone.now().timestamp(), request.session
        idle, age = now - session.get(SEEN, 0), now - session.get(LOGGED_IN, 0)
        if idle > settings.GK_IDLE_MINUTES * 60 or age > settings.GK_SESSION_HOURS * 3600:
            return self._end(request)
        if idle > SEEN_AGAIN:
            session[SEEN] = now
        return self.get_response(request)

    def _end(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        admin = reverse("admin:index")
        if not request.path.startswith(admin):
            return self.get_response(request)
        messages.info(
            request, "登录时间较长或者较久没有操作，为了安全已退出，请重新登录。没有保存的内容请重新填写。"
        )
        back = request.get_full_path() if request.method == "GET" else admin
        return redirect(f"{reverse('admin:login')}?{urlencode({'next': back})}")
