"""The annual report of a year: what is published once and then stays."""

from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse

from liaocheng_gk.labelled import Labelled
from reports.forms import Form, form_for
from reports.shapes import ReadReport, Section, Stated
from reports.stated import stated_in

if TYPE_CHECKING:
    from .version import ReportVersion

FROZEN = (
    "{year}年度报告已经发布，其数字、名称、文字和落款不能修改；您的改动没有保存。"
    "发现差错请在“核对意见”中说明，确需更正的用“更正数字”另存一版。"
)


class Status(Labelled):
    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"


class ReportQuerySet(models.QuerySet):
    def published(self) -> Self:
        return self.filter(status=Status.PUBLISHED)

    def update(self, **values: Any) -> int:
        """Like Django's, but a published report's frozen fields cannot be reached this way either."""
        if Report.FROZEN_FIELDS & values.keys() and (year := self._published_year()):
            raise ValidationError(FROZEN.format(year=year))
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        if year := self._published_year():
            raise ValidationError(f"{year}年度报告已经发布，不能删除（条例第四十九条）。")
        return super().delete()

    def _published_year(self) -> int | None:
        return self.filter(status=Status.PUBLISHED).order_by().values_list("year", flat=True).first()


class Report(models.Model):
    """The annual report for one year (条例49、50).

    ``cells``: key of ``reports.forms`` -> number as text, or null where the published table is blank. A table that
    the published text lacks has no keys at all. ``digest`` is the SHA-256 of the frozen fields,
    ``words_digest`` that of the chapters, empty where the report was published here without them.
    """

    FROZEN_FIELDS = frozenset(
        {
            "year",
            "authority",
            "agency_name",
            "title",
            "cells",
            "status",
            "signed_on",
            "signed_as_written",
            "digest",
            "words_digest",
        }
    )

    year = models.PositiveSmallIntegerField("年度", unique=True)
    authority = models.CharField(
        "格式依据", max_length=40, blank=True, help_text="2019年以前没有统一格式，留空。"
    )
    agency_name = models.CharField("机关名称", max_length=60, help_text="当年使用的名称。")
    title = models.CharField("标题", max_length=120)
    status = models.CharField(
        "状态", max_length=10, choices=Status.choices(), default=Status.DRAFT.value, editable=False
    )
    published_on = models.DateField("发布日期", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="发布人",
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="起草人",
    )
    signed_on = models.DateField("落款日期", null=True, blank=True)
    signed_as_written = models.CharField(
        "落款原文", max_length=80, blank=True, help_text="原样抄录，如“二〇一七年二月六日”；没有落款则留空。"
    )
    summary = models.TextField("概要", blank=True, help_text="本站编写的简短说明，不是报告原文。")
    source = models.CharField("来源说明", max_length=200, blank=True)
    cells = models.JSONField("表格数字", default=dict, blank=True, editable=False)
    digest = models.CharField("数字摘要（SHA-256）", max_length=64, blank=True, editable=False)
    words_digest = models.CharField("文字摘要（SHA-256）", max_length=64, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度报告"
        ordering = ["-year"]
        permissions = [("publish_report", "发布年度报告"), ("sign_report", "签发年度报告")]
        constraints = [
            models.CheckConstraint(
                name="report_published_has_digest",
                condition=~Q(status="published") | ~Q(digest=""),
                violation_error_message="已发布的年度报告必须带有数字摘要，请通过“发布”操作发布。",
            ),
            models.CheckConstraint(
                name="report_year_in_range",
                condition=Q(year__gte=2008, year__lte=2100),
                violation_error_message="年度应在2008年（条例施行）至2100年之间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年度报告"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.check_unfrozen()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("reports:report", args=[self.year])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_published:
            raise ValidationError(f"{self.year}年度报告已经发布，不能删除（条例第四十九条）。")
        return super().delete(*args, **kwargs)

    def check_unfrozen(self) -> None:
        """Raise ``ValidationError`` if this would change what a published report fixed."""
        stored = type(self).objects.filter(pk=self.pk, status=Status.PUBLISHED).first()
        if stored is None:
            return
        changed = {name for name in self.FROZEN_FIELDS if getattr(stored, name) != getattr(self, name)}
        if not stored.words_digest and self.words_digest == self.compute_words_digest():
            changed.discard("words_digest")  # the text came later
        if changed and not (changed <= {"cells", "digest"} and self._is_newest_version()):
            raise ValidationError(FROZEN.format(year=stored.year))

    def _is_newest_version(self) -> bool:
        """Whether these figures are those of an amendment on record: the only ones that may take their place."""
        newest = self.versions.order_by("-number").first()
        return newest is not None and (newest.cells, newest.digest) == (self.cells, self.digest)

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def form(self) -> Form | None:
        return form_for(self.year)

    @property
    def title_parts(self) -> list[str]:
        """The bureau's name and the rest, where the title begins with it: a long title breaks between them."""
        name, rest = self.agency_name, self.title.removeprefix(self.agency_name)
        return [name, rest] if name and rest and rest != self.title else [self.title]

    @property
    def figures(self) -> dict[str, Decimal | None]:
        return {key: None if text is None else Decimal(text) for key, text in self.cells.items()}

    def set_figures(self, figures: dict[str, Decimal | None]) -> None:
        self.cells = {key: None if value is None else str(value) for key, value in sorted(figures.items())}

    def has_table(self, number: int) -> bool:
        """Whether the published text holds table ``number`` (2, 3 or 4) at all."""
        return any(key.startswith(f"t{number}.") for key in self.cells)

    @property
    def editions(self) -> list["ReportVersion"]:
        """Every version of a published report, newest first; the first is made up where none was stored (fixtures)."""
        stored = sorted(self.versions.all(), key=lambda row: -row.number)
        return stored or ([self.first_version()] if self.is_published else [])

    @property
    def amendments(self) -> list["ReportVersion"]:
        """The versions after the first, newest first."""
        return [row for row in self.editions if row.number > 1]

    def first_version(self) -> "ReportVersion":
        """What was published first, not saved yet."""
        kept = {"cells": self.cells, "digest": self.digest}
        return self.versions.model(report=self, number=1, by=self.published_by, on=self.published_on, **kept)

    def compute_digest(self, cells: dict[str, str | None] | None = None) -> str:
        """SHA-256 of the frozen fields with these figures, or with those of another version."""
        signed_on = self.signed_on.isoformat() if self.signed_on else None
        figures = self.cells if cells is None else cells
        fixed = [self.year, self.agency_name, self.title, signed_on, self.signed_as_written, figures]
        return sha256(dumps(fixed, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def compute_words_digest(self) -> str:
        """SHA-256 of the chapters as they stand; empty if there are none."""
        words = [[row.number, row.title, row.body] for row in self.sections.all()]
        return sha256(dumps(words, ensure_ascii=False).encode()).hexdigest() if words else ""

    def as_read(self) -> ReadReport:
        """The report in the shape that ``reading`` gives and ``checks`` takes. Two queries unless prefetched."""
        sections = tuple(Section(row.number, row.title, row.body) for row in self.sections.all())
        kept = {row.key: Stated(row.key, row.label, row.value, row.unit) for row in self.metrics.all()}
        return ReadReport(
            year=self.year,
            title=self.title,
            sections=sections,
            cells=self.figures,
            stated=kept | stated_in("\n".join(f"{part.title}\n{part.body}" for part in sections)),
            kept=kept,
            agency_name=self.agency_name,
            signed_on=self.signed_on,
            signed_as_written=self.signed_as_written,
        )
