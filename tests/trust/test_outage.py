"""The database away, the disk full, the mail server down: a clear page, and the text is kept."""

import errno
from html import unescape

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError, connection
from django.test import Client

from applications.forms import new_submission_key
from applications.models import Application, Feedback
from tests.factories.applications import FIELDS

TEXT = "第一行“引号”<b>&'"


def away(execute, sql, params, many, context):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("address", ["/feedback/", "/correction/", "/apply/", "/apply/status/"])
def test_a_database_that_is_away_costs_no_text(bureau, address):
    posted = {
        "kind": "complaint",
        "content": TEXT,
        "number": TEXT,
        "code": TEXT,
        "submission_key": new_submission_key(),
    }
    with connection.execute_wrapper(away):
        page = Client().post(address, posted)
    html = unescape(page.content.decode())
    assert (page.status_code, "暂时不能受理" in html, TEXT in html) == (503, True, True)
    assert page["Retry-After"] == "300"


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_goes_on_when_the_database_is_back(bureau):
    client, posted = Client(), {"kind": "complaint", "content": TEXT, "submission_key": new_submission_key()}
    with connection.execute_wrapper(away):
        client.post("/feedback/", posted)
    assert client.post("/feedback/", posted).status_code == 302
    assert Feedback.objects.get().content == TEXT


def test_a_full_disk_files_nothing_and_keeps_the_text(bureau, photo, monkeypatch):
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    posted = FIELDS | {
        "submission_key": new_submission_key(),
        "scan_front": photo("我的证件.jpg"),
        "step": "submit",
    }
    page = Client().post("/apply/", posted)
    html = page.content.decode()
    assert (page.status_code, FIELDS["description"] in html, "我的证件.jpg" in html) == (503, True, True)
    assert Application.objects.count() == 0


def test_another_fault_is_not_called_an_outage(bureau, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError(errno.EIO, "input/output error")

    monkeypatch.setattr("applications.views.feedback._file", broken)
    client = Client(raise_request_exception=False)
    assert client.get("/feedback/").status_code == 500


@pytest.fixture
def browser(bureau, client, clerk_of) -> Client:
    """A browser of staff with a session, and a second factor asked for: four middlewares want to know who it is."""
    client.force_login(clerk_of)
    client.raise_request_exception = False
    return client


@pytest.fixture
def clerk_of(staff, settings):
    settings.GK_SECOND_FACTOR = True
    return staff("clerk", "applications.view_application", "applications.change_feedback")


@pytest.mark.parametrize(
    "address", ["/feedback/", "/apply/", "/admin/applications/feedback/1/change/", "/admin/password/"]
)
def test_a_browser_with_a_session_loses_no_text_either(browser, address):
    posted = {"kind": "complaint", "content": TEXT, "submission_key": new_submission_key()}
    with connection.execute_wrapper(away):
        page = browser.post(address, posted)
    html = unescape(page.content.decode())
    assert (page.status_code, "暂时不能受理" in html, TEXT in html) == (503, True, True)
    assert (page["Retry-After"], page["Cache-Control"]) == ("300", "private, no-store")


@pytest.mark.parametrize(
    "address", ["/", "/items/", "/admin/", "/admin/applications/application/", "/apply/status/deadline/"]
)
def test_a_browser_with_a_session_is_told_in_words(browser, address):
    with connection.execute_wrapper(away):
        page = browser.get(address)
    assert (page.status_code, "再试一次" in page.content.decode()) == (503, False)
    assert "暂时不能受理" in page.content.decode()


def test_the_session_outlives_the_outage(browser, settings):
    settings.GK_SECOND_FACTOR = False
    with connection.execute_wrapper(away):
        assert browser.get("/admin/").status_code == 503
    assert browser.get("/admin/").status_code == 200


def test_a_fault_in_a_middleware_is_not_called_an_outage(browser, monkeypatch):
    monkeypatch.setattr("liaocheng_gk.doors.second_factor.has_phone", lambda user: 1 / 0)
    page = browser.get("/admin/")
    assert (page.status_code, "暂时不能受理" in page.content.decode()) == (500, False)
