"""What a search can be narrowed to; the same question put to the index and to the rows that are not in it yet."""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.utils import timezone

from disclosure.law.publication import Validity
from disclosure.models import Category, Item, ItemChange, ItemQuerySet, SearchSegment

from .grams import CATEGORY, DEPARTMENT, VALIDITY, YEAR, key_of_name, key_of_number


class Order(Enum):
    RELEVANCE = "relevance"  # every word in the title first, then the newest
    DATE = "date"


@dataclass(frozen=True)
class Filters:
    """``year`` is the year of publication; ``category`` includes what stands below it; ``validity`` is that of ``today``,
    whatever was stored.
    """

    category: Category | None = None
    year: int | None = None
    validity: Validity | None = None
    department: str = ""
    today: date = field(default_factory=timezone.localdate)

    def __bool__(self) -> bool:
        return bool(self.category or self.year or self.validity or self.department)

    def keys(self) -> list[list[int]]:
        """One of the keys of every list must be held."""
        alternatives = []
        if self.category:
            alternatives.append([key_of_number(CATEGORY, pk) for pk in self.category.family()])
        if self.year:
            alternatives.append([key_of_number(YEAR, self.year)])
        if self.validity:
            alternatives.append([self.validity_key])
        if self.department:
            alternatives.append([key_of_name(DEPARTMENT, self.department)])
        return alternatives

    @property
    def validity_key(self) -> int | None:
        return key_of_name(VALIDITY, self.validity.value) if self.validity else None

    def narrow(self, rows: ItemQuerySet) -> ItemQuerySet:
        """``rows`` that pass, but for ``validity``: see ``admits``."""
        if self.category:
            rows = rows.in_category(self.category)
        if self.year:
            rows = rows.filter(published_at__year=self.year)
        if self.department:
            rows = rows.filter(department=self.department)
        return rows

    def admits(self, item: Item) -> bool:
        return self.validity in (None, item.standing(self.today))


@dataclass(frozen=True)
class Choices:
    """What there is to choose from: ``years`` of publication, the latest first, and ``departments`` that answer for
    something public.
    """

    years: list[int]
    departments: list[str]


def choices() -> Choices:
    years, departments = set(), set()
    for some, names in SearchSegment.objects.values_list("years", "departments"):
        years.update(some)
        departments.update(names)
    changed = Item.objects.public().filter(pk__in=ItemChange.objects.values("item")).order_by()
    for moment, name in changed.values_list("published_at", "department"):
        years.add(timezone.localtime(moment).year)
        departments.add(name)
    return Choices(sorted(years, reverse=True), sorted(departments - {""}))
