"""Home, the catalogue and its categories. Every list starts at ``Item.objects.public()``."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosure.models import Category, Item
from disclosure.paging import links_around, page_of_categories, place_in, place_text
from liaocheng_gk.public_pages import public_page

PAGE_SIZE = 20
HOME_ITEMS = 8


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    classes = [row for row in Category.objects.tree_with_counts() if row.parent is None]
    newest = Item.objects.public().newest().light()[:HOME_ITEMS]
    return render(request, "disclosure/home.html", {"classes": classes, "newest": newest})


@public_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    classes = [row for row in Category.objects.tree_with_counts() if row.parent is None]
    return render(request, "disclosure/catalogue.html", {"classes": classes})


@public_page
@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    tree = Category.objects.tree_with_counts()
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
            "items": page.items,
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


def crumbs(columns: list[Category]) -> list[tuple[str, str]]:
    """(title, address) of the catalogue and of ``columns``, for the breadcrumb."""
    top = ("法定主动公开内容", reverse("disclosure:catalogue"))
    return [top, *((column.title, column.get_absolute_url()) for column in columns)]
