"""What the office says about a finding."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from liaocheng_gk.labelled import Labelled

from .report import Report


class Verdict(Labelled):
    EXPLAINED = "explained", "已说明，数字不动"
    ERRATUM = "erratum", "原文有误，数字不动"
    FALSE_ALARM = "false_alarm", "核对后无误"
    OPEN = "open", "待处理"


class FindingVerdict(models.Model):
    """What the office says about one finding. It holds only while the finding says the same (``left``, ``right``)."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="verdicts", verbose_name="年度报告")
    rule = models.CharField("规则", max_length=12)
    place = models.CharField("位置", max_length=80)
    left = models.CharField("左边", max_length=200, blank=True)
    right = models.CharField("右边", max_length=200, blank=True)
    verdict = models.CharField("意见", max_length=12, choices=Verdict.choices())
    note = models.CharField("说明", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人")
    on = models.DateField("填写日期")

    class Meta:
        verbose_name = verbose_name_plural = "核对意见"
        ordering = ["report", "rule", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "rule", "place"],
                name="verdict_one_per_finding",
                violation_error_message="这一处已有核对意见，请修改原有意见。",
            ),
            models.CheckConstraint(
                name="verdict_has_note",
                condition=~Q(note=""),
                violation_error_message="请写明说明，便于以后查对。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.place}"
