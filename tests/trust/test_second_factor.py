"""The second factor: nobody inside without it, bound by its owner alone, recovery codes good for once."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from liaocheng_gk.authenticator import Authenticator
from tests.factories.applications import make_application
from tests.trust.routes import routes
from tests.trust.world import World

pytestmark = pytest.mark.usefixtures("real_doors")

PASSWORD = "demo-password-1"
SETUP, CODE, DESK = "/admin/second-factor/", "/admin/second-factor/code/", "/admin/"


@pytest.fixture(autouse=True)
def required(settings, time_machine):
    settings.GK_SECOND_FACTOR = True
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)


@pytest.fixture
def clerk(bureau, staff) -> User:
    return staff("clerk", "applications.view_application")


@pytest.fixture
def inside(client, clerk) -> Client:
    client.post(reverse("admin:login"), {"username": "clerk", "password": PASSWORD})
    return client


def code_of(device: Authenticator) -> str:
    from_now = totp(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return f"{from_now:0{device.digits}d}"


def bind(client: Client, user: User) -> list[str]:
    """Bind a phone; the recovery codes shown."""
    client.post(SETUP, {"step": "begin"})
    page = client.post(SETUP, {"code": code_of(Authenticator.objects.get(user=user, confirmed=False))})
    return re.findall(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>", page.content.decode())


def again(user: User) -> Client:
    """The next day, another browser: password given, code not yet."""
    client = Client()
    client.post(reverse("admin:login"), {"username": user.username, "password": PASSWORD})
    return client


def test_a_password_alone_opens_no_page_of_the_desk(inside, clerk, world_of_desk):
    """Every address under /admin/ leads to the binding, but the pages that log in and out."""
    opened = []
    for route in routes():
        if route.startswith(DESK) and "(" not in route:
            response = inside.get(world_of_desk.address(route))
            if not (response.status_code == 302 and response["Location"] == SETUP):
                opened.append(route)
    assert opened == [
        "/admin/second-factor/",  # the code's page leads here while no phone is bound
        "/admin/login/",
        "/admin/logout/",
        "/admin/jsi18n/",
    ]


@pytest.fixture
def world_of_desk():
    """Any address will do: nobody comes as far as looking whether it exists."""
    return World(None, None, values=AnyValue())


class AnyValue(dict):
    def __or__(self, other):
        return self

    def __contains__(self, key):
        return key != "query"

    def __getitem__(self, key):
        return "1"


def test_a_password_alone_is_nobody_on_public_pages(inside):
    response = inside.get("/")
    assert (response.status_code, response.context["user"].is_authenticated) == (200, False)


def test_binding_needs_the_code_of_the_phone_and_then_opens_the_desk(inside, clerk):
    inside.post(SETUP, {"step": "begin"})
    page = inside.get(SETUP).content.decode()
    assert ('<svg role="img" class="qr"' in page, "密钥" in page) == (True, True)
    wrong = inside.post(SETUP, {"code": "000000"})
    assert "验证码不正确" in wrong.content.decode()
    assert inside.get(DESK)["Location"] == SETUP
    Authenticator.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    codes = bind(inside, clerk)
    assert (len(codes), len(set(codes))) == (10, 10)
    assert inside.get(DESK).status_code == 200


def test_a_bound_phone_is_asked_at_every_login(inside, clerk, time_machine):
    bind(inside, clerk)
    browser = again(clerk)
    assert browser.get(DESK)["Location"] == CODE
    time_machine.shift(60)
    before = browser.session.session_key
    given = browser.post(CODE, {"code": code_of(Authenticator.objects.get())})
    assert (given.status_code, browser.get(DESK).status_code) == (302, 200)
    assert browser.session.session_key != before


def test_a_code_is_good_for_once(inside, clerk, time_machine):
    bind(inside, clerk)
    time_machine.shift(60)
    code = code_of(Authenticator.objects.get())
    assert again(clerk).post(CODE, {"code": code}).status_code == 302
    assert "验证码不正确" in again(clerk).post(CODE, {"code": code}).content.decode()


def test_guessing_is_slowed_down(inside, clerk, time_machine):
    bind(inside, clerk)
    browser = again(clerk)
    time_machine.shift(60)
    for _ in range(3):
        browser.post(CODE, {"code": "000000"})
    right = browser.post(CODE, {"code": code_of(Authenticator.objects.get())})
    assert "间隔太短" in right.content.decode()
    assert browser.get(DESK).status_code == 302


def test_a_recovery_code_opens_once(inside, clerk):
    codes = bind(inside, clerk)
    typed = codes[3].replace("-", " ").lower()
    first = again(clerk)
    first.post(CODE, {"code": typed})
    assert first.get(DESK).status_code == 200
    second = again(clerk)
    second.post(CODE, {"code": typed})
    assert second.get(DESK)["Location"] == CODE
    assert StaticToken.objects.count() == 9


def test_s5_recovery_codes_are_kept_as_hashes_only(inside, clerk):
    codes = bind(inside, clerk)
    dump = serializers.serialize("json", [*StaticDevice.objects.all(), *StaticToken.objects.all()])
    assert [code for code in codes if code in dump or code.replace("-", "") in dump] == []


def test_a_stolen_password_cannot_bind_another_phone(inside, clerk):
    bind(inside, clerk)
    thief = again(clerk)
    assert thief.get(SETUP)["Location"] == CODE
    assert thief.post(SETUP, {"step": "begin"})["Location"] == CODE
    assert Authenticator.objects.count() == 1


def test_changing_the_phone_asks_for_the_password_when_it_is_stale(inside, clerk, time_machine):
    bind(inside, clerk)
    time_machine.shift(16 * 60)
    assert inside.post(SETUP, {"step": "begin"})["Location"].startswith("/admin/password/")
    inside.post("/admin/password/", {"password": PASSWORD})
    old = Authenticator.objects.get()
    bind(inside, clerk)
    assert Authenticator.objects.get() != old


def test_nobody_looks_at_the_secrets_of_others(inside, clerk, admin_user):
    """The administrator can take a lost phone away, never see its secret or copy it."""
    bind(inside, clerk)
    bound = Authenticator.objects.get()
    secret = bound.key
    boss = Client()
    boss.force_login(admin_user)
    session = boss.session
    session["otp_device_id"] = Authenticator.objects.create(user=admin_user, name="x").persistent_id
    session.save()
    devices = "/admin/liaocheng_gk/authenticator/"
    pages = (devices, f"{devices}{bound.pk}/change/", "/admin/auth/user/", SETUP)
    assert [path for path in pages if secret in boss.get(path).content.decode()] == []
    posted = {"action": "unbind", "_selected_action": [clerk.pk]}
    assert "已清除 1 个账号" in boss.post("/admin/auth/user/", posted, follow=True).content.decode()
    assert (Authenticator.objects.filter(user=clerk).count(), StaticDevice.objects.count()) == (0, 0)
    assert again(clerk).get(DESK)["Location"] == SETUP


def test_the_applicant_needs_no_second_factor(client, bureau, look_up):
    look_up(make_application(date(2026, 3, 24)))
    assert client.get("/apply/status/deadline/").status_code == 200


def test_a_recovery_code_is_not_offered_while_the_phone_is_bound(inside, clerk):
    inside.post(SETUP, {"step": "begin"})
    binding = inside.get(SETUP).content.decode()
    assert "手机验证器上现在显示的 6 位数字" in binding
    assert "填写一个恢复码" not in binding
    bind(inside, clerk)
    assert "填写一个恢复码" in again(clerk).get(CODE).content.decode()
