"""What the public reads. Every list starts at ``Item.objects.public()``."""

import re
from urllib.parse import urlencode

from django.contrib.sitemaps.views import sitemap as sitemap_response
from django.core.paginator import Page, Paginator
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from . import feeds, opendata
from .folding import MAX_QUERY_LENGTH, highlight, snippet, terms_of
from .law.publication import ENDED, Status
from .models import Category, Item
from .search import search as find

PAGE_SIZE = 20
HOME_ITEMS = 8
INDEX_NUMBER = re.compile(r"[0-9A-Z]{9,18}/[0-9]{4}-[0-9]{5,}")

unless_modified = condition(etag_func=opendata.etag, last_modified_func=opendata.last_modified)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    classes = [row for row in _tree_with_counts() if row.parent is None]
    newest = Item.objects.public().newest().light()[:HOME_ITEMS]
    return render(request, "disclosure/home.html", {"classes": classes, "newest": newest})


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    classes = [row for row in _tree_with_counts() if row.parent is None]
    return render(request, "disclosure/catalogue.html", {"classes": classes})


@require_safe
def category(request: HttpRequest, slug: str) -> HttpResponse:
    tree = Category.objects.tree()
    column = next((row for row in tree if row.slug == slug), None)
    if column is None:
        raise Http404("没有这个分类")
    page = _page(request, Item.objects.public().in_category(column).newest().light())
    return render(
        request,
        "disclosure/category.html",
        {"category": column, "page": page, "crumbs": _crumbs(column.ancestors())},
    )


@require_safe
def item(request: HttpRequest, organisation: str, serial: str) -> HttpResponse:
    found = _numbered_item(organisation, serial)
    if found.status == Status.WITHDRAWN:
        return render(request, "disclosure/item_withdrawn.html", {"item": found}, status=410)
    context = {
        "item": found,
        "attachments": [(file, file.address_in(found)) for file in found.attachments.all()],
        "crumbs": _crumbs([*found.category.ancestors(), found.category]),
        "ended": found.validity in ENDED,
        "address": request.build_absolute_uri(found.get_absolute_url()),
    }
    return render(request, "disclosure/item.html", context)


@require_safe
def attachment(request: HttpRequest, organisation: str, serial: str, pk: int) -> HttpResponse:
    """The file, always as a download: no browser may run what an attachment holds."""
    found = _numbered_item(organisation, serial)
    if found.status == Status.WITHDRAWN:
        return render(request, "disclosure/item_withdrawn.html", {"item": found}, status=410)
    row = get_object_or_404(found.attachments, pk=pk)
    try:
        file = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("附件暂时无法读取") from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=row.name,
        content_type="application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff"},
    )


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY_LENGTH]
    terms = terms_of(query)
    page = _page(request, find(query).select_related("category").defer("search_text"))
    hits = [
        {"item": row, "title": highlight(row.title, terms), "snippet": snippet(_readable(row), terms)}
        for row in page
    ]
    return render(
        request,
        "disclosure/search.html",
        {
            "query": query,
            "query_part": urlencode({"q": query}),
            "asked": bool(terms),
            "page": page,
            "hits": hits,
        },
    )


@require_safe
def sitemap_page(request: HttpRequest) -> HttpResponse:
    classes = [row for row in Category.objects.tree() if row.parent is None]
    return render(request, "disclosure/sitemap_page.html", {"classes": classes})


@require_safe
@unless_modified
def feed(request: HttpRequest) -> HttpResponse:
    return feeds.NewestItems()(request)


@require_safe
@unless_modified
def sitemap_xml(request: HttpRequest) -> HttpResponse:
    return sitemap_response(request, feeds.SITEMAPS)


@require_safe
def open_data(request: HttpRequest) -> HttpResponse:
    number = Item.objects.public().count()
    context = {
        "number": number,
        "updated_at": opendata.last_modified(request),
        "fields": opendata.PUBLIC_FIELDS,
    }
    return render(request, "disclosure/open_data.html", context)


@require_safe
@unless_modified
def items_csv(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(
        opendata.csv_lines(request.build_absolute_uri),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="items.csv"'},
    )


@require_safe
@unless_modified
def items_json(request: HttpRequest) -> StreamingHttpResponse:
    pieces = opendata.json_pieces(request.build_absolute_uri)
    return StreamingHttpResponse(pieces, content_type="application/json; charset=utf-8")


def _numbered_item(organisation: str, serial: str) -> Item:
    """The item that has or had this address.

    Raises:
        Http404: no such number, or not published yet: the two look the same.
    """
    number = f"{organisation}/{serial}"
    if not INDEX_NUMBER.fullmatch(number):
        raise Http404("没有这个索引号")
    rows = Item.objects.exclude(status=Status.DRAFT).select_related("category__parent__parent")
    return get_object_or_404(rows.defer("search_text"), index_number=number)


def _tree_with_counts() -> list[Category]:
    """The linked catalogue; ``number`` of each row counts its public items and those below it. Two queries."""
    counts = dict(Item.objects.public().order_by().values_list("category").annotate(Count("pk")))
    tree = Category.objects.tree()
    for row in tree:
        row.number = sum(counts.get(pk, 0) for pk in row.family())
    return tree


def _crumbs(columns: list[Category]) -> list[tuple[str, str]]:
    """(title, address) of the catalogue and of ``columns``, for the breadcrumb."""
    top = ("法定主动公开内容", reverse("disclosure:catalogue"))
    return [top, *((column.title, column.get_absolute_url()) for column in columns)]


def _page(request: HttpRequest, rows) -> Page:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _readable(row: Item) -> str:
    """What a search result quotes."""
    return row.plain_body or row.summary
