"""What the pages of the catalogue need beyond plain values."""

from urllib.parse import urlencode

import segno
from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString, mark_safe

from disclosure.law.publication import Validity

register = template.Library()


@register.simple_tag
def qr(address: str) -> SafeString:
    """The QR code of ``address`` as inline SVG without styles (the content policy forbids them)."""
    code = segno.make(address, error="m", micro=False)
    svg = code.svg_inline(
        scale=3, border=2, svgclass="qr", lineclass=None, title=f"二维码：{address}", omitsize=False
    )
    return mark_safe(svg)  # noqa: S308 - drawn by segno, which escapes the title


@register.filter
def validity_label(value: str) -> str:
    return Validity(value).label


@register.simple_tag
def page_numbers(page: Page) -> list[int | str]:
    """The page numbers to offer, with an ellipsis for those left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))


@register.simple_tag
def search_part(query: str) -> str:
    """The query as the beginning of an address: ``q=…&``."""
    return urlencode({"q": query}) + "&"
