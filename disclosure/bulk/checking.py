"""Rows of a spreadsheet against the catalogue: what each would do, or every fault it has, in the words of its columns."""

import re
from collections.abc import Iterable, Iterator
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q

from disclosure import body as body_text
from disclosure.corrections import SCHEDULED
from disclosure.folding import fold
from disclosure.law.publication import ENDED, Status, Validity
from disclosure.law.review import Step
from disclosure.models import BulkImport, Category, Item, RowState
from disclosure.reviewing import require_permission
from disclosure.wording import take_words
from liaocheng_gk.departments import department_of, hindrance_of

from .columns import (
    COLUMNS,
    FILES,
    HEAD_OF,
    NUMBER,
    PK,
    SET_FIELDS,
    TOO_LONG,
    CategoryNames,
    Column,
    as_shown,
    short,
    text,
)
from .rows import CheckedRow

_BETWEEN_NAMES = re.compile(r"\s*[;；|\n]\s*")
UNPUBLISHED = (Status.DRAFT,)
_IN_TEXT = (
    "title",
    "document_number",
    "publisher",
    "department",
    "source",
    "keywords",
    "summary",
    "validity",
)
_FIELDS = {name: Item._meta.get_field(name) for name in (*_IN_TEXT, "formed_on")}
_RULES = {rule.name: str(rule.violation_error_message) for rule in Item._meta.constraints}


_BLANK = {name: Item._meta.get_field(name.removesuffix("_id")).get_default() for name in SET_FIELDS}


