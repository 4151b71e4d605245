"""The catalogue for machines: open data, feed, sitemap."""

from collections.abc import Callable, Iterator
from functools import partial

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from disclosure import feeds, opendata, sitemaps
from disclosure.models import Category, Version
from liaocheng_gk.public_pages import public_data, public_page

SITEMAP_MARGIN = 1_000  # pages and columns beside the items
unless_modified = condition(etag_func=opendata.etag)


@public_data
@require_safe
@unless_modified
def feed(request: HttpRequest) -> HttpResponse:
    return feeds.NewestItems()(request)


@public_data
@require_safe
@unless_modified
def category_feed(request: HttpRequest, slug: str) -> HttpResponse:
    column = next((row for row in Category.objects.tree() if row.slug == slug), None)
    if column is None:
        raise Http404("没有这个分类")
    return feeds.NewestOfCategory(column)(request)


@require_safe
@unless_modified
def sitemap_xml(request: HttpRequest) -> StreamingHttpResponse:
    """Everything in one file, or the index of several where one may not hold it."""
    small = _public_items() + SITEMAP_MARGIN < sitemaps.LARGEST
    return _xml(request, sitemaps.everything if small else sitemaps.index)


@require_safe
@unless_modified
def sitemap_columns(request: HttpRequest) -> StreamingHttpResponse:
    return _xml(request, sitemaps.columns)


@require_safe
@unless_modified
def sitemap_part(request: HttpRequest, number: int) -> StreamingHttpResponse:
    return _xml(request, partial(sitemaps.part, number))


def _xml(request: HttpRequest, pieces: Callable[[sitemaps.Absolute], Iterator[str]]) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        pieces(request.build_absolute_uri), content_type="application/xml; charset=utf-8"
    )


def _public_items() -> int:
    return sum(row.number for row in Category.objects.tree_with_counts() if row.parent is None)


@public_page
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    context = {
        "number": _public_items(),
        "updated_at": Version.objects.aggregate(at=Max("at"))["at"],
        "fields": opendata.PUBLIC_FIELDS,
        "categories": [row for row in Category.objects.tree() if row.parent is None],
        "feed_length": feeds.FEED_LENGTH,
    }
    return render(request, "disclosure/open_data.html", context)


@public_data
@require_safe
@unless_modified
def items_csv(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        opendata.csv_lines(request.build_absolute_uri),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="items.csv"'},
    )


@public_data
@require_safe
@unless_modified
def items_json(request: HttpRequest) -> StreamingHttpResponse:
    pieces = opendata.json_pieces(request.build_absolute_uri)
    return StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")
