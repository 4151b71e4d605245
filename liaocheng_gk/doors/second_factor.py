"""The second factor of staff: a code from a phone, recovery codes on paper, and nobody inside without one.

Until the code is given, whoever knows a password is nobody on every page but those here.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django_otp import login as remember_device
from django_otp.plugins.otp_static.models import StaticDevice

from liaocheng_gk.authenticator import Authenticator

from .confirmation import ask_first, is_fresh

RECOVERY_CODES = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing to confuse when copied by hand
PHONE, PAPER = "手机验证器", "恢复码"
# What whoever only knows the password still reaches.
OPEN_PAGES = ("second_factor", "second_factor_code", "admin:logout", "admin:login", "admin:jsi18n")


class SecondFactorRequired:
    """Where ``GK_SECOND_FACTOR`` is on: staff without a code given in this session are not let in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:  # nobody: the session is not even asked
            return self.get_response(request)
        user = request.user
        if not (settings.GK_SECOND_FACTOR and user.is_authenticated) or user.is_verified():
            return self.get_response(request)
        if request.path in {reverse(name) for name in OPEN_PAGES}:
            return self.get_response(request)
        if request.path.startswith(reverse("admin:index")):
            return redirect("second_factor_code" if has_phone(user) else "second_factor")
        request.user = AnonymousUser()
        return self.get_response(request)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=30,
        help_text="手机验证器上的 6 位数字；手机不在身边的，填写一个恢复码（每个只能用一次）。",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )


class BindForm(CodeForm):
    """There is no recovery code yet, or it is about to lapse: only the phone counts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "手机验证器上现在显示的 6 位数字。"


def has_phone(user: User) -> bool:
    return Authenticator.objects.filter(user=user, confirmed=True).exists()


def second_factor(request: HttpRequest) -> HttpResponse:
    """One's own phone: bind it, get recovery codes; a bound phone is changed only by whoever gave its code."""
    user = request.user
    if has_phone(user) and not user.is_verified():
        return redirect("second_factor_code")
    form = BindForm()
    if request.method == "POST":
        if has_phone(user) and not is_fresh(request):
            return ask_first(request, back=request.path)
        step = request.POST.get("step")
        if step == "begin":
            _begin(user)
            return redirect("second_factor")
        if step == "codes" and has_phone(user):
            return _page(request, codes=_new_recovery_codes(user))
        form = BindForm(request.POST)
        device = Authenticator.objects.filter(user=user, confirmed=False).last()
        if device is not None and form.is_valid():
            if _matches(device, form.cleaned_data["code"]):
                return _page(request, codes=_bind(request, device))
            form.add_error("code", "验证码不正确，请核对手机时间是否准确，输入手机上当前显示的 6 位数字。")
    return _page(request, form=form)


def second_factor_code(request: HttpRequest) -> HttpResponse:
    """Asked after the password. Wrong codes slow the next try down, ever longer (django-otp)."""
    user = request.user
    if not has_phone(user):
        return redirect("second_factor")
    if user.is_verified():
        return redirect("admin:index")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        device = _device_of(user, form.cleaned_data["code"])
        if device is not None:
            remember_device(request, device)
            request.session.cycle_key()
            return redirect("admin:index")
        form.add_error("code", "验证码不正确，或者输错后间隔太短。请等手机显示下一个验证码后再试。")
    return _page(request, form=form, title="第二步验证", template="admin/doors/code.html")


def _begin(user: User) -> None:
    Authenticator.objects.filter(user=user, confirmed=False).delete()
    Authenticator.objects.create(user=user, name=PHONE, confirmed=False)


@transaction.atomic
def _bind(request: HttpRequest, device: Authenticator) -> list[str]:
    Authenticator.objects.filter(user=device.user_id, confirmed=True).delete()
    device.confirmed = True
    device.save()
    remember_device(request, device)
    request.session.cycle_key()
    messages.success(request, "手机验证器已绑定，以后登录在密码之后还要输入手机上的验证码。")
    return _new_recovery_codes(request.user)


@transaction.atomic
def _new_recovery_codes(user: User) -> list[str]:
    """New codes instead of the old; shown once, kept as keyed hashes only."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name=PAPER)
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(12)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        device.token_set.create(token=_hash(code))
    return ["-".join((code[:4], code[4:8], code[8:])) for code in codes]


def _device_of(user: User, code: str) -> Authenticator | StaticDevice | None:
    """The device that ``code`` belongs to; six digits are asked of the phone, anything else of the paper."""
    typed = "".join(code.split()).replace("-", "").upper()
    if len(typed) == 6 and typed.isdecimal():
        phones = Authenticator.objects.filter(user=user, confirmed=True)
        return next((device for device in phones if _matches(device, typed)), None)
    papers = StaticDevice.objects.filter(user=user, confirmed=True)
    return next((device for device in papers if device.verify_token(_hash(typed))), None)


def _matches(device: Authenticator, code: str) -> bool:
    allowed, _ = device.verify_is_allowed()
    return allowed and device.verify_token("".join(code.split()))


def _hash(code: str) -> str:
    """What django-otp keeps of a recovery code: 16 signs at most."""
    return salted_hmac("liaocheng_gk.recovery", code, algorithm="sha256").hexdigest()[:16]


def _page(
    request: HttpRequest,
    *,
    form: CodeForm | None = None,
    codes: list[str] | None = None,
    title: str = "手机验证器",
    template: str = "admin/doors/second_factor.html",
) -> HttpResponse:
    pending = Authenticator.objects.filter(user=request.user, confirmed=False).last()
    context = admin.site.each_context(request) | {
        "title": title,
        "form": form or BindForm(),
        "codes": codes,
        "pending": None if codes else pending,
        "bound": has_phone(request.user),
        "required": settings.GK_SECOND_FACTOR,
    }
    response = TemplateResponse(request, template, context)
    response["Cache-Control"] = "private, no-store"
    return response
