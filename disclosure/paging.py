"""Pages of a list that cost the same wherever they are: each begins behind the last item of the page before."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest, QueryDict

from liaocheng_gk import prepared

from .law.publication import Status
from .models import Item
from .search.places import Place, microseconds, moment_of

# The newest items of one category, or filed under one item of article 20, behind (or before) a place; the index of the table answers it without sorting.
_PART = """SELECT {columns} FROM disclosure_item
 WHERE {where} AND status = %s AND (published_at, id) {beside} (%s, %s)
 ORDER BY published_at {way}, id {way} LIMIT {size}"""
# What lists and feeds show of an item, in the order of the model: every further column would cost time, one left out a
# query for each item.
_NAMES = (
    *("id", "index_number", "title", "category_id", "publisher", "document_number", "formed_on", "validity"),
    *("repealed_on", "in_force_on", "expires_on", "summary", "status", "published_at", "updated_at"),
)
_LISTED = ", ".join(_NAMES)
FIRST, LAST = (253_000_000_000_000_000, 0), (0, 0)  # beside every item: in the year 9987, and 1970


@dataclass(frozen=True)
class Page:
    """Some items of a list, without their columns, and the way to its other pages."""

    items: list[Item]
    has_newer: bool
    has_older: bool


def page_of_categories(
    categories: list[int], *, size: int, after: Place | None, before: Place | None
) -> Page:
    """Public items of ``categories``, newest first, in one query.

    Args:
        after: the last item of the page before; ``before``: the first item of the page behind, or ``LAST``.
    """
    return _page(
        [("category_id = %s", pk) for pk in categories], size=size, after=after, before=before, keep=True
    )


def page_of_kind(
    key: str, columns: list[int], *, size: int, after: Place | None, before: Place | None
) -> Page:
    """The same for one item of article 20: what stands in its ``columns`` and what is filed under it anywhere."""
    parts: list[tuple[str, object]] = [("article20 = '' AND category_id = %s", pk) for pk in columns]
    return _page([*parts, ("article20 = %s", key)], size=size, after=after, before=before)


def _page(
    parts: list[tuple[str, object]],
    *,
    size: int,
    after: Place | None,
    before: Place | None,
    keep: bool = False,
) -> Page:
    """One query over ``parts``, each a condition with its value.

    Args:
        keep: whether the server is to keep its plan; not where the best one depends on a value.
    """
    backwards = before is not None and after is None
    edge = before if backwards else after or FIRST
    sql, values = _question(parts, edge, size + 1, backwards=backwards)
    rows = prepared.instances_of(Item, sql, values, _NAMES) if keep else list(Item.objects.raw(sql, values))
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    return Page(
        items=rows,
        has_newer=more if backwards else after is not None,
        has_older=before != LAST if backwards else more,
    )


def _question(
    conditions: list[tuple[str, object]], edge: Place, size: int, *, backwards: bool
) -> tuple[str, list[object]]:
    """Not written by the ORM, which takes longer to write this question than the database to answer it."""
    beside, way = (">", "ASC") if backwards else ("<", "DESC")
    columns = _LISTED if len(conditions) == 1 else "id, published_at"
    parts = [
        _PART.format(where=where, beside=beside, way=way, size=size, columns=columns)
        for where, _ in conditions
    ]
    sql = parts[0]
    if len(parts) > 1:
        union = " UNION ALL ".join(f"SELECT * FROM ({part}) c{number}" for number, part in enumerate(parts))  # noqa: S608 -- the same
        order = f"ORDER BY published_at {way}, id {way}"
        sql = (
            f"SELECT {_LISTED} FROM disclosure_item"  # noqa: S608 -- names and numbers of ours
            f" WHERE id IN (SELECT id FROM ({union}) u {order} LIMIT {size}) {order}"
        )
    moment = connection.ops.adapt_datetimefield_value(moment_of(edge[0]))
    values = [
        value for _, chosen_by in conditions for value in (chosen_by, Status.PUBLISHED.value, moment, edge[1])
    ]
    return sql, values


@dataclass(frozen=True)
class Links:
    """Addresses of the pages around this one; empty where there is none."""

    first: str = ""
    previous: str = ""
    next: str = ""
    last: str = ""
    number: int = 1

    @property
    def any(self) -> bool:
        return bool(self.previous or self.next)


def page_number(query: QueryDict) -> int:
    """What the links carry along for the reader; it decides nothing. 0 where it is not known."""
    if not {"after", "before"} & set(query):
        return 1
    text = query.get("page", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def links_around(
    request: HttpRequest, *, ends: tuple[object, object] | None, newer: bool, older: bool, to_last: bool
) -> Links:
    """The addresses around a page.

    Args:
        ends: its first and last item as an address writes them; None if it is empty.
        newer: whether items stand before it; ``older``: whether items stand behind.
        to_last: whether the last page can be asked for.
    """
    number = page_number(request.GET)
    kept = {
        name: value
        for name, value in request.GET.items()
        if name not in ("after", "before", "page") and value
    }

    def address(**more: object) -> str:
        query = urlencode(kept | {key: str(value) for key, value in more.items() if value})
        return f"{request.path}?{query}" if query else request.path

    if ends is None:
        return Links(first=address() if number != 1 else "", number=number)
    return Links(
        first=address() if newer else "",
        previous=address(before=ends[0], page=max(number - 1, 0)) if newer else "",
        next=address(after=ends[1], page=number + 1 if number else 0) if older else "",
        last=address(before="last") if older and to_last else "",
        number=number,
    )


def place_in(text: str) -> Place | None:
    """The place that an address holds, None if it holds none."""
    if text == "last":
        return LAST
    time, _, item = text.partition("-")
    if all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (time, item)):
        return int(time), int(item)
    return None


def place_text(item: Item) -> str:
    return f"{microseconds(item.published_at)}-{item.pk}"
