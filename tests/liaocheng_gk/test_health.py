"""`/healthz` for the monitor."""

from datetime import date

from django.conf import settings
from django.contrib.auth.models import User

from liaocheng_gk.keyring import Keyring
from liaocheng_gk.models import Agency
from tests.factories.applications import make_application


def test_healthy_portal_answers_ok_and_is_not_cached(client, bureau, time_machine):
    time_machine.move_to("2026-11-24 10:00 +0800")
    answer = client.get("/healthz")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    checks = dict.fromkeys(("database", "agency", "calendar", "private_folder", "vault"), True)
    assert answer.json() == {"status": "ok", "checks": checks}


def test_portal_without_a_calendar_for_today_fails(client, bureau, time_machine):
    time_machine.move_to("2027-01-05 10:00 +0800")
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["checks"]["calendar"]) == (503, False)


def test_empty_portal_fails_and_tells_a_stranger_nothing_more(client, db):
    User.objects.create_user("zhang", password="demo-password-1")
    Agency.objects.all().delete()
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "failing")
    assert answer.json()["checks"]["agency"] is False
    for secret in ("zhang", str(settings.PRIVATE_ROOT), settings.SECRET_KEY):
        assert secret not in answer.text


def test_keys_that_do_not_open_the_data_are_noticed(client, bureau, settings, time_machine):
    time_machine.move_to("2026-11-24 10:00 +0800")
    make_application(date(2026, 11, 23))
    assert client.get("/healthz").json()["checks"]["vault"] is True
    for keys in (Keyring({"demo": b"x" * 32}, b"y" * 32), Keyring({"other": b"x" * 32}, b"y" * 32)):
        settings.GK_VAULT_KEYS = keys
        answer = client.get("/healthz")
        assert (answer.status_code, answer.json()["checks"]["vault"]) == (503, False)
