"""The catalogue for machines: open data, feed, sitemap."""

from django.contrib.sitemaps.views import sitemap as sitemap_response
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from disclosure import feeds, opendata
from disclosure.models import Category
from liaocheng_gk.public_pages import public_data, public_page

unless_modified = condition(etag_func=opendata.etag, last_modified_func=opendata.last_modified)


@public_data
@require_safe
@unless_modified
def feed(request: HttpRequest) -> HttpResponse:
    return feeds.NewestItems()(request)


@public_data
@require_safe
@unless_modified
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    return sitemap_response(request, feeds.SITEMAPS)


@public_page
@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    context = {
        "number": sum(row.number for row in Category.objects.tree_with_counts() if row.parent is None),
        "updated_at": opendata.last_modified(request),
        "fields": opendata.PUBLIC_FIELDS,
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
