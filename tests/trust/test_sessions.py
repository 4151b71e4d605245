"""S22, S23: a new session at login, an end to idle and long sessions, a fresh password before personal data leaves."""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from tests.factories import person
from tests.factories.applications import make_application

pytestmark = pytest.mark.usefixtures("real_doors")

PASSWORD = "demo-password-1"
LEDGER = reverse("admin:applications_application_ledger")
ASKED = reverse("confirm_password")


@pytest.fixture
def clerk(bureau, staff) -> User:
    return staff(
        "clerk",
        "applications.view_application",
        "applications.view_feedback",
        "applications.handle_application",
    )


def log_in(client, user: User):
    return client.post(reverse("admin:login"), {"username": user.username, "password": PASSWORD})


def status_of(client, address: str) -> int:
    """The answer, read to its end."""
    response = client.get(address)
    if response.streaming:
        list(response.streaming_content)
    return response.status_code


def test_s22_login_makes_a_new_session_and_the_old_one_is_gone(client, clerk, look_up, filed):
    look_up(filed)  # an anonymous session that somebody may have planted
    before = client.session.session_key
    log_in(client, clerk)
    assert client.session.session_key != before
    assert list(Session.objects.values_list("pk", flat=True)) == [client.session.session_key]


def test_s22_looking_a_case_up_makes_a_new_session(client, look_up, filed):
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    look_up(filed)
    assert client.session.session_key != planted
    assert Session.objects.filter(pk=planted).count() == 0


@pytest.mark.parametrize(
    ("steps", "inside"),
    [
        ([29, 29, 29], True),  # at work all the time
        ([31], False),  # idle
        ([25] * 24, True),  # ten hours at work
        ([25] * 25, False),  # more than ten hours, never idle
    ],
)
def test_s22_a_session_ends_when_idle_and_after_a_day(client, clerk, time_machine, steps, inside):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    log_in(client, clerk)
    client.get(reverse("admin:index"))
    for minutes in steps:
        time_machine.shift(timedelta(minutes=minutes))
        response = client.get(reverse("admin:index"))
    assert (response.status_code == 200) == inside
    if not inside:
        assert response["Location"].startswith("/admin/login/?next=")
        assert client.session.get("_auth_user_id") is None


def test_an_ended_session_takes_nothing_and_says_so(client, clerk, time_machine, filed):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    log_in(client, clerk)
    client.get(reverse("admin:index"))
    time_machine.shift(timedelta(minutes=31))
    page = client.post(reverse("admin:applications_application_hand_over"), {"post": "yes"}, follow=True)
    assert "已退出，请重新登录" in page.content.decode()


def test_personal_data_leaves_only_after_a_fresh_password(client, clerk, time_machine, filed):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    log_in(client, clerk)
    assert status_of(client, LEDGER) == 200
    time_machine.shift(timedelta(minutes=16))
    refused = client.get(f"{LEDGER}?stage=submitted")
    assert refused["Location"] == f"{ASKED}?{urlencode({'next': LEDGER + '?stage=submitted'})}"
    wrong = client.post(refused["Location"], {"password": "demo-password-2"})
    assert "密码不正确" in wrong.content.decode()
    assert status_of(client, LEDGER) == 302
    right = client.post(refused["Location"], {"password": PASSWORD})
    assert right["Location"] == f"{LEDGER}?stage=submitted"
    assert status_of(client, LEDGER) == 200


@pytest.mark.parametrize("way", ["case_file", "action"])
def test_every_way_out_asks_for_the_password(client, clerk, time_machine, filed, way):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    log_in(client, clerk)
    client.get(reverse("admin:index"))
    time_machine.shift(timedelta(minutes=16))
    if way == "case_file":
        response = client.get(reverse("admin:applications_application_case_file", args=[filed.pk]))
    else:
        posted = {"action": "export_ledger", "_selected_action": [filed.pk]}
        response = client.post(reverse("admin:applications_application_changelist"), posted)
    assert response["Location"].startswith(f"{ASKED}?next=")


@pytest.mark.parametrize("way", ["application_identity", "application_identity_page", "feedback_evidence"])
def test_a_proof_of_identity_is_shown_after_a_fresh_password_only(client, clerk, time_machine, filed, way):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    if way == "feedback_evidence":
        args = [person.side_tables(clerk, timezone.now()).pk]
    else:
        args = [filed.pk, filed.identity_documents.get().pk]
    address = reverse(f"admin:applications_{way}", args=args)
    log_in(client, clerk)
    assert status_of(client, address) == 200
    time_machine.shift(timedelta(minutes=16))
    asked = client.get(address)
    assert asked["Location"].startswith(f"{ASKED}?next=")
    client.post(asked["Location"], {"password": PASSWORD})
    assert status_of(client, address) == 200


def test_the_ledger_without_names_needs_no_fresh_password(client, clerk, time_machine, filed):
    time_machine.move_to("2026-03-25 08:00 +0800", tick=False)
    log_in(client, clerk)
    client.get(reverse("admin:index"))
    time_machine.shift(timedelta(minutes=16))
    assert status_of(client, reverse("admin:applications_application_masked_ledger")) == 200


def test_the_password_page_leads_nowhere_else(client, clerk):
    log_in(client, clerk)
    away = client.post(f"{ASKED}?next=https://example.org/", {"password": PASSWORD})
    assert away["Location"] == "/admin/"


def test_s23_a_login_outside_the_admin_has_no_power(client, clerk, filed):
    """Public addresses know only what was looked up: being staff opens nothing there."""
    log_in(client, clerk)
    assert client.get("/apply/status/deadline/").status_code == 404


@pytest.fixture
def filed(bureau):
    return make_application(date(2026, 3, 24))
