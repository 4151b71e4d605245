"""What an inspector of government websites would find: empty and stale columns, dead links, lost files, a poor footer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.db.models import Max
from django.urls import Resolver404, resolve
from django.utils import timezone

from liaocheng_gk.models import Agency

from .law.columns import days_allowed
from .models import Attachment, Category, Item
from .visiting import visit

CHUNK = 500


@dataclass(frozen=True)
class Fault:
    """``where``: the address of the page; ``what``: what is wrong with it, for the office."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}：{self.what}"


def inspect_site(today: date) -> Iterator[Fault]:
    yield from footer_faults()
    yield from empty_columns()
    yield from stale_columns(today)
    yield from dead_links()
    yield from lost_files()


def footer_faults() -> Iterator[Fault]:
    """What the footer of every page must show and does not (国办发〔2017〕47号)."""
    agency = Agency.objects.first()
    wanted = (
        ("icp_number", "ICP备案编号"),
        ("police_number", "公安机关备案号"),
        ("organ_mark_url", "党政机关网站标识"),
    )
    missing = "、".join(label for name, label in wanted if agency and not getattr(agency, name))
    if missing:
        yield Fault("/", f"页脚缺少{missing}，请在“本机关”中填写")


def newest_of_columns() -> dict[Category, date | None]:
    """The day on which each column, with what is below it, last got something new."""
    rows = Item.objects.public().order_by().values_list("category").annotate(Max("published_at"))
    newest = {pk: timezone.localtime(moment).date() for pk, moment in rows}
    return {
        column: max((newest[pk] for pk in column.family() if pk in newest), default=None)
        for column in Category.objects.tree()
    }


def empty_columns() -> Iterator[Fault]:
    for column, newest in newest_of_columns().items():
        if newest is None:
            yield Fault(column.get_absolute_url(), f"栏目“{column.title}”是空的")


def stale_columns(today: date) -> Iterator[Fault]:
    """Columns that have something, but nothing new within their limit."""
    for column, newest in newest_of_columns().items():
        allowed = days_allowed(column.column_type, column.update_days)
        if newest and allowed and (today - newest).days > allowed:
            yield Fault(
                column.get_absolute_url(),
                f"栏目“{column.title}”已有 {(today - newest).days} 天没有更新，应当不超过 {allowed} 天",
            )


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def dead_links() -> Iterator[Fault]:
    """Links of public texts into this site that lead nowhere, or to what was taken down."""
    agency = Agency.objects.first()
    own_host = urlsplit(agency.website).hostname if agency else None
    alive: dict[str, bool] = {}
    linking = Item.objects.public().filter(body__contains="href").only("index_number", "body").order_by("pk")
    for item in linking.iterator(chunk_size=CHUNK):
        parser = _Links()
        parser.feed(item.body)
        for address in dict.fromkeys(parser.found):
            if not _is_ours(address, own_host):
                continue
            path = unquote(urlsplit(address).path)
            if path not in alive:
                alive[path] = _leads_somewhere(path)
            if not alive[path]:
                yield Fault(item.get_absolute_url(), f"链接 {address} 打不开")


def _is_ours(address: str, own_host: str | None) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("", "http", "https") and parts.hostname in (None, own_host) and bool(parts.path)


def _leads_somewhere(path: str) -> bool:
    """Whether a reader would be shown a page there; what there is much of is looked up, everything else is asked for."""
    try:
        match = resolve(path)
    except Resolver404:
        return False
    given = match.kwargs
    if match.view_name in ("disclosure:item", "disclosure:item_print", "disclosure:attachment"):
        number = f"{given['organisation']}/{given['serial']}"
        items = Item.objects.public().filter(index_number=number)
        if "pk" in given:
            return Attachment.objects.cleared().filter(item__in=items, pk=given["pk"]).exists()
        return items.exists()
    return visit(path).status_code < 400


def lost_files() -> Iterator[Fault]:
    """Attachments of public items whose file is not where it should be."""
    rows = (
        Attachment.objects.cleared()
        .filter(item__in=Item.objects.public())
        .select_related("item")
        .order_by("pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        if not row.file.storage.exists(row.file.name):
            yield Fault(row.get_absolute_url(), f"附件“{row.name}”的文件丢失")
