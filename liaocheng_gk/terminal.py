"""The screen of a reading point shows pages of the house only: links that lead elsewhere become words."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from .display import is_terminal

_LINK = re.compile(
    r"""<a\s[^>]*?href="(?P<to>(?:https?:|mailto:|tel:|//)[^"]*)"[^>]*>(?P<words>.*?)</a>""",
    re.IGNORECASE | re.DOTALL,
)


class InsideOnly:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        if is_page and is_terminal(request):
            response.content = inside_only(response.content.decode(), request.get_host())
        return response


def inside_only(html: str, host: str) -> str:
    """``html`` without links to other hosts or to a mail program; their words stay."""

    def words(link: re.Match[str]) -> str:
        return link["words"] if urlsplit(link["to"]).netloc != host else link[0]

    return _LINK.sub(words, html)
