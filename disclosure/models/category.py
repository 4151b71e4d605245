"""The tree of the catalogue (目录): five classes, their subcategories, any depth."""

from functools import lru_cache

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from disclosure.law.categories import ColumnType, duty_choices
from disclosure.law.elements import Theme


@lru_cache(maxsize=1000)
def _address(slug: str) -> str:
    """Asking the URL tables each time would be a tenth of an item's page."""
    return reverse("disclosure:category", args=[slug])


class CategoryQuerySet(models.QuerySet):
    def tree(self) -> list["Category"]:
        """Every category in the order of the catalogue, linked: ``parent`` and ``branches`` cost no more queries."""
        rows = {row.pk: row for row in self.order_by("position", "pk")}
        for row in rows.values():
            row.branches = []
        for row in rows.values():
            row.parent = rows.get(row.parent_id)
            if row.parent:
                row.parent.branches.append(row)
        return list(rows.values())

    def tree_with_counts(self) -> list["Category"]:
        """The same; ``number`` of each counts its public items and those below it. One query, however many items."""
        tree = self.annotate(counted=_counted() + _logged()).tree()
        for row in tree:
            row.number = row.counted
        for row in reversed(_from_the_top(tree)):
            if row.parent:
                row.parent.number += row.number
        return tree

    def get_by_natural_key(self, slug: str) -> "Category":
        return self.get(slug=slug)


def _counted() -> Coalesce:
    """Public items as they were counted when the log was last taken in."""
    return Coalesce(F("categorycount__number"), 0)


def _logged() -> Coalesce:
    """What the log of changes adds to it."""
    log = apps.get_model("disclosure", "ItemChange").objects.filter(category=OuterRef("pk")).order_by()
    return Coalesce(Subquery(log.values("category").values(number=Sum("change"))), 0)


def _from_the_top(tree: list["Category"]) -> list["Category"]:
    """Every category behind its parent."""
    rows = [row for row in tree if row.parent is None]
    for row in rows:
        rows.extend(row.branches)
    return rows


class Category(models.Model):
    """A class or subcategory of the catalogue; on the page a column (栏目)."""

    slug = models.CharField(
        "网址标识",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", "只能用小写字母、数字和连字符，例如 policy-files。")
        ],
        help_text="用于网址，小写字母、数字和连字符；发布后请不要改动。",
    )
    title = models.CharField("名称", max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级分类"
    )
    position = models.PositiveSmallIntegerField("顺序", default=0)
    description = models.CharField("栏目描述", max_length=200, help_text="一句话，说明这一栏公开什么。")
    keywords = models.CharField("栏目关键词", max_length=100, blank=True, help_text="多个关键词用逗号分开。")
    column_type = models.CharField(
        "栏目类别", max_length=20, choices=ColumnType.choices(), default=ColumnType.CATALOGUE.value
    )
    article20 = models.CharField(
        "条例第二十条", max_length=5, blank=True, choices=duty_choices, help_text="本栏信息一般属于哪一项。"
    )

    theme = models.CharField(
        "主题分类",
        max_length=30,
        choices=Theme.choices(),
        default=Theme.TRADE.value,
        help_text="本栏信息一般属于哪一类。",
    )
    update_days = models.PositiveSmallIntegerField(
        "更新期限（天）",
        null=True,
        blank=True,
        help_text="超过这么多天没有新内容就提醒；0 为不提醒，留空则按栏目类别。",
    )

    objects = CategoryQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="分类历史", verbose_name_plural="分类历史")

    class Meta:
        verbose_name = verbose_name_plural = "目录分类"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["title"],
                name="category_title_unique",
                violation_error_message="已有同名分类。导入表格按名称认分类，名称不能重复。",
            ),
            models.CheckConstraint(
                name="category_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                violation_error_message="分类不能作为自己的上级。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return _address(self.slug)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def clean(self) -> None:
        above = self.parent
        while above is not None:
            if above.pk == self.pk:
                raise ValidationError({"parent": "上级分类不能是本分类或其下级。"})
            above = above.parent

    @cached_property
    def branches(self) -> list["Category"]:
        """The subcategories, in order."""
        return list(self.children.order_by("position", "pk"))

    def family(self) -> list[int]:
        """Primary keys of this category and everything below it."""
        return [self.pk, *(pk for branch in self.branches for pk in branch.family())]

    def ancestors(self) -> list["Category"]:
        """From the top class down to the parent."""
        return [*self.parent.ancestors(), self.parent] if self.parent else []
