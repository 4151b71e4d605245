"""Staff see which mails wait or failed, and send again; whose address it is they do not see."""

from datetime import date, timedelta

import pytest
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from applications.law.transitions import Act
from applications.models import Notice
from applications.notices import outbox_warning, send
from liaocheng_gk.models import AuditEntry
from tests.factories.applications import make_application

LIST = reverse("admin:applications_notice_changelist")
EMAIL = "zhang@example.com"


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)


@pytest.fixture
def notice(bureau, confirmed) -> Notice:
    case = confirmed(date(2026, 3, 20), email=EMAIL, name="张三丰")
    Notice.objects.all().delete()
    return Notice.objects.create(
        application=case, event=case.events.get(act=Act.CONFIRM_RECEIPT), kind="receipt", to=EMAIL,
        created_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def no_server(monkeypatch):
    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError(f"no route for {EMAIL}")

    monkeypatch.setattr(EmailMessage, "send", refuse)


@pytest.fixture
def officer(staff):
    return staff(
        "officer",
        "applications.view_notice",
        "applications.view_application",
        "applications.handle_application",
    )


def page(client) -> str:
    return client.get(LIST).content.decode()


def test_a_failed_mail_is_seen_with_its_reason_and_without_the_applicant(client, officer, notice, no_server):
    client.force_login(officer)
    assert ("等待发送" in page(client), outbox_warning(timezone.now())) == (True, "")
    assert (send(notice), send(notice)) == (False, False)
    html = page(client)
    assert (
        "没有发出，还会再试" in html,
        "邮件服务器没有应答" in html,
        notice.application.number in html,
    ) == (True,) * 3
    detail = client.get(reverse("admin:applications_notice_change", args=[notice.pk])).content.decode()
    assert [word for word in (EMAIL, "张三丰", "no route") if word in html + detail] == []
    notice.refresh_from_db()
    assert (notice.tries, notice.fault) == (2, "ConnectionRefusedError")
    assert "有 1 封给申请人的通知邮件没有发出" in client.get("/admin/").content.decode()


def test_a_handler_sends_again_and_that_is_on_record(client, officer, notice, mailoutbox):
    Notice.objects.update(tries=1, fault="TimeoutError")
    client.force_login(officer)
    posted = {"action": "resend", "_selected_action": [notice.pk]}
    assert "已发出 1 封，没有发出 0 封" in client.post(LIST, posted, follow=True).content.decode()
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]
    assert AuditEntry.objects.filter(act="补发通知邮件", actor__contains=officer.username).count() == 1
    again = client.post(LIST, posted, follow=True).content.decode()
    assert ("另有 1 封已经发出或者超过七天" in again, len(mailoutbox)) == (True, 1)
    assert outbox_warning(timezone.now()) == ""


def test_whoever_only_looks_sends_nothing(client, staff, notice, mailoutbox):
    client.force_login(staff("viewer", "applications.view_notice", "applications.view_application"))
    html = page(client)
    client.post(LIST, {"action": "resend", "_selected_action": [notice.pk]})
    assert ("现在再发一次" in html, mailoutbox) == (False, [])


def test_a_mail_that_lapsed_is_told_of_and_not_sent(client, officer, notice, mailoutbox, time_machine):
    time_machine.shift(timedelta(days=8))
    assert "有 1 封通知邮件超过七天没有发出" in outbox_warning(timezone.now())
    client.force_login(officer)
    assert "超过七天，不再发送" in page(client)
    client.post(LIST, {"action": "resend", "_selected_action": [notice.pk]})
    assert mailoutbox == []
    listed = [
        len(client.get(LIST, {"state": state}).context["cl"].result_list)
        for state in ("waiting", "lapsed", "sent")
    ]
    assert listed == [0, 1, 0]


def test_the_list_costs_no_query_more_for_a_longer_queue(
    client, officer, notice, django_assert_max_num_queries
):
    other = make_application(date(2026, 3, 20), email=EMAIL)
    assert other.number != notice.application.number
    client.force_login(officer)
    with django_assert_max_num_queries(14):
        client.get(LIST)
