"""The door through which an item is edited. What is public is never changed in place: a correction waits, its words in
``Item.pending``, its files beside the public ones (``Attachment.state``), until it has passed the same review.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from liaocheng_gk import audit

from . import body as body_text
from .law.publication import WITH_READERS, Change, FileState, NotAllowed, Status
from .law.review import Step
from .models import Attachment, Item
from .recording import record_version, standing_in_words, standing_of, store
from .reviewing import (
    DRAFTED,
    REVISED,
    has_correction,
    locked,
    require_permission,
    set_next_steps,
    settle,
)
from .wording import REVIEWED_FIELDS, own_words, take_words

OF_THE_DOOR = (
    *("index_number", "status", "published_at", "secrecy_reviewer", "withdrawn_at", "withdrawn_reason"),
    *("pending", "awaiting", "retired_at"),
)

SCHEDULED = "这条信息已经审定，待定时公开，不能修改。需要修改的，请先取消定时（撤下）。"

MOST_WORDS = 200  # of a version's note


@transaction.atomic
def revise(item: Item, *, by: User, at: datetime | None = None) -> Item:
    """Save what was edited on ``item``; what only this door may set is kept as stored.

    The words of a public item stay as they are: what is new waits for review. A text that changes under review has
    to be submitted again.

    Args:
        at: when; now if left out.

    Raises:
        NotAllowed: it is scheduled.
        PermissionDenied: the item is no draft any more, and ``by`` may not publish.
        ValidationError: the item breaks a rule of the catalogue.
    """
    stored = Item.objects.select_for_update().filter(pk=item.pk).first() or Item()
    if stored.status != Status.DRAFT:
        require_permission(by, Step.PUBLISH)
    if stored.status == Status.SCHEDULED:
        raise NotAllowed(SCHEDULED)
    for field in OF_THE_DOOR:
        setattr(item, field, getattr(stored, field))
    item.body = body_text.clean(item.body)
    if item.status != Status.DRAFT and not item.publisher:
        item.publisher = stored.publisher
    if item.status in WITH_READERS:
        item.full_clean()
        _hold_back(item, own_words(stored))
    store(item, by, REVISED if stored.pk else DRAFTED)
    if item.status == Status.PUBLISHED and standing_of(item) != standing_of(stored):
        record_version(item, Change.VALIDITY, by, at or timezone.now(), note=standing_in_words(item))
    return settle(item)


@transaction.atomic
def revise_all(words: dict[int, dict[str, Any]], *, by: User, at: datetime) -> None:
    """``revise`` for many items at a time, by their keys; the words were checked before, the database does it again.

    Raises: as ``revise``.
    """
    items = list(Item.objects.select_for_update().filter(pk__in=words).order_by("pk"))
    if any(item.status != Status.DRAFT for item in items):
        require_permission(by, Step.PUBLISH)
    cleared = Attachment.objects.cleared().filter(item__in=items)
    files: dict[int, list] = defaultdict(list)
    for pk, *file in cleared.values_list("item", "name", "content__text"):
        files[pk].append(file)
    ended = []
    for item in items:
        if item.status == Status.SCHEDULED:
            raise NotAllowed(SCHEDULED)
        standing, public = standing_of(item), own_words(item)
        for name, value in words[item.pk].items():
            setattr(item, name, value)
        if item.status in WITH_READERS:
            _hold_back(item, public)
        if item.status == Status.PUBLISHED and standing_of(item) != standing:
            ended.append(item)
        item.search_text = item.text_to_search(files[item.pk])
    set_next_steps(items)
    changing = {name for item in items for name in words[item.pk]}
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=[*changing, "pending", "awaiting", "search_text", "updated_at"],
    )
    Item.history.bulk_history_create(items, update=True, default_user=by, default_change_reason=REVISED)
    audit.record_all(by, REVISED, items)
    for item in ended:
        record_version(item, Change.VALIDITY, by, at, note=standing_in_words(item))


@transaction.atomic
def revise_files(
    item: Item,
    *,
    added: Iterable[Attachment] = (),
    changed: Iterable[Attachment] = (),
    removed: Iterable[Attachment] = (),
    by: User,
) -> Item:
    """Edit the files of a public item: the public ones stay as they are, what is new waits for review.

    Args:
        added: not saved yet.
        changed: as edited, not saved yet: a waiting file takes what was edited; a public one with a new file is replaced
            by it; a public one without stays, also if it was to go.
        removed: a waiting file goes at once, a public one with the correction.

    Raises:
        NotAllowed: no reader has the item.
        PermissionDenied: ``by`` may not publish.
    """
    require_permission(by, Step.PUBLISH)
    item = locked(item)
    if item.status not in WITH_READERS:
        raise NotAllowed("这条信息没有公开，附件可以直接修改。")
    for row in removed:
        if row.state == FileState.WAITING:
            row.delete()
        else:
            _set_state(row, FileState.LEAVING)
    for row in changed:
        if row.state == FileState.WAITING:
            row.save()
        elif row.file._committed:
            _set_state(row, FileState.OWN)
        else:
            _set_state(row, FileState.LEAVING)
            name, place = PurePath(row.name).stem, row.position
            _wait(Attachment(item=item, file=row.file.file, name=name, position=place))
    for row in added:
        _wait(row)
    return settle(store(item, by, REVISED))


@transaction.atomic
def drop_correction(item: Item, *, by: User) -> Item:
    """Forget what waits on an item that readers have, words and files; that it was dropped, and by whom, is on record.

    Raises:
        NotAllowed: no reader has it, or nothing waits.
        PermissionDenied: ``by`` may not publish.
    """
    require_permission(by, Step.PUBLISH)
    item = locked(item)
    if item.status not in WITH_READERS or not has_correction(item):
        raise NotAllowed("这条信息没有待审的修改。")
    _drop_files(item)
    item.pending = None
    return settle(store(item, by, "放弃修改"))


def take_correction(item: Item, at: datetime) -> None:
    """Make what waits the item's own: words (not saved), and files; of those that were to go the addresses stay."""
    take_words(item, item.pending or {})
    item.pending = None
    leaving = item.attachments.filter(state=FileState.LEAVING)
    leaving.note_addresses(at)
    leaving.forget()
    item.attachments.filter(state=FileState.WAITING).update(state=FileState.OWN)


