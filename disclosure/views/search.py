"""The search page: words, filters, order, and pages behind one another."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.document_number import meant
from disclosure.folding import MAX_QUERY_LENGTH, highlight, holds_any, snippet, terms_of
from disclosure.law.publication import Validity
from disclosure.models import Attachment, AttachmentText, Category, Item
from disclosure.paging import links_around
from disclosure.search import COUNT_LIMIT, Choices, Filters, Order, Rank, choices
from disclosure.search import search as find
from liaocheng_gk import edition
from liaocheng_gk.public_pages import public_data

from .catalogue import PAGE_SIZE, tree_of

ORDERS = {Order.RELEVANCE: "标题中有的在前", Order.DATE: "按发布日期"}


@public_data
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY_LENGTH]
    words = terms_of(query)
    token = getattr(request, "edition", None)
    tree = tree_of(request)
    filters, order = _filters(request, tree), _order(request)
    found = find(
        query,
        filters=filters,
        order=order,
        size=PAGE_SIZE,
        after=Rank.parse(request.GET.get("after", "")),
        before=Rank.parse(request.GET.get("before", "")),
    )
    ends = (found.ranks[0], found.ranks[-1]) if found.ranks else None
    return render(
        request,
        "disclosure/search.html",
        {
            "query": query,
            "asked": bool(words or filters),
            "count": found.count,
            "limit": COUNT_LIMIT,
            "hits": _hits(found.items(), words),
            "links": links_around(
                request, ends=ends, newer=found.has_newer, older=found.has_older, to_last=False
            ),
            "meant": [
                (number, f"{reverse('disclosure:search')}?{urlencode({'q': number})}")
                for number in meant(query)
            ],
            "filters": filters,
            "narrowed": bool(filters),
            "choices": _choices(filters, order, tree, edition.keep(token, "search choices", choices)),
        },
    )


def _filters(request: HttpRequest, tree: list[Category]) -> Filters:
    """What the address narrows to; a value that does not exist narrows nothing."""
    given = request.GET.get
    year = given("year", "")
    validity = given("validity", "")
    return Filters(
        category=next((row for row in tree if row.slug == given("category")), None),
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 and year > "1900" else None,
        validity=Validity(validity) if validity in Validity.__members__.values() else None,
        department=given("department", "")[:40].replace("\x00", ""),
        today=timezone.localdate(),
    )


def _order(request: HttpRequest) -> Order:
    return Order.DATE if request.GET.get("order") == Order.DATE.value else Order.RELEVANCE


def _choices(filters: Filters, order: Order, tree: list[Category], held: Choices) -> list[dict[str, Any]]:
    """The select fields beside the words: name, label, options (value, label, chosen)."""
    fields = (
        ("category", "分类", filters.category.slug if filters.category else "", _indented(tree)),
        ("year", "发布年份", str(filters.year or ""), [(str(year), f"{year}年") for year in held.years]),
        (
            "validity",
            "有效性",
            filters.validity.value if filters.validity else "",
            [(validity.value, validity.label) for validity in Validity],
        ),
        ("department", "公开责任科室", filters.department, [(name, name) for name in held.departments]),
    )
    narrowing = [
        {
            "name": name,
            "label": label,
            "options": [
                ("", "全部", not chosen),
                *((value, text, value == chosen) for value, text in options),
            ],
        }
        for name, label, chosen, options in fields
        if options
    ]
    sorting = {
        "name": "order",
        "label": "排列",
        "options": [(one.value, text, one is order) for one, text in ORDERS.items()],
    }
    return [*narrowing, sorting]


def _indented(tree: list[Category]) -> list[tuple[str, str]]:
    """Every category under its parent, one full-width space deeper."""
    rows: list[tuple[str, str]] = []

    def add(row: Category, depth: int) -> None:
        rows.append((row.slug, "　" * depth + row.title))
        for branch in row.branches:
            add(branch, depth + 1)

    for row in tree:
        if row.parent is None:
            add(row, 0)
    return rows


def _hits(items: list[Item], words: list[str]) -> list[dict[str, Any]]:
    """What the page shows of each item: its text around the words, or that of its file if only the file holds them."""
    texts = {item.pk: item.plain_body or item.summary for item in items}
    without = [item.pk for item in items if not holds_any(f"{item.title}\n{texts[item.pk]}", words)]
    files = _files_that_hold(without, words) if without and words else {}
    hits = []
    for item in items:
        file = files.get(item.pk)
        hits.append(
            {
                "item": item,
                "title": highlight(item.title, words),
                "file": file.attachment.name if file else "",
                "snippet": snippet(file.text if file else texts[item.pk], words),
            }
        )
    return hits


def _files_that_hold(items: list[int], words: list[str]) -> dict[int, AttachmentText]:
    """The first public file of each of ``items`` whose text holds a word."""
    files = AttachmentText.objects.select_related("attachment").filter(
        attachment__in=Attachment.objects.cleared().filter(item__in=items)
    )
    found: dict[int, AttachmentText] = {}
    for file in files.order_by("attachment__position", "pk"):
        if file.attachment.item_id not in found and holds_any(file.text, words):
            found[file.attachment.item_id] = file
    return found
