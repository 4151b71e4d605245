"""What a published report said from one day on: the first publication, then a version for each correction."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from .report import Report

VERSION_STAYS = "已留存的版本不能修改或者删除；您的改动没有保存。需要再次更正的，请另存一版。"


class ReportVersionQuerySet(models.QuerySet):
    def update(self, **values: Any) -> int:
        raise ValidationError(VERSION_STAYS)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(VERSION_STAYS)


class ReportVersion(models.Model):
    """The figures of a published report as they stood from one day on. Number 1 is what was published first."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("版次")
    cells = models.JSONField("表格数字", default=dict, blank=True)
    digest = models.CharField("数字摘要（SHA-256）", max_length=64)
    reason = models.CharField("更正原因", max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="更正人",
    )
    on = models.DateField("日期", null=True, blank=True)

    objects = ReportVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告版本"
        ordering = ["report", "number"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="version_one_per_number",
                violation_error_message="同一年度的同一版次只能有一个。",
            ),
            models.CheckConstraint(
                name="version_amendment_has_reason",
                condition=Q(number=1) | Q(number__gt=1, by__isnull=False, on__isnull=False) & ~Q(reason=""),
                violation_error_message="更正必须写明原因、日期和更正人。",
            ),
            models.CheckConstraint(
                name="version_has_digest",
                condition=~Q(digest=""),
                violation_error_message="每一版都必须带有数字摘要。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} 第{self.number}版"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ValidationError(VERSION_STAYS)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(VERSION_STAYS)

    @property
    def figures(self) -> dict[str, Decimal | None]:
        return {key: None if text is None else Decimal(text) for key, text in self.cells.items()}

    @property
    def note(self) -> str:
        """What page, print, PDF, Word and Excel say of an amendment."""
        return f"更正：第{self.number}版，{self.on.year}年{self.on.month}月{self.on.day}日，{self.reason}"
