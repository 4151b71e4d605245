"""What the release gate stopped, and who let it pass all the same."""

from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from liaocheng_gk.gate import Finding

from .item import Item


class GateStopQuerySet(models.QuerySet):
    def released(self) -> Self:
        return self.filter(released_at__isnull=False)

    def open(self) -> Self:
        return self.filter(released_at__isnull=True)


class GateStop(models.Model):
    """One text or file that was not let out, of an item, of the reply to an application or of an annual
    report. ``digest`` names its exact content; ``findings`` hold masked excerpts only.

    Another content, or another finding in the same one, makes another row.
    """

    item = models.ForeignKey(
        Item, models.CASCADE, null=True, blank=True, related_name="stops", verbose_name="信息条目"
    )
    case_number = models.CharField("申请编号", max_length=40, blank=True)
    report_year = models.PositiveSmallIntegerField("年度报告", null=True, blank=True)
    part = models.CharField("拦截的内容", max_length=200)
    digest = models.CharField("内容指纹", max_length=64)
    findings = models.JSONField("检查发现")
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="当时的经办人"
    )
    stopped_at = models.DateTimeField("拦截时间")
    reason = models.CharField("放行理由", max_length=300, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="放行人",
    )
    released_at = models.DateTimeField("放行时间", null=True, blank=True)

    objects = GateStopQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "发布拦截"
        ordering = ["-stopped_at", "-pk"]
        default_permissions = ("view",)
        permissions = [("release_gatestop", "放行被拦截的内容")]
        constraints = [
            models.CheckConstraint(
                name="gate_stop_of_one_thing",
                condition=Q(item__isnull=False, case_number="", report_year__isnull=True)
                | Q(item__isnull=True, report_year__isnull=True) & ~Q(case_number="")
                | Q(item__isnull=True, case_number="", report_year__isnull=False),
                violation_error_message="拦截记录属于一条信息、一件申请或者一份年度报告。",
            ),
            models.CheckConstraint(
                name="gate_stop_released_by_second_person",
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("stopped_by")),
                violation_error_message="放行人不能是经办人本人。",
            ),
            models.CheckConstraint(
                name="gate_stop_release_is_complete",
                condition=Q(released_by__isnull=True, released_at__isnull=True, reason="")
                | Q(released_by__isnull=False, released_at__isnull=False) & ~Q(reason=""),
                violation_error_message="放行必须写明理由，并登记放行人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}（{self.item or self.case_number or self.report_words}）"

    @property
    def report_words(self) -> str:
        return f"{self.report_year}年度报告"

    @property
    def found(self) -> list[Finding]:
        return [Finding(*row) for row in self.findings]

    def covers(self, digest: str, findings: Iterable[Finding]) -> bool:
        """Whether this is the very same content, and nothing is found in it that was not found then."""
        return self.digest == digest and set(findings) <= set(self.found)

    @property
    def final(self) -> bool:
        """Whether nobody can let it pass. An applicant may get an old file as it exists, once somebody read it."""
        return any(
            finding.final and not (self.case_number and finding.rule == "LEGACY") for finding in self.found
        )
