"""Mails to the applicant: which acts send one, what they keep to themselves, and that a dead mail server breaks nothing."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command

from applications.casework import perform, perform_as_applicant
from applications.deed import Deed
from applications.law.transitions import Act
from applications.models import Application, Notice
from applications.notices import send, send_owed
from applications.querycode import code_for
from tests.factories.applications import make_application

TODAY = date(2026, 3, 25)


@pytest.fixture
def case(bureau):
    return make_application(date(2026, 3, 2), email="zhang@example.com")


@pytest.fixture
def do(clerk, calendar, django_capture_on_commit_callbacks):
    """Do an act and what follows its commit."""

    def act(case: Application, act: Act, on: date, *, by=None, **fields) -> Application:
        with django_capture_on_commit_callbacks(execute=True):
            return perform(act, case, Deed(on, **fields), by=by or clerk, calendar=calendar, today=TODAY)

    return act


def test_receipt_is_told_with_the_due_date(case, do, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == (["zhang@example.com"], f"申请 {case.number}：已确认收到")
    assert "答复期限：2026年3月31日。" in mail.body
    assert Notice.objects.get().sent_at is not None


def test_supplement_extension_and_reply_are_told(case, do, head, clerk, calendar, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    do(case, Act.ASK_CLARIFICATION, date(2026, 3, 5), note="请写明年份", until=date(2026, 3, 26))
    do(case, Act.RECEIVE_CLARIFICATION, date(2026, 3, 9), note="2025年")
    do(case, Act.REQUEST_EXTENSION, date(2026, 3, 10), note="量大")
    do(case, Act.EXTEND, date(2026, 3, 10), by=head, workdays=5, note="量大")
    do(case, Act.REPLY, date(2026, 3, 20), outcome="GRANT", note="见附件")
    assert [mail.subject.split("：")[1] for mail in mailoutbox] == [
        "已确认收到",
        "请补正申请内容",
        "答复期限延长",
        "已经答复",
    ]
    assert "请于2026年3月26日前补正" in mailoutbox[1].body
    due_on = Application.objects.get().due_on
    assert f"延长至{due_on.year}年{due_on.month}月{due_on.day}日" in mailoutbox[2].body
    assert "已于2026年3月20日答复" in mailoutbox[3].body


def test_a_fee_and_an_ending_are_told(case, do, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    do(case, Act.NOTIFY_FEE, date(2026, 3, 4), scale="pages", count=40, note="到205房间缴纳")
    do(case, Act.WITHDRAW, date(2026, 3, 5))
    assert [mail.subject.split("：")[1] for mail in mailoutbox][1:] == ["请缴纳信息处理费", "已终止办理"]


def test_no_mail_holds_the_request_the_code_or_the_person(case, do, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3), note="电话确认")
    do(case, Act.ASK_CLARIFICATION, date(2026, 3, 5), note="请写明项目名称", until=date(2026, 3, 26))
    said = "".join(mail.subject + mail.body for mail in mailoutbox)
    secrets = (
        case.description, case.name, case.phone, case.identity_number, "请写明项目名称", "电话确认",
        code_for(case.submission_key), code_for(case.submission_key).replace("-", ""),
    )  # fmt: skip
    assert len(mailoutbox) == 2
    assert [secret for secret in secrets if secret in said] == []


def test_internal_acts_send_nothing(case, do, head, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    do(case, Act.CONSULT_THIRD_PARTY, date(2026, 3, 4), party="神秘公司", note="x")
    do(case, Act.PROPOSE_REPLY, date(2026, 3, 9), outcome="DENY_PROCESS", note="讨论记录")
    do(case, Act.RETURN_REPLY, date(2026, 3, 9), by=head, note="再核")
    assert [notice.kind for notice in Notice.objects.all()] == ["receipt"]
    assert len(mailoutbox) == 1


def test_without_an_address_nothing_is_owed(bureau, do, mailoutbox):
    do(make_application(date(2026, 3, 2)), Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    assert (Notice.objects.count(), mailoutbox) == (0, [])


def test_an_act_that_fails_owes_nothing(case, do, mailoutbox):
    with pytest.raises(Exception, match="还没有到"):
        do(case, Act.CONFIRM_RECEIPT, date(2026, 4, 1))
    assert (Notice.objects.count(), mailoutbox) == (0, [])


def test_a_withdrawal_online_is_told_too(case, calendar, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        perform_as_applicant(
            Act.WITHDRAW, case, Deed(date(2026, 3, 3)), calendar=calendar, today=date(2026, 3, 3)
        )
    assert mailoutbox[0].subject == f"申请 {case.number}：已终止办理"


def test_a_refusing_mail_server_breaks_no_act_and_the_command_tries_again_once(
    case, do, settings, mailoutbox, capsys, caplog
):
    settings.EMAIL_BACKEND = "tests.applications.refusing_mail.EmailBackend"
    done = do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    assert done.stage == "handling"
    assert Notice.objects.get().sent_at is None
    assert "was not sent" in caplog.text
    assert "zhang@example.com" not in caplog.text
    call_command("send_notices")
    assert "尚未发出 1 封" in capsys.readouterr().out
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_notices")
    call_command("send_notices")
    assert len(mailoutbox) == 1
    assert Notice.objects.get().sent_at is not None


def test_a_claimed_mail_is_not_sent_twice(case, do, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    assert send(Notice.objects.get()) is False
    assert len(mailoutbox) == 1


def test_after_a_week_a_mail_is_not_sent_any_more(case, do, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.applications.refusing_mail.EmailBackend"
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    created = Notice.objects.get().created_at
    assert send_owed(created + timedelta(days=7, seconds=1)) == (0, 0)
    assert send_owed(created + timedelta(days=6)) == (1, 0)
    assert len(mailoutbox) == 1


def test_a_case_opened_again_and_answered_again_is_told_again(case, do, clerk, head, calendar, mailoutbox):
    do(case, Act.CONFIRM_RECEIPT, date(2026, 3, 3))
    do(case, Act.REPLY, date(2026, 3, 10), outcome="GRANT", note="见附件")
    do(case, Act.REOPEN, date(2026, 3, 18), by=head, note="复议决定")
    do(case, Act.REPLY, date(2026, 3, 20), outcome="GRANT", note="见附件")
    assert [notice.kind for notice in Notice.objects.all()] == ["receipt", "reply", "reply"]
    assert len(mailoutbox) == 3
