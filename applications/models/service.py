from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.private import private_storage
from liaocheng_gk.labelled import Labelled
from liaocheng_gk.vault import SealedCharField

from .letter import Letter


class ServiceQuerySet(models.QuerySet):
    def valid(self) -> Self:
        """Without the entries that were struck out."""
        return self.filter(struck_at=None)


class Service(models.Model):
    """That a letter reached its addressee: how, when, and what proves it (送达登记)."""

    class Way(Labelled):
        ONLINE = "online", "本网站送达"
        EMAIL = "email", "电子邮件"
        REGISTERED = "registered", "挂号信、特快专递"
        PLAIN = "plain", "平常信函"
        IN_PERSON = "in_person", "当面送达"
        FAX = "fax", "传真"

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="services", verbose_name="告知书")
    way = models.CharField("送达方式", max_length=12, choices=Way.choices())
    served_on = models.DateField("送达日期")
    proof = SealedCharField(
        "送达凭证", max_length=200, blank=True, bind="letter_id", help_text="邮件单号、签收人等。"
    )
    proof_file = models.FileField(
        "凭证扫描件", upload_to="service/%Y/", storage=private_storage, blank=True, max_length=200
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    # A mistaken entry stays readable; what is right is entered anew.
    struck_at = models.DateTimeField("作废时间", null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="作废人",
    )
    struck_reason = SealedCharField("作废原因", max_length=200, blank=True, bind="letter_id")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达登记"
        ordering = ["-served_on"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(struck_at=None),
                name="service_letter_once",
                violation_error_message="这份告知书已经登记过送达。",
            ),
            models.CheckConstraint(
                name="service_struck_with_reason",
                condition=Q(struck_at=None, struck_by=None, struck_reason="")
                | Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason=""),
                violation_error_message="作废送达登记须写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} {self.served_on:%Y-%m-%d}"
