from django.conf import settings
from django.db import models

from .application import Application


class DueDateMove(models.Model):
    """That a change of the calendar moved the limit of an open case: what it was, what it became, and why."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="due_date_moves", verbose_name="申请"
    )
    before = models.DateField("原期限", null=True)
    before_provisional = models.BooleanField("原期限暂定", default=False)
    after = models.DateField("现期限", null=True)
    after_provisional = models.BooleanField("现期限暂定", default=False)
    reason = models.CharField("原因", max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "期限变动"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"
