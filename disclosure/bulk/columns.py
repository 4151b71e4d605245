"""The columns of the spreadsheet: what each is called, how a value stands in its cell, and how what was typed is read.

The same columns go out and come in, so an export that comes back changes nothing.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from disclosure import body as body_text
from disclosure.folding import without_controls
from disclosure.law.publication import Status, Validity
from disclosure.models import Item
from disclosure.spreadsheet import CELL_LIMIT, guard, unguard

TOO_LONG = "（正文过长，未写入表格；导入时保持原文不变）"
SHORT = 60  # characters of a cell in the preview
_HTML = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
_VALIDITIES = {validity.label: validity.value for validity in Validity}
PK, NUMBER, STATUS, FILES = "编号", "索引号", "状态", "附件"


def text(cell: Any) -> str:
    """Raises nothing: every cell can be read as text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else without_controls(unguard(str(cell))).strip()


def day(cell: Any) -> date | None:
    """Raises: ValueError."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = str(cell or "").strip()
    if not words:
        return None
    found = _DATE.fullmatch(words)
    try:
        return date(*map(int, found.groups()))
    except (AttributeError, ValueError) as error:
        raise ValueError(f"“{words[:SHORT]}”不是有效日期，请写作 2026-01-31。") from error


def validity(cell: Any) -> str:
    """Raises: ValueError."""
    label = str(cell or "").strip()
    if not label:
        return Validity.NOT_APPLICABLE.value
    try:
        return _VALIDITIES[label]
    except KeyError as error:
        known = "、".join(_VALIDITIES)
        raise ValueError(f"“{label[:SHORT]}”不是有效性的取值，可以填：{known}。") from error


def body(cell: Any) -> str:
    """The body as HTML; plain text becomes paragraphs."""
    words = text(cell)
    if words and not _HTML.search(words):
        lines = (line.strip() for line in words.splitlines())
        words = "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in lines if line)
    return body_text.clean(words)


class CategoryNames:
    """Finds a category by its name, from one query for the whole file."""

    def __init__(self, names: dict[str, int]) -> None:
        self.names = names

    def __call__(self, cell: Any) -> int:
        """Raises: ValueError."""
        title = text(cell)
        if not title:
            raise ValueError("请填写分类的名称。")
        try:
            return self.names[title]
        except KeyError as error:
            raise ValueError(
                f"目录里没有名为“{title[:SHORT]}”的分类，请改成目录中的分类名称，或先在“目录分类”中新建。"
            ) from error


def show_body(value: str) -> str:
    return TOO_LONG if len(guard(value)) > CELL_LIMIT else value


@dataclass(frozen=True)
class Column:
    """``show``: the value of an item as its cell holds it. ``width``: in characters. ``read``: None if it is not taken in."""

    head: str
    field: str
    width: int
    read: Callable[[Any], Any] | None = text
    required: bool = True
    show: Callable[[Any], Any] = lambda value: value or ""


# fmt: off
COLUMNS = (
    Column(PK,               "pk",              10, None, required=False),
    Column(NUMBER,           "index_number",    26, None),
    Column("标题",           "title",           50),
    Column("分类",           "category_id",     16, None),
    Column("文号",           "document_number", 20),
    Column("成文日期",       "formed_on",       12, day),
    Column("发布机构",       "publisher",       18),
    Column("有效性",         "validity",        10, validity, show=lambda value: Validity(value).label),
    Column("废止（失效）日期", "repealed_on",   12, day, required=False),
    Column("公开责任科室",   "department",      14),
    Column("来源",           "source",          14, required=False),
    Column("关键词",         "keywords",        16, required=False),
    Column("内容概述",       "summary",         40),
    Column("正文",           "body",            60, body, show=show_body),
    Column(STATUS,           "status",          10, None, required=False, show=lambda value: Status(value).label),
    Column(FILES,            "",                30, None, required=False),
)
# fmt: on
HEADS = tuple(column.head for column in COLUMNS)
HEAD_OF = {column.field: column.head for column in COLUMNS if column.field}
# A file must have all of these, so that a misspelt head is never taken for an empty column.
TEMPLATE_COLUMNS = tuple(column.head for column in COLUMNS if column.required)
# What a file may set, in the words of the model.
SET_FIELDS = tuple(column.field for column in COLUMNS if column.read or column.field == "category_id")
EXPORTED = tuple(column for column in COLUMNS if column.field)


def fault_of_heads(heads: list[str]) -> str:
    """Why no row of a file with these heads can be taken; empty if they can."""
    missing = [column for column in TEMPLATE_COLUMNS if column not in heads]
    if missing:
        named = "、".join(f"“{column}”" for column in missing)
        return f"表格缺少{named}列，一行也没有导入。请下载导入模板，保留第一行的列名，把内容填好后重新上传。"
    twice = [head for head in HEADS if heads.count(head) > 1]
    return f"表格有两个“{twice[0]}”列，一行也没有导入。请只保留一个。" if twice else ""


def stray(heads: list[str], cells: list[Any]) -> str:
    """The first column of no name or an unknown one whose content would be lost without a word; empty if there is none."""
    for place, cell in enumerate(cells):
        head = heads[place] if place < len(heads) else ""
        if head not in HEAD_OF.values() and head != FILES and str("" if cell is None else cell).strip():
            named = f"“{head}”列" if head else f"第 {place + 1} 列（没有列名）"
            return f"表格的{named}不在模板中，一行也没有导入。请改正列名，或者删去这一列。"
    return ""


def as_shown(column: Column, cell: Any, value: Any) -> bool:
    """Whether a cell still holds what the export of ``value`` put there."""
    return text(cell) == without_controls(str(column.show(value))).strip()


def row_of(item: Item, titles: dict[int, str]) -> list[Any]:
    """An item as a row of ``EXPORTED``. ``titles``: of the categories."""
    values = (
        titles[item.category_id] if column.field == "category_id" else getattr(item, column.field)
        for column in EXPORTED
    )
    return [column.show(value) for column, value in zip(EXPORTED, values, strict=True)]


def short(field: str, value: Any, titles: dict[int, str]) -> str:
    """A value for the preview."""
    if field == "category_id":
        return titles.get(value, "")
    if field == "body":
        value = " ".join(body_text.plain(value or "").split())
    elif field == "validity":
        value = Validity(value).label if value else ""
    words = "" if value is None else str(value)
    return words if len(words) <= SHORT else f"{words[:SHORT]}…"
