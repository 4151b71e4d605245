"""A fresh password before personal data leaves in bulk or a proof of identity is looked at."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from .sessions import CONFIRMED


class PasswordForm(forms.Form):
    password = forms.CharField(
        label="登录密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        """Asked through the backends, so that wrong tries count towards the lock-out of the login."""
        password, user = self.cleaned_data["password"], self.request.user
        if authenticate(self.request, username=user.get_username(), password=password) != user:
            raise forms.ValidationError("密码不正确，请重新输入。")
        return password


def is_fresh(request: HttpRequest) -> bool:
    """Whether the password was given within the last ``GK_CONFIRM_MINUTES``."""
    given = request.session.get(CONFIRMED)
    return given is not None and timezone.now().timestamp() - given <= settings.GK_CONFIRM_MINUTES * 60


def ask_first(request: HttpRequest, *, back: str) -> HttpResponse:
    """To the page that asks for the password and then leads ``back``."""
    return redirect(f"{reverse('confirm_password')}?{urlencode({'next': back})}")


def fresh_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a page that hands out personal data: asks for the password unless it was just given."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return ask_first(request, back=request.get_full_path())

    return asked


def confirm_password(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    target = target if allowed else reverse("admin:index")
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        request.session.cycle_key()
        request.session[CONFIRMED] = timezone.now().timestamp()
        return redirect(target)
    context = admin.site.each_context(request) | {
        "title": "请再次输入密码",
        "form": form,
        "minutes": settings.GK_CONFIRM_MINUTES,
    }
    return TemplateResponse(request, "admin/doors/confirm.html", context)
