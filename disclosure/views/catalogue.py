"""Home, the catalogue and its categories. Every list starts at ``Item.objects.public()``."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from disclosure.law.categories import DUTIES, duty_choices
from disclosure.law.elements import NORMATIVE
from disclosure.models import Category, Item
from disclosure.paging import links_around, page_of_categories, page_of_kind, place_in, place_text
from liaocheng_gk import edition
from liaocheng_gk.public_pages import public_page

PAGE_SIZE = 20
HOME_ITEMS = 8


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    classes = [row for row in tree_of(request) if row.parent is None]
    newest = Item.objects.public().newest().light()[:HOME_ITEMS]
    return render(request, "disclosure/home.html", {"classes": classes, "newest": newest})


@public_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    tree = tree_of(request)
    classes = [row for row in tree if row.parent is None]
    context = {"classes": classes, "kinds": kinds_with_counts(tree)}
    return render(request, "disclosure/catalogue.html", context)


@public_page
@require_safe
def kind(request: HttpRequest, duty: str) -> HttpResponse:
    """What is published under one of the fifteen items of article 20, wherever in the catalogue it stands."""
    tree = tree_of(request)
    row = next((row for row in kinds_with_counts(tree) if row["duty"].key == duty), None)
    if row is None:
        raise Http404("条例第二十条没有这一项")
    after, before = place_in(request.GET.get("after", "")), place_in(request.GET.get("before", ""))
    page = page_of_kind(duty, row["columns"], size=PAGE_SIZE, after=after, before=before)
    ends = (place_text(page.items[0]), place_text(page.items[-1])) if page.items else None
    links = links_around(request, ends=ends, newer=page.has_newer, older=page.has_older, to_last=True)
    context = row | {"items": with_columns(page.items, tree), "links": links, "crumbs": crumbs([])}
    return render(request, "disclosure/kind.html", context)


def kinds_with_counts(tree: list[Category]) -> list[dict]:
    """The items of article 20, each with its columns and the number of public items: its columns' own, less what is
    filed under another item there, more what is filed under it elsewhere. One query over the few that are."""
    strays = Item.objects.public().exclude(article20="").order_by()
    moved = list(strays.values_list("article20", "category").annotate(Count("pk")))
    found = []
    for duty, (_, label) in zip(DUTIES, duty_choices(), strict=True):
        columns = {row.pk for row in tree if row.article20 == duty.key}
        number = sum(row.counted for row in tree if row.pk in columns)
        number -= sum(count for _, column, count in moved if column in columns)
        number += sum(count for key, _, count in moved if key == duty.key)
        found.append({"duty": duty, "label": label, "number": number, "columns": sorted(columns)})
    return found


@public_page
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    tree = tree_of(request)
    column = next((row for row in tree if row.slug == slug), None)
    if column is None:
        raise Http404("没有这个分类")
    after, before = place_in(request.GET.get("after", "")), place_in(request.GET.get("before", ""))
    page = page_of_categories(column.family(), size=PAGE_SIZE, after=after, before=before)
    ends = (place_text(page.items[0]), place_text(page.items[-1])) if page.items else None
    return render(
        request,
        "disclosure/category.html",
        {
            "category": column,
            "newest": page.items[0] if page.items and not page.has_newer else None,
            "normative": column.article20 == NORMATIVE,
            "today": timezone.localdate(),
            "items": with_columns(page.items, tree),
            "links": links_around(
                request, ends=ends, newer=page.has_newer, older=page.has_older, to_last=True
            ),
            "crumbs": crumbs(column.ancestors()),
        },
    )


@public_page
@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    classes = [row for row in Category.objects.tree() if row.parent is None]
    return render(request, "disclosure/sitemap_page.html", {"classes": classes})


def with_columns(items: list[Item], tree: list[Category]) -> list[Item]:
    """The items with their columns from the tree, which is at hand; one that is not in it yet is read when needed."""
    columns = {row.pk: row for row in tree}
    for item in items:
        if column := columns.get(item.category_id):
            Item.category.field.set_cached_value(item, column)
    return items


def tree_of(request: HttpRequest) -> list[Category]:
    """The catalogue with its counts, read once in an edition: not to be changed."""
    return edition.keep(getattr(request, "edition", None), "tree", Category.objects.tree_with_counts)


def crumbs(columns: list[Category]) -> list[tuple[str, str]]:
    """(title, address) of the catalogue and of ``columns``, for the breadcrumb."""
    top = ("法定主动公开内容", reverse("disclosure:catalogue"))
    return [top, *((column.title, column.get_absolute_url()) for column in columns)]
