"""Addresses of files that readers had and that lead to nothing any more; written by the doors, never taken away."""

from django.db import models

from .item import Item


class FormerFile(models.Model):
    """One file of an item that was replaced or removed. ``number``: the key that its row had and its address still has."""

    number = models.PositiveBigIntegerField(primary_key=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="former_files", verbose_name="信息条目")
    name = models.CharField("附件名称", max_length=200)
    left_at = models.DateTimeField("撤换时间")

    class Meta:
        verbose_name = verbose_name_plural = "撤换的附件"
        default_permissions = ()

    def __str__(self) -> str:
        return self.name
