"""What readers saw of an item, from when on; rows are added by ``publication`` and never changed or deleted."""

from django.conf import settings
from django.db import models

from disclosure.law.publication import Change

from .item import Item


class Version(models.Model):
    """One state of an item on the website. While it has versions an item cannot be deleted, so no number is free again."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions", verbose_name="信息条目")
    number = models.PositiveSmallIntegerField("第几版")
    change = models.CharField("变动", max_length=10, choices=Change.choices())
    at = models.DateTimeField("时间", db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    note = models.CharField("说明", max_length=200, blank=True, help_text="公开显示。")
    department = models.CharField("公开责任科室", max_length=40, blank=True)
    occurred_on = models.DateField("形成或者变更之日", null=True, blank=True)
    other_limit = models.DateField("另有规定的公开期限", null=True, blank=True)
    words = models.JSONField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "历次版本"
        ordering = ["number"]
        default_permissions = ("view",)
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="version_numbers_run")]

    def __str__(self) -> str:
        return f"第{self.number}版：{Change(self.change).label}"
