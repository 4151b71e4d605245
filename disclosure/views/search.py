"""The search page."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosure.folding import MAX_QUERY_LENGTH, highlight, snippet, terms_of
from disclosure.models import Item
from disclosure.search import search as find

from .catalogue import page_of


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:MAX_QUERY_LENGTH]
    terms = terms_of(query)
    page = page_of(request, find(query).select_related("category").defer("search_text"))
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


def _readable(row: Item) -> str:
    """What a search result quotes."""
    return row.plain_body or row.summary
