"""Part of the door (``publication``): takes a confirmed file into the catalogue, whole, in one transaction.

New rows become drafts by two statements of the database itself, so that the lock is short; each changed item goes the
way of ``corrections.revise``: its own rules, history, version and review, only for many at a time. Nothing is published.
"""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count

from disclosure.batches import batched
from disclosure.corrections import revise_all
from disclosure.law.publication import NotAllowed, Status
from disclosure.law.review import Step
from disclosure.models import BulkImport, BulkRow, BulkStage, Item, RowState
from disclosure.reviewing import DRAFTED, require_permission
from liaocheng_gk import audit

from .columns import SET_FIELDS
from .comparing import is_outdated
from .files import attach_all
from .steps import Overtaken, claim, drop_rows, forget_uploads

BATCH = 500
KEPT = {**{name: name for name in SET_FIELDS}, "category_id": "category", "search_text": "search_text"}
OUTDATED = "预览之后，有的信息或者分类又有改动，没有导入。已经重新核对，请再看一遍预览。"


class Outdated(NotAllowed):
    """What the preview was made from has changed; the file has to be checked anew."""


@transaction.atomic
def confirm(bulk: BulkImport, *, at: datetime) -> None:
    """Its uploader wants all of it; who takes it in is ``take``, in the background.

    Raises:
        NotAllowed: it is not ready, was confirmed before, or has faults.
        PermissionDenied: a public item is to be changed, and the uploader may not publish any more.
    """
    counts = counts_of(bulk)
    won = BulkImport.objects.filter(pk=bulk.pk, stage=BulkStage.READY).update(
        stage=BulkStage.TAKING,
        confirmed_at=at,
        moved_at=at,
        fault="",
        counts={str(state.value): counts[state] for state in RowState},
    )
    if not won:
        raise NotAllowed("这份表格还没有核对完，或者已经确认导入，没有重复导入。")
    if counts[RowState.ERROR]:
        raise NotAllowed("还有需要更正的行，一行也没有导入。请在表格中改正后重新上传。")
    if bulk.files.exclude(fault="").exists():
        raise NotAllowed("压缩包里还有不能收的附件，一行也没有导入。请改正后重新上传。")
    if _touches_public(bulk):
        require_permission(bulk.by, Step.PUBLISH)
    audit.record(bulk.by, "确认批量导入", bulk, f"文件指纹 {bulk.digest[:16]}")


def _touches_public(bulk: BulkImport) -> bool:
    public = Item.objects.exclude(status=Status.DRAFT)
    changed = bulk.rows.filter(state=RowState.CHANGED).values("item")
    with_files = bulk.files.exclude(item=None).values("item")
    return public.filter(pk__in=changed).exists() or public.filter(pk__in=with_files).exists()


@transaction.atomic
def take(bulk: BulkImport, *, at: datetime) -> BulkImport:
    """Take the whole file in; returns it as it stands then.

    Raises:
        Overtaken: it is not confirmed, or somebody else is at it.
        NotAllowed: something it changes was scheduled meanwhile; ``Outdated``: it has to be checked anew first.
        PermissionDenied: a public item is to be changed, and the uploader may not publish any more.
    """
    bulk = claim(bulk)
    by = bulk.by
    if bulk.stage != BulkStage.TAKING:
        raise Overtaken
    if is_outdated(bulk):
        raise Outdated(OUTDATED)
    if bulk.counts[RowState.NEW]:
        _draft_new(bulk, by, at)
    try:
        attached, with_files = attach_all(bulk)
    except NotAllowed as error:
        raise Outdated(OUTDATED) from error
    _change(bulk, with_files, by, at)
    bulk.counts["files"] = attached
    bulk.stage, bulk.finished_at = BulkStage.DONE, at
    forget_uploads(bulk)
    bulk.file = bulk.zip_file = ""  # no row names what is deleted: killed before that, the sweep finds it
    bulk.save()
    drop_rows(bulk)
    bulk.files.all().delete()
    told = f"新增 {bulk.counts[RowState.NEW]}，更新 {bulk.counts[RowState.CHANGED]}，附件 {attached}；文件指纹 {bulk.digest[:16]}"
    audit.record(by, "批量导入", bulk, told)
    return bulk


