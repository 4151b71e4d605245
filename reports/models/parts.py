"""The parts of a report that are words: its chapters, and the figures that they state."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from reports.shapes import NUMERALS

from .report import FROZEN, Report, Status


class PartQuerySet(models.QuerySet):
    """A published report's parts cannot be changed by a query either."""

    def update(self, **values: Any) -> int:
        self._check_drafts()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check_drafts()
        return super().delete()

    def _check_drafts(self) -> None:
        published = self.filter(report__status=Status.PUBLISHED).order_by()
        if year := published.values_list("report__year", flat=True).first():
            raise ValidationError(FROZEN.format(year=year))


class Part(models.Model):
    """A row that belongs to a report and, once that is published, stays as it is."""

    objects = PartQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and self.report.is_published:
            stored = type(self)._default_manager.filter(pk=self.pk).values().first()
            if stored and any(
                stored[field.attname] != getattr(self, field.attname) for field in self._meta.fields
            ):
                raise ValidationError(FROZEN.format(year=self.report.year))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.report.is_published:
            raise ValidationError(FROZEN.format(year=self.report.year))
        return super().delete(*args, **kwargs)


class ReportSection(Part):
    """A chapter as written: six of them from 2019 on, before that as many as the text has; 0 is what stands before."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections", verbose_name="年度报告")
    number = models.PositiveSmallIntegerField("序号", help_text="第一章写 1；章节之前的引言写 0。")
    title = models.CharField("标题", max_length=80, blank=True)
    body = models.TextField("正文", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"],
                name="section_one_per_number",
                violation_error_message="同一序号的章节只能有一个。",
            )
        ]

    def __str__(self) -> str:
        return self.title or "引言"

    @property
    def heading(self) -> str:
        """``一、总体情况``; the introduction has none."""
        if not self.number or self.title.startswith(f"{NUMERALS[self.number - 1]}、"):
            return self.title
        return f"{NUMERALS[self.number - 1]}、{self.title}"

    @property
    def paragraphs(self) -> list[str]:
        return [line.strip() for line in self.body.splitlines() if line.strip()]


class Metric(Part):
    """A figure that the narrative states, with the words of what it counts: no two years count quite the same."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="metrics", verbose_name="年度报告")
    key = models.SlugField(
        "代码",
        max_length=30,
        help_text="历年对比按代码归类，如 published（主动公开）、website（网站发布）、received（收到的申请）。",
    )
    label = models.CharField("统计的内容", max_length=60)
    value = models.PositiveIntegerField(
        "数值", null=True, blank=True, help_text="原文没有写明则留空，不写 0。"
    )
    unit = models.CharField("单位", max_length=10, default="条")
    position = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "文字数据"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="metric_one_per_key",
                violation_error_message="同一年度的同一代码只能有一条。",
            )
        ]

    def __str__(self) -> str:
        return self.label
