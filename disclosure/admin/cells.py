"""How a value of an item stands in a spreadsheet cell, and how what a person typed there is read."""

import html
import re
from datetime import date, datetime

from django.utils.html import format_html
from import_export import resources, widgets

from disclosure import body as body_text
from disclosure.law.publication import Status, Validity
from disclosure.models import Category
from disclosure.spreadsheet import CELL_LIMIT, guard, unguard

TOO_LONG = "（正文过长，未写入表格；导入时保持原文不变）"
PREVIEW_LENGTH = 60  # characters of a cell in the preview
_HTML = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")


class TextWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs) -> str:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else unguard(str(value)).strip()

    def render(self, value, obj=None, **kwargs) -> str:
        return guard(str(value or ""))


class DayWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = _DATE.fullmatch(text)
        try:
            return date(*map(int, found.groups()))
        except (AttributeError, ValueError) as error:
            raise ValueError(f"“{text}”不是有效日期，请写作 2026-01-31。") from error

    def render(self, value, obj=None, **kwargs) -> str:
        return value.isoformat() if value else ""


class ValidityWidget(widgets.Widget):
    def clean(self, value, row=None, **kwargs) -> str:
        label = str(value or "").strip()
        if not label:
            return Validity.NOT_APPLICABLE.value
        for validity in Validity:
            if validity.label == label:
                return validity.value
        known = "、".join(validity.label for validity in Validity)
        raise ValueError(f"“{label}”不是有效性的取值，可以填：{known}。")

    def render(self, value, obj=None, **kwargs) -> str:
        return Validity(value).label if value else ""


class CategoryWidget(widgets.Widget):
    """Finds a category by its name, from one query for the whole file."""

    by_title: dict[str, Category]

    def clean(self, value, row=None, **kwargs) -> Category | None:
        title = str(value or "").strip()
        if not title:
            raise ValueError("请填写分类的名称。")
        if title not in self.by_title:
            raise ValueError(
                f"目录里没有名为“{title}”的分类，请改成目录中的分类名称，或先在“目录分类”中新建。"
            )
        return self.by_title[title]

    def render(self, value, obj=None, **kwargs) -> str:
        return guard(value.title) if value else ""


class BodyWidget(widgets.Widget):
    """The body as HTML; plain text becomes paragraphs."""

    def clean(self, value, row=None, **kwargs) -> str:
        text = unguard(str(value or "")).strip()
        if text and not _HTML.search(text):
            lines = (line.strip() for line in text.splitlines())
            text = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
        return body_text.clean(text)

    def render(self, value, obj=None, **kwargs) -> str:
        text = guard(value or "")
        return TOO_LONG if len(text) > CELL_LIMIT else text


class StatusWidget(widgets.Widget):
    def render(self, value, obj=None, **kwargs) -> str:
        return Status(value).label if value else ""


class PlainDiff(resources.Diff):
    """Old and new of a cell for the preview, shortened, without the inline styles that the content policy forbids."""

    def as_html(self) -> list[str]:
        cells = [self._cell(str(old), str(new)) for old, new in zip(self.left, self.right, strict=True)]
        return ["", *cells[1:]] if self.new else cells  # the key of the trial run is not the one it will get

    def _cell(self, old: str, new: str) -> str:
        if self.new or old == new:
            return format_html("{}", _short(new))
        return format_html("<del>{}</del> <ins>{}</ins>", _short(old), _short(new))


def _short(text: str) -> str:
    return text if len(text) <= PREVIEW_LENGTH else f"{text[:PREVIEW_LENGTH]}…"
