from django.db import models
from django.db.models import Q

from liaocheng_gk.labelled import Labelled

from .application import Application


class FeeNotice(models.Model):
    """The 信息处理费 of a case: one scale, one notice (国办函〔2020〕109号). Money is whole yuan."""

    class Scale(Labelled):
        PIECES = "pieces", "按件"
        PAGES = "pages", "按量（页）"

    application = models.OneToOneField(Application, models.PROTECT, related_name="fee", verbose_name="申请")
    scale = models.CharField("计费方式", max_length=8, choices=Scale.choices())
    count = models.PositiveIntegerField("件数或者页数")
    yuan = models.PositiveIntegerField("金额（元）")
    paid_on = models.DateField("缴清日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "信息处理费"
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="fee_is_due",
                condition=Q(yuan__gt=0),
                violation_error_message="没有超出免费的件数或者页数，不得收费（国办函〔2020〕109号）。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.yuan} 元"
