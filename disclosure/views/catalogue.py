"""Home, the catalogue and its categories. Every list starts at ``Item.objects.public()``."""

from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.models import Category, Item
from liaocheng_gk.public_pages import public_page

PAGE_SIZE = 20
HOME_ITEMS = 8


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    classes = [row for row in _tree_with_counts() if row.parent is None]
    newest = Item.objects.public().newest().light()[:HOME_ITEMS]
    return render(request, "disclosure/home.html", {"classes": classes, "newest": newest})


@public_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    classes = [row for row in _tree_with_counts() if row.parent is None]
    return render(request, "disclosure/catalogue.html", {"classes": classes})


@public_page
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    tree = Category.objects.tree()
    column = next((row for row in tree if row.slug == slug), None)
    if column is None:
        raise Http404("没有这个分类")
    page = page_of(request, Item.objects.public().in_category(column).newest().light())
    return render(
        request,
        "disclosure/category.html",
        {"category": column, "page": page, "crumbs": crumbs(column.ancestors())},
    )


@public_page
@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    classes = [row for row in Category.objects.tree() if row.parent is None]
    return render(request, "disclosure/sitemap_page.html", {"classes": classes})


def _tree_with_counts() -> list[Category]:
    """The linked catalogue; ``number`` of each row counts its public items and those below it. Two queries."""
    counts = dict(Item.objects.public().order_by().values_list("category").annotate(Count("pk")))
    tree = Category.objects.tree()
    for row in tree:
        row.number = sum(counts.get(pk, 0) for pk in row.family())
    return tree


def crumbs(columns: list[Category]) -> list[tuple[str, str]]:
    """(title, address) of the catalogue and of ``columns``, for the breadcrumb."""
    top = ("法定主动公开内容", reverse("disclosure:catalogue"))
    return [top, *((column.title, column.get_absolute_url()) for column in columns)]


def page_of(request: HttpRequest, rows) -> Page:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
