"""The catalogue as data for machines: CSV and JSON, streamed, with an allow-list of public fields."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from liaocheng_gk import edition

from .models import Item
from .spreadsheet import comma_lines, guard


class Field(NamedTuple):
    """``head``: of the column in the CSV; ``key``: in the JSON; ``note``: what whoever uses it has to know."""

    head: str
    key: str
    value: Callable[[Item], str | None]
    note: str = ""


# A new field of Item is public only once it stands here.
PUBLIC_FIELDS = (
    Field("索引号", "index_number", lambda item: item.index_number, "唯一，长期不变，不重复使用"),
    Field("标题", "title", lambda item: item.title),
    Field("分类", "category", lambda item: item.category.title, "公开目录中的分类名称"),
    Field(
        "条例第二十条",
        "article20",
        lambda item: item.article20 or item.category.article20,
        "20-01 至 20-15，对应条例第二十条第一项至第十五项；不属于其中任何一项的为空",
    ),
    Field("发布机构", "publisher", lambda item: item.publisher, "机关全称"),
    Field("公开责任科室", "department", lambda item: item.department),
    Field("文号", "document_number", lambda item: item.document_number, "没有文号的为空"),
    Field("成文日期", "formed_on", lambda item: _day(item.formed_on), "年-月-日"),
    Field("发布日期", "published_at", lambda item: _moment(item.published_at), "年-月-日T时:分:秒，带时区"),
    Field(
        "有效性",
        "validity",
        lambda item: item.standing(timezone.localdate()).label,
        "取用当日的有效性：有效、失效、废止、已修改、尚未施行、不适用",
    ),
    Field(
        "废止（失效）日期",
        "repealed_on",
        lambda item: _day(item.repealed_on),
        "年-月-日；没有废止、失效的为空",
    ),
    Field("内容概述", "abstract", lambda item: item.abstract, "没有另写概述的，为正文开头"),
    Field("关键词", "keywords", lambda item: item.keywords, "用逗号分开"),
    Field("来源", "source", lambda item: item.content_source, "转载的为原来源，其余为发布机构"),
)
CHUNK = 500  # rows fetched at a time


def csv_lines(absolute: Callable[[str], str]) -> Iterator[str]:
    """The CSV line by line; formulas are neutralised.

    Args:
        absolute: makes a full address of a path.
    """
    return comma_lines(_csv_rows(absolute))


def _csv_rows(absolute: Callable[[str], str]) -> Iterator[list[str]]:
    yield [field.head for field in PUBLIC_FIELDS] + ["附件", "网址"]
    for item in _public_items():
        cells = [field.value(item) or "" for field in PUBLIC_FIELDS]
        cells.append(
            "；".join(attachment.name for attachment in item.attachments.all() if attachment.cleared)
        )
        yield [*(guard(cell) for cell in cells), absolute(item.get_absolute_url())]


def json_pieces(absolute: Callable[[str], str]) -> Iterator[str]:
    """One JSON object, ``{"items": [...]}``, in pieces."""
    yield '{"items": ['
    for place, item in enumerate(_public_items()):
        row = {field.key: field.value(item) for field in PUBLIC_FIELDS}
        row["url"] = absolute(item.get_absolute_url())
        row["attachments"] = [
            {"name": file.name, "size": file.size, "url": absolute(file.address_in(item))}
            for file in item.attachments.all()
            if file.cleared
        ]
        yield ("," if place else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"


def _public_items() -> Iterator[Item]:
    rows = Item.objects.public().newest().select_related("category").prefetch_related("attachments")
    return rows.defer("search_text").iterator(chunk_size=CHUNK)


def etag(request: HttpRequest, **kwargs) -> str | None:
    """Another one whenever the answer could be: by host, edition and day, for a text may end by its own date."""
    token = getattr(request, "edition", None) or edition.current()
    if token is None:
        return None
    return f'"{sha256(f"{request.get_host()} {token} {timezone.localdate()}".encode()).hexdigest()[:32]}"'


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