def _drop_files(item: Item) -> None:
    """Leave the files as readers know them."""
    item.attachments.filter(state=FileState.WAITING).forget()
    item.attachments.filter(state=FileState.LEAVING).update(state=FileState.OWN)


def changes_in_words(item: Item) -> str:
    """What the correction changes, as the public history of the item tells it."""
    labels = {name: str(Item._meta.get_field(name).verbose_name) for name in REVIEWED_FIELDS}
    fields = dict.fromkeys(labels[name] for name in REVIEWED_FIELDS if name in (item.pending or {}))
    told = [f"修改了{'、'.join(fields)}"] if fields else []
    names = {
        state: list(item.attachments.filter(state=state).values_list("name", flat=True))
        for state in (FileState.WAITING, FileState.LEAVING)
    }
    came, went = names[FileState.WAITING], names[FileState.LEAVING]
    acts = {
        "更换": [name for name in came if name in went],
        "增加": [name for name in came if name not in went],
        "删除": [name for name in went if name not in came],
    }
    files = [f"{act}附件{'、'.join(f'“{name}”' for name in some)}" for act, some in acts.items() if some]
    words = "；".join(told + files)
    if len(words) <= MOST_WORDS:
        return words
    return "；".join(told + [f"{act}附件 {len(some)} 个" for act, some in acts.items() if some])


def _wait(row: Attachment) -> None:
    row.state = FileState.WAITING
    row.save()


def _set_state(row: Attachment, state: FileState) -> None:
    Attachment.objects.filter(pk=row.pk).update(state=state)


def _hold_back(item: Item, public: dict[str, Any]) -> None:
    """Move what was edited into ``pending`` and put the public words back."""
    edited = own_words(item)
    item.pending = {name: edited[name] for name in edited if edited[name] != public[name]} or None
    take_words(item, public)
