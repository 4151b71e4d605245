"""What others say about a draft before it goes out: comments on its chapters, and the head's own sign-off."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .report import Report


class ChapterComment(models.Model):
    """A remark on one chapter of a draft; it stays open until somebody writes what came of it."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="comments", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("章节序号", help_text="0 是章节之前的引言。")
    text = models.TextField("意见")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    at = models.DateTimeField("提出时间")
    answer = models.CharField("处理情况", max_length=300, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="处理人",
    )
    resolved_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节意见"
        ordering = ["number", "at", "pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                name="comment_has_text", condition=~Q(text=""), violation_error_message="请写明意见。"
            ),
            models.CheckConstraint(
                name="comment_resolved_as_a_whole",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True, answer="")
                | Q(resolved_at__isnull=False, resolved_by__isnull=False) & ~Q(answer=""),
                violation_error_message="处理意见须写明处理情况、处理人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 第{self.number}部分的意见"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class SignOff(models.Model):
    """The head has approved a draft as it stood: ``digest`` is the SHA-256 of everything that was approved.

    It holds while the draft is still the same (``approval.standing_sign_off``), so no change can slip in behind it.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="sign_offs", verbose_name="年度报告")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="签发人")
    at = models.DateTimeField("签发时间")
    digest = models.CharField("签发内容摘要（SHA-256）", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "报告签发"
        ordering = ["-at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="sign_off_has_digest",
                condition=~Q(digest=""),
                violation_error_message="签发必须带有内容摘要。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}：{self.by}签发"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError("已登记的签发不能修改；内容有改动的，请重新签发。")
        super().save(*args, **kwargs)