def counts_of(bulk: BulkImport) -> Counter:
    """Rows by state."""
    return Counter(dict(bulk.rows.order_by().values_list("state").annotate(Count("pk"))))


def _draft_new(bulk: BulkImport, by: User, at: datetime) -> None:
    _allot(bulk)
    values: dict[str, Any] = {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in Item._meta.concrete_fields
        if field.attname not in KEPT
    }
    values["updated_at"] = Item._meta.get_field("updated_at").get_db_prep_save(at, connection)
    del values["id"]
    columns = ["id", *KEPT, *values]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO disclosure_item ({', '.join(columns)}) "  # noqa: S608 -- names of our own columns
            f"SELECT item, {', '.join(KEPT.values())}{', %s' * len(values)} FROM disclosure_bulkrow "
            "WHERE bulk_id = %s AND state = 'new' ORDER BY number",
            [*values.values(), bulk.pk],
        )
        _write_history(cursor, bulk, by, at)
    pks = (
        BulkRow.objects.filter(bulk=bulk, state=RowState.NEW)
        .order_by("number")
        .values_list("item", flat=True)
    )
    name = Item._meta.verbose_name
    for some in batched(pks.iterator(chunk_size=2000), 2000):
        audit.record_all(by, DRAFTED, [f"{name} #{pk}" for pk in some], f"批量导入 #{bulk.pk}")


def _allot(bulk: BulkImport) -> None:
    """Give each new row the key of the item it becomes, in the order of the file."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE disclosure_bulkrow r SET item = a.pk FROM (SELECT id, "
                "nextval(pg_get_serial_sequence('disclosure_item', 'id')) AS pk FROM (SELECT id FROM disclosure_bulkrow "
                "WHERE bulk_id = %s AND state = 'new' ORDER BY number) o) a WHERE a.id = r.id",
                [bulk.pk],
            )
        else:  # SQLite: this transaction holds the only lock there is; no key below the last one ever given is used
            cursor.execute(
                "UPDATE disclosure_bulkrow SET item = number + COALESCE((SELECT seq FROM sqlite_sequence "
                "WHERE name = 'disclosure_item'), 0) WHERE bulk_id = %s AND state = 'new'",
                [bulk.pk],
            )


def _write_history(cursor: Any, bulk: BulkImport, by: User, at: datetime) -> None:
    history = Item.history.model
    own = {
        "history_date": at,
        "history_change_reason": DRAFTED,
        "history_type": "+",
        "history_user_id": by.pk,
    }
    fields = {field.attname: field for field in history._meta.concrete_fields}
    same = [name for name in fields if not name.startswith("history_")]
    values = [fields[name].get_db_prep_save(value, connection) for name, value in own.items()]
    cursor.execute(
        f"INSERT INTO {history._meta.db_table} ({', '.join([*same, *own])}) "  # noqa: S608 -- names of our own columns
        f"SELECT {', '.join(f'i.{name}' for name in same)}{', %s' * len(own)} FROM disclosure_item i "
        "JOIN disclosure_bulkrow r ON r.item = i.id WHERE r.bulk_id = %s AND r.state = 'new' ORDER BY r.number",
        [*values, bulk.pk],
    )


def _change(bulk: BulkImport, with_files: set[int], by: User, at: datetime) -> None:
    """``with_files``: items that got attachments; that is a change of their text, too."""
    rows = BulkRow.objects.filter(bulk=bulk, state=RowState.CHANGED).defer("search_text", "changes", "faults")
    for some in batched(rows.order_by("number").iterator(chunk_size=BATCH), BATCH):
        revise_all({row.item: _words(row) for row in some}, by=by, at=at)
        with_files -= {row.item for row in some}
    for some in batched(sorted(with_files), BATCH):
        revise_all({pk: {} for pk in some}, by=by, at=at)


def _words(row: BulkRow) -> dict[str, Any]:
    return {name: getattr(row, KEPT[name]) for name in SET_FIELDS}