class Checker:
    """Checks rows for one colleague; the categories are read once."""

    def __init__(self, bulk: BulkImport, heads: list[str], by: User) -> None:
        self.bulk, self.by, self.department = bulk, by, department_of(by)
        self.titles = dict(Category.objects.values_list("pk", "title"))
        names = CategoryNames({title: pk for pk, title in self.titles.items()})
        places = {head: place for place, head in enumerate(heads)}
        self.columns: list[tuple[int, Column, Any]] = [
            (places[column.head], column, names if column.field == "category_id" else column.read)
            for column in COLUMNS
            if column.head in places and column.field in SET_FIELDS
        ]
        self.pk_place, self.number_place, self.files_place = places.get(PK), places[NUMBER], places.get(FILES)

    def check(self, rows: Iterable[tuple[int, list[Any]]]) -> list[CheckedRow]:
        keyed = [
            (number, cells, self._cell(cells, self.pk_place), self._cell(cells, self.number_place))
            for number, cells in rows
        ]
        found = self._items(keyed)
        return [self._row(number, cells, pk, index, found) for number, cells, pk, index in keyed]

    def _cell(self, cells: list[Any], place: int | None) -> str:
        return text(cells[place]) if place is not None and place < len(cells) else ""

    def _items(self, keyed: list[tuple[int, list[Any], str, str]]) -> dict[str, Item]:
        """The items that rows speak of, by key and by index number."""
        pks = {int(pk) for _, _, pk, _ in keyed if _is_key(pk)}
        numbers = {index for _, _, pk, index in keyed if index and not pk}
        found: dict[str, Item] = {}
        if pks or numbers:
            for item in Item.objects.filter(Q(pk__in=pks) | Q(index_number__in=numbers)).defer("search_text"):
                found[str(item.pk)] = found[f"#{item.index_number}"] = item
        return found

    def _row(self, number: int, cells: list[Any], pk: str, index: str, found: dict[str, Item]) -> CheckedRow:
        row = CheckedRow(number)
        if named := self._cell(cells, self.files_place):
            row.files = [name for name in _BETWEEN_NAMES.split(named.replace("\\", "/")) if name]
        item = None
        if pk or index:
            item = found.get(str(int(pk)) if _is_key(pk) else "") if pk else found.get(f"#{index}")
            if fault := _fault_of_key(pk, index, item):
                return self._faulty(row, cells, [fault])
        if item is None:
            return self._new(row, cells)
        row.item, row.seen = item.pk, item.updated_at
        return self._changed(row, cells, item)

    def _new(self, row: CheckedRow, cells: list[Any]) -> CheckedRow:
        item, faults = SimpleNamespace(**_BLANK), []
        self._read(item, cells, self.columns, faults)
        faults += _faults(item, faults)
        if words := hindrance_of(self.department, item.department):
            faults.append(("department", words))
        if faults:
            return self._faulty(row, cells, [words for _, words in faults])
        row.state = RowState.NEW
        _keep(row, item)
        parts = (item.title, item.document_number, body_text.words_of(item.body))
        row.search_text = fold("\n".join(part for part in parts if part))
        return row

    def _changed(self, row: CheckedRow, cells: list[Any], item: Item) -> CheckedRow:
        """Cells that say something else than the export would are set on what the desk edits: the public words or
        the correction that waits."""
        differing = [
            (place, column, read)
            for place, column, read in self.columns
            if not self._as_it_was(column, cells[place] if place < len(cells) else None, item)
        ]
        take_words(item, item.pending or {})
        before = _values(item)
        faults: list[tuple[str, str]] = []
        self._read(item, cells, differing, faults)
        changed = [name for name in SET_FIELDS if getattr(item, name) != before[name]]
        if changed or faults:
            faults += _faults(item, faults)
        if changed and not faults and (words := self._hindrance(item, before["department"])):
            faults.append(("", words))
        if faults:
            return self._faulty(row, cells, [words for _, words in faults])
        row.title = item.title
        if not changed:
            row.state = RowState.SAME
            return row
        row.state = RowState.CHANGED
        row.changes = [
            [
                HEAD_OF[name],
                short(name, before[name], self.titles),
                short(name, getattr(item, name), self.titles),
            ]
            for name in changed
        ]
        _keep(row, item)
        return row

    def _as_it_was(self, column: Column, cell: Any, item: Item) -> bool:
        if column.field == "category_id":
            return text(cell) == self.titles[item.category_id]
        if column.field == "body" and text(cell) == TOO_LONG:
            return True
        if column.field == "publisher" and not text(cell) and item.status not in UNPUBLISHED:
            return True  # a public item keeps its publisher
        return as_shown(column, cell, getattr(item, column.field))

    def _read(
        self,
        item: Any,
        cells: list[Any],
        columns: list[tuple[int, Column, Any]],
        faults: list[tuple[str, str]],
    ) -> None:
        for place, column, read in columns:
            try:
                setattr(item, column.field, read(cells[place] if place < len(cells) else None))
            except ValueError as error:
                faults.append((column.field, f"{column.head}：{error}"))

    def _hindrance(self, item: Item, department: str) -> str:
        """Why the uploader may not change the item, which was of ``department``; empty if they may."""
        for one in (department, item.department):
            if words := hindrance_of(self.department, one):
                return words
        if item.status == Status.SCHEDULED:
            return SCHEDULED
        if item.status not in UNPUBLISHED:
            try:
                require_permission(self.by, Step.PUBLISH)
            except PermissionDenied as error:
                return str(error)
        return ""

    def _faulty(self, row: CheckedRow, cells: list[Any], faults: list[str]) -> CheckedRow:
        row.state, row.faults = RowState.ERROR, "\n".join(faults)
        title = next(
            (self._cell(cells, place) for place, column, _ in self.columns if column.field == "title"), ""
        )
        row.title = title[:200]
        return row


def _is_key(pk: str) -> bool:
    return pk.isdecimal() and len(pk) < 19


def _fault_of_key(pk: str, index: str, item: Item | None) -> str:
    if item is None and pk:
        return f"没有编号“{pk[:20]}”的信息。新增信息请把编号留空。"
    if item is None:
        return f"没有索引号为“{index[:60]}”的信息。索引号在发布时由系统生成，新增信息请留空。"
    if pk and index != (item.index_number or ""):
        return f"编号“{pk}”的索引号是“{item.index_number or '（无）'}”，与表格中的“{index[:60]}”不一致。"
    return ""


def _faults(item: Any, told: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What the model would refuse, without asking the database about each row; it has the last word when it is saved."""
    fields = {field for field, _ in told}
    for name, field in _FIELDS.items():
        if name not in fields:
            try:
                field.clean(getattr(item, name), item)
            except ValidationError as error:
                for words in error.messages:
                    yield name, f"{HEAD_OF[name]}：{words}"
    if not fields & {"validity", "repealed_on"}:
        if item.validity == Validity.REPEALED and not item.repealed_on:
            yield "", _RULES["item_repealed_has_day"]
        if item.repealed_on and item.validity not in ENDED:
            yield "", _RULES["item_day_only_if_ended"]


def _values(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in SET_FIELDS}


def _keep(row: CheckedRow, item: Any) -> None:
    for name in SET_FIELDS:
        setattr(row, "category" if name == "category_id" else name, getattr(item, name))
