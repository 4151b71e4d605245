from django.conf import settings
from django.db import models

from applications.private import private_storage
from liaocheng_gk.labelled import Labelled

from .letter import Letter


class Service(models.Model):
    """That a letter reached its addressee: how, when, and what proves it (送达登记)."""

    class Way(Labelled):
        ONLINE = "online", "本网站送达"
        EMAIL = "email", "电子邮件"
        REGISTERED = "registered", "挂号信、特快专递"
        PLAIN = "plain", "平常信函"
        IN_PERSON = "in_person", "当面送达"
        FAX = "fax", "传真"

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="service", verbose_name="告知书")
    way = models.CharField("送达方式", max_length=12, choices=Way.choices())
    served_on = models.DateField("送达日期")
    proof = models.CharField("送达凭证", max_length=200, blank=True, help_text="邮件单号、签收人等。")
    proof_file = models.FileField(
        "凭证扫描件", upload_to="service/%Y/", storage=private_storage, blank=True, max_length=200
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "送达登记"
        ordering = ["-served_on"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.letter} {self.served_on:%Y-%m-%d}"
