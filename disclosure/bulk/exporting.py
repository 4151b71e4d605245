"""Items as a spreadsheet of the same columns that come in; written row by row, however many there are."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.db.models import QuerySet

from disclosure.models import Category
from disclosure.spreadsheet import comma_lines, guard
from disclosure.workbooks import workbook

from .columns import EXPORTED, TEMPLATE_COLUMNS, row_of

CHUNK = 500
SAMPLE = {
    "标题": "关于……的通知（示例行，请改写或删除）",
    "分类": "政策文件",
    "文号": "聊商字〔2026〕1号",
    "成文日期": "2026-01-31",
    "有效性": "有效",
    "公开责任科室": "办公室",
    "内容概述": "一两句话说明内容",
    "正文": "正文，可以分段",
}


def as_workbook(items: QuerySet) -> Iterator[bytes]:
    return workbook("信息条目", [(column.head, column.width) for column in EXPORTED], _rows(items))


def as_comma_lines(items: QuerySet) -> Iterator[str]:
    """Lines of a CSV that Excel opens right."""
    rows = ([guard(value) if isinstance(value, str) else value for value in row] for row in _rows(items))
    return comma_lines(chain([[column.head for column in EXPORTED]], rows))


def template() -> Iterator[bytes]:
    """The import template: its heads and one row to overwrite."""
    widths = {column.head: column.width for column in EXPORTED}
    row = [SAMPLE.get(head, "") for head in TEMPLATE_COLUMNS]
    return workbook("导入模板", [(head, widths[head]) for head in TEMPLATE_COLUMNS], [row])


def _rows(items: QuerySet) -> Iterator[list[Any]]:
    titles = dict(Category.objects.values_list("pk", "title"))
    for item in items.order_by("pk").defer("search_text").iterator(chunk_size=CHUNK):
        yield row_of(item, titles)
