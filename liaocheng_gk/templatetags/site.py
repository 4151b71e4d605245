"""The frame of every page: navigation, QR codes."""

from base64 import b32encode
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import template
from django.template.base import FilterExpression
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from liaocheng_gk import edition
from liaocheng_gk import qr as codes
from liaocheng_gk.authenticator import Authenticator

register = template.Library()


class Column(NamedTuple):
    """``prefix`` is left out where the screen is narrow; ``also`` are paths that belong to the column too."""

    page: str
    prefix: str
    name: str
    also: tuple[str, ...] = ()


# The four fixed parts and their order: 国办公开办函〔2019〕61号. 依申请公开 is an entry of its own beside them.
COLUMNS = (
    Column("disclosure:home", "", "首页"),
    Column("disclosure:guide", "政府信息公开", "指南"),
    Column("disclosure:rules", "政府信息公开", "制度"),
    Column("disclosure:catalogue", "", "法定主动公开内容", also=("/items/",)),
    Column("reports:list", "政府信息公开", "年报"),
    Column("applications:apply", "", "依申请公开"),
)


@register.simple_tag(takes_context=True)
def main_nav(context: dict[str, Any]) -> SafeString:
    request = context.get("request")
    path = request.path if request else ""
    return _nav(tuple(_current(column, path) for column in COLUMNS))


@cache
def _nav(current: tuple[str, ...]) -> SafeString:
    """The navigation depends on nothing else, and there are as few of it as columns."""
    entries = [
        {"column": column, "url": fixed_url(column.page), "current": here}
        for column, here in zip(COLUMNS, current, strict=True)
    ]
    return render_to_string("components/_nav.html", {"entries": entries[:-1], "apply": entries[-1]})


@register.simple_tag
@cache
def fixed_url(name: str) -> str:
    """``{% url %}`` for an address without arguments, looked up once: every page has some."""
    return reverse(name)


class Kept(template.Node):
    """A part of public pages that is the same on many of them, made once for an edition, a day and the office hours."""

    def __init__(self, name: str, of: FilterExpression | None, nodes: template.NodeList) -> None:
        self.name, self.of, self.nodes = name, of, nodes

    def render(self, context: template.Context) -> SafeString:
        stamp = getattr(context.get("request"), "stamp", None)
        if not context.get("agency"):  # the database was away for a moment; nothing of that may stay
            return self.nodes.render(context)
        of = self.of.resolve(context) if self.of else ""
        return edition.keep(stamp, f"part {self.name} {of}", lambda: self.nodes.render(context))


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> Kept:
    """``{% kept footer %}…{% endkept %}``: what stands between may depend on the bureau alone, not on page or reader;
    in ``{% kept crumbs category.slug %}`` on that column besides. There must be as few of it as columns."""
    _, name, *of = token.split_contents()
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    return Kept(name, parser.compile_filter(*of) if of else None, nodes)


def _current(column: Column, path: str) -> str:
    """The value of ``aria-current``: this very page, a page inside the column, or nothing."""
    url = fixed_url(column.page)
    if path == url:
        return "page"
    inside = path.startswith((url, *column.also)) and column.page != "disclosure:home"
    return "true" if inside else ""


@register.simple_tag(takes_context=True)
def page_looks(context: dict[str, Any]) -> str:
    """The classes of the root element: what this reader chose, and grey on the days the bureau set."""
    agency = context.get("agency")
    grey = bool(agency) and agency.is_grey_on(timezone.localdate())
    return " ".join([*context.get("looks", ()), *(["grey"] if grey else [])])


@register.filter
def domain(url: str) -> str:
    """``http://swj.liaocheng.gov.cn/`` -> ``swj.liaocheng.gov.cn``; empty stays empty."""
    return urlsplit(url or "").hostname or ""


@register.filter
def totp_key(device: Authenticator) -> str:
    """The secret of a phone that is being bound, in groups of four, to be typed by hand."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@register.simple_tag
def qr(address: str) -> SafeString:
    """``address`` as an inline SVG without style attributes; sized by the class ``qr``."""
    # A secret for a phone is not remembered, an address of ours is: it has the same code for ever.
    around, path = codes.of_address(address) if address.startswith("http") else codes.of_secret(address)
    return format_html(
        '<svg role="img" class="qr" viewBox="0 0 {0} {0}"><title>二维码：{1}</title>'
        '<path fill="#fff" d="M0 0h{0}v{0}H0z"/><path stroke="#000" d="{2}"/></svg>',
        around,
        address,
        path,
    )
