"""What the reading point prints: the catalogue, class by class (条例25)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.models import Category, Item

LISTED = 500  # items; a longer list is read on the screen


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    column = next((row for row in Category.objects.tree() if row.slug == slug), None)
    if column is None:
        raise Http404("没有这个分类")
    items = Item.objects.public().in_category(column)
    context = {"category": column, "items": items.newest().light()[:LISTED], "number": items.count()}
    return render(request, "disclosure/category_print.html", context)
