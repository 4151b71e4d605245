"""What was reviewed, by whom and with which result: rows are added by ``publication`` and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from disclosure.law.review import Step, Verdict

from .item import Item


class Review(models.Model):
    """One step of the review of one text (条例17). ``digest`` names the text: another text has another digest."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reviews", verbose_name="信息条目")
    step = models.CharField("环节", max_length=12, choices=Step.choices())
    verdict = models.CharField("意见", max_length=10, choices=Verdict.choices())
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人")
    name = models.CharField("姓名", max_length=150, help_text="审核当时的姓名。")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)
    digest = models.CharField("文本指纹", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审核登记"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="review_returned_has_reason",
                condition=~Q(verdict=Verdict.RETURNED.value) | ~Q(note=""),
                violation_error_message="退回必须写明理由。",
            )
        ]

    def __str__(self) -> str:
        return f"{Step(self.step).label}：{Verdict(self.verdict).label}"
