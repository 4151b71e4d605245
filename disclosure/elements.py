"""The elements of ``law/elements.py`` with the values of one item, and which of the required ones it lacks."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.utils import timezone

from .law.elements import ELEMENTS, NORMATIVE, Duty, Element, Genre
from .law.publication import Validity
from .models import Item

NONE = "无"


class Shown(NamedTuple):
    element: Element
    text: str
    machine: str = ""
    """The same for machines, where it is a day or a moment."""


def elements_of(item: Item, today: date) -> list[Shown]:
    """The rows above the text, in the order of the table; what an ordinary item has not is left out."""
    standard = item.kind == NORMATIVE
    found = []
    for element in ELEMENTS:
        text, machine = _VALUES[element.key](item, today)
        if text or element.duty is Duty.MUST or (standard and element.normative):
            found.append(Shown(element, text or NONE, machine))
    return found


def lacking(item: Item) -> list[str]:
    """Labels of the required elements that ``item`` has not, before it is published."""
    given_by_the_door = ("index_number", "published_at", "publisher", "source")
    today = timezone.localdate()
    return [
        element.label
        for element in ELEMENTS
        if element.duty is Duty.MUST
        and element.key not in given_by_the_door
        and not _VALUES[element.key](item, today)[0]
    ]


def _day(day: date | None) -> tuple[str, str]:
    return (f"{day.year}年{day.month}月{day.day}日", day.isoformat()) if day else ("", "")


def _moment(item: Item) -> tuple[str, str]:
    if not item.published_at:
        return "", ""
    local = timezone.localtime(item.published_at)
    return f"{_day(local.date())[0]} {local:%H:%M}", local.isoformat(timespec="seconds")


def _validity(item: Item, today: date) -> str:
    standing = item.standing(today)
    return "" if standing is Validity.NOT_APPLICABLE else standing.label


def _plain(value: Callable[[Item], str]) -> Callable[[Item, date], tuple[str, str]]:
    return lambda item, today: (value(item), "")


_VALUES: dict[str, Callable[[Item, date], tuple[str, str]]] = {
    "index_number": _plain(lambda item: item.index_number or ""),
    "way": _plain(lambda item: "主动公开"),
    "publisher": _plain(lambda item: item.publisher),
    "category": _plain(lambda item: item.category.title),
    "theme": _plain(lambda item: item.theme or item.category.theme),
    "genre": _plain(lambda item: Genre(item.genre).label if item.genre else ""),
    "document_number": _plain(lambda item: item.document_number),
    "formed_on": lambda item, today: _day(item.formed_on),
    "published_at": lambda item, today: _moment(item),
    "validity": lambda item, today: (_validity(item, today), ""),
    "in_force_on": lambda item, today: _day(item.in_force_on),
    "expires_on": lambda item, today: _day(item.expires_on),
    "repealed_on": lambda item, today: _day(item.repealed_on),
    "department": _plain(lambda item: item.department),
    "source": _plain(lambda item: item.content_source),
    "keywords": _plain(lambda item: item.keywords),
    "duty": _plain(lambda item: f"条例第二十条：{item.duty}" if item.duty else ""),
    "abstract": _plain(lambda item: item.abstract),
}
