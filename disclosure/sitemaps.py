"""The sitemap for search engines: one file while it may hold everything, an index of files beyond that."""

from collections.abc import Callable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from .law.categories import duty_choices
from .models import Category, Item

LARGEST = 50_000  # addresses in one file, by the protocol
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = ("home", "guide", "rules", "catalogue", "open_data", "sitemap_page")
_OTHER_ROOMS = ("reports:list", "applications:apply")

Absolute = Callable[[str], str]


def everything(absolute: Absolute) -> Iterator[str]:
    """Pages, columns, the kinds of article 20 and every item in one file."""
    return _urlset([*_columns(), *_items(Item.objects.public())], absolute)


def columns(absolute: Absolute) -> Iterator[str]:
    return _urlset(_columns(), absolute)


def part(number: int, absolute: Absolute) -> Iterator[str]:
    """The public items whose keys fall into the part, ``LARGEST`` keys to a part."""
    return _urlset(_items(_in_part(number)), absolute)


def index(absolute: Absolute) -> Iterator[str]:
    """The addresses of the parts that hold something, the columns first."""
    yield f"{_HEAD}<sitemapindex {_NAMESPACE}>\n"
    addresses = [reverse("disclosure:sitemap_columns")]
    addresses += [reverse("disclosure:sitemap_part", args=[number]) for number in parts()]
    for address in addresses:
        yield f"<sitemap><loc>{escape(absolute(address))}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def parts() -> list[int]:
    last = Item.objects.aggregate(pk=Max("pk"))["pk"] or 0
    return [number for number in range(last // LARGEST + 1) if _in_part(number).exists()]


def _in_part(number: int):
    return Item.objects.public().filter(pk__gte=number * LARGEST, pk__lt=(number + 1) * LARGEST)


def _columns() -> Iterator[tuple[str, datetime | None]]:
    names = [f"disclosure:{name}" for name in _PAGES]
    yield from ((reverse(name), None) for name in (*names, *_OTHER_ROOMS))
    yield from ((reverse("disclosure:kind", args=[key]), None) for key, _ in duty_choices())
    yield from ((category.get_absolute_url(), None) for category in Category.objects.order_by("pk"))


def _items(rows) -> Iterator[tuple[str, datetime | None]]:
    for item in rows.order_by("pk").only("index_number", "updated_at").iterator(chunk_size=2_000):
        yield item.get_absolute_url(), item.updated_at


def _urlset(rows, absolute: Absolute) -> Iterator[str]:
    yield f"{_HEAD}<urlset {_NAMESPACE}>\n"
    for address, moment in rows:
        changed = f"<lastmod>{timezone.localdate(moment).isoformat()}</lastmod>" if moment else ""
        yield f"<url><loc>{escape(absolute(address))}</loc>{changed}</url>\n"
    yield "</urlset>\n"
