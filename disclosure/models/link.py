"""Which text repeals, amends or interprets which; shown on both pages."""

from django.db import models
from django.db.models import F, Q

from disclosure.law.lifetime import LinkKind

from .item import Item


class Link(models.Model):
    """``later`` repeals, amends or interprets ``earlier``. Takes effect once ``later`` is public."""

    later = models.ForeignKey(Item, models.CASCADE, related_name="links", verbose_name="本条信息")
    kind = models.CharField("关系", max_length=10, choices=LinkKind.choices())
    earlier = models.ForeignKey(Item, models.PROTECT, related_name="linked_by", verbose_name="对应的信息")
    on = models.DateField("废止（修改）日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "废止、修改和解读"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["later", "kind", "earlier"],
                name="link_once",
                violation_error_message="这一关系已经登记。",
            ),
            models.CheckConstraint(
                name="link_of_two",
                condition=~Q(later=F("earlier")),
                violation_error_message="不能与自己建立关系。",
            ),
            models.CheckConstraint(
                name="link_day_where_it_matters",
                condition=Q(kind=LinkKind.INTERPRETS.value, on__isnull=True)
                | ~Q(kind=LinkKind.INTERPRETS.value) & Q(on__isnull=False),
                violation_error_message="废止、修改必须填写日期，解读不填日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{LinkKind(self.kind).label}：{self.earlier}"
