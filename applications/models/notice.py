from datetime import datetime, timedelta
from typing import Self

from django.db import models

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.vault import SealedEmailField

from .application import Application, CaseEvent


class NoticeQuerySet(models.QuerySet):
    def owed(self, now: datetime) -> Self:
        """Not sent and still worth sending: after ``Notice.GOOD_FOR`` a mail would only confuse."""
        return self.filter(sent_at__isnull=True, created_at__gt=now - Notice.GOOD_FOR)

    def lapsed(self, now: datetime) -> Self:
        """Never sent, and too old to be sent now."""
        return self.filter(sent_at__isnull=True, created_at__lte=now - Notice.GOOD_FOR)


class Notice(models.Model):
    """A short mail to the applicant about an act: an outbox row, sent once. What it says is made when it goes out."""

    class Kind(Labelled):
        RECEIPT = "receipt", "确认收到"
        SUPPLEMENT = "supplement", "告知补正"
        REASONS = "reasons", "要求说明理由"
        FEE = "fee", "通知缴费"
        EXTENSION = "extension", "延期答复"
        REPLY = "reply", "已经答复"
        ENDED = "ended", "终止办理"

    GOOD_FOR = timedelta(days=7)

    application = models.ForeignKey(Application, models.CASCADE, related_name="notices", verbose_name="申请")
    event = models.OneToOneField(CaseEvent, models.CASCADE, related_name="notice", verbose_name="事项")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices())
    to = SealedEmailField("收件人", bind="application_id")
    created_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    tries = models.PositiveIntegerField("失败次数", default=0)
    tried_at = models.DateTimeField("最近一次失败", null=True, blank=True)
    # The name of the fault, never the server's words: those may quote the address.
    fault = models.CharField("原因", max_length=60, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邮件通知"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.application_id} {self.get_kind_display()}"
