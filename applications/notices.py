"""Short mails to the applicant: received, asked for something, later, answered. What was asked for stays out of them.

An act leaves a row in the outbox and is done, whatever becomes of the mail; ``send_notices`` tries again.
"""

import logging
from datetime import datetime, timedelta

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from liaocheng_gk.models import Agency

from .law.transitions import Act
from .models import Application, CaseEvent, Notice

logger = logging.getLogger(__name__)
TOLD_FOR = timedelta(days=30)

KINDS = {
    Act.CONFIRM_RECEIPT: Notice.Kind.RECEIPT,
    Act.ASK_CLARIFICATION: Notice.Kind.SUPPLEMENT,
    Act.ASK_REASONS: Notice.Kind.REASONS,
    Act.NOTIFY_FEE: Notice.Kind.FEE,
    Act.EXTEND: Notice.Kind.EXTENSION,
    Act.DEFER: Notice.Kind.EXTENSION,
    Act.REPLY: Notice.Kind.REPLY,
    Act.ABANDON: Notice.Kind.ENDED,
    Act.LAPSE_FEE: Notice.Kind.ENDED,
    # Also for what was withdrawn online: whoever did not do it learns of it.
    Act.WITHDRAW: Notice.Kind.ENDED,
}


def queue(case: Application, event: CaseEvent) -> None:
    """Owe the applicant a mail about ``event``, if it concerns them and they gave an address; sent after the commit."""
    kind = KINDS.get(Act(event.act))
    if kind is None or not case.email:
        return
    notice = Notice(
        application=case, event=event, kind=kind.value, to=case.email, created_at=event.entered_at
    )
    notice.save()
    transaction.on_commit(lambda: send(notice), robust=True)


def send(notice: Notice) -> bool:
    """Send a mail that is owed; whether it went out. A failure is logged and leaves it owed.

    The row is claimed before the mail server is asked, so that two senders never send it twice and nothing is
    locked while the server makes up its mind.
    """
    subject, text = letter(notice)
    waiting = Notice.objects.filter(pk=notice.pk, sent_at__isnull=True)
    if not waiting.update(sent_at=timezone.now()):
        return False
    try:
        send_mail(subject, text, None, [notice.to])
    except (OSError, ValueError) as error:
        Notice.objects.filter(pk=notice.pk).update(
            sent_at=None, tries=F("tries") + 1, tried_at=timezone.now(), fault=type(error).__name__[:60]
        )
        logger.warning("notice %s was not sent: %s", notice.pk, type(error).__name__)
        return False
    return True


def letter(notice: Notice) -> tuple[str, str]:
    """Subject and text: the number, what happened, until when. Neither the request nor the query code."""
    context = {
        "case": Application.objects.get(pk=notice.application_id),
        "event": notice.event,
        "kind": notice.kind,
        "agency": Agency.objects.current(),
    }
    subject = render_to_string("applications/notice_subject.txt", context)
    return " ".join(subject.split()), render_to_string("applications/notice.txt", context)


def send_owed(now: datetime) -> tuple[int, int]:
    """Try every mail still owed; returns how many went out and how many still wait."""
    owed = list(Notice.objects.owed(now).select_related("event"))
    sent = sum(map(send, owed))
    return sent, len(owed) - sent


def outbox_warning(now: datetime) -> str:
    """A sentence for the office while mails fail; empty while all go out. A lapsed one is told of for a month."""
    failed = Notice.objects.owed(now).filter(tries__gt=0).count()
    lapsed = Notice.objects.lapsed(now).filter(created_at__gt=now - TOLD_FOR).exclude(to="").count()
    parts = [f"有 {failed} 封给申请人的通知邮件没有发出，系统会再试；请检查邮件设置。"] if failed else []
    if lapsed:
        parts.append(f"有 {lapsed} 封通知邮件超过七天没有发出，不再发送，请用电话等方式告知申请人。")
    return "".join(parts)
