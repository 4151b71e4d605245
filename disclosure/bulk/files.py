"""Attachments by zip: each entry is matched to a row or an item, goes through the check of every upload, is looked into by
the release gate, and waits under the name it will have. What is wrong with one is told of that one.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum

from disclosure import attachment_text
from disclosure.law.publication import WITH_READERS, FileState, NotAllowed, Status
from disclosure.law.review import Step
from disclosure.models import Attachment, AttachmentText, BulkFile, BulkImport, BulkStage, Item, RowState
from disclosure.models.attachment import stored_name
from disclosure.reviewing import require_permission
from liaocheng_gk.departments import department_of, hindrance_of
from liaocheng_gk.gate import inspect_file
from liaocheng_gk.models import Agency
from liaocheng_gk.phones import published_phones
from liaocheng_gk.uploads import PUBLIC, check_upload
from liaocheng_gk.uploads.checking import KEPT

from .archive import Archive, Refused, base_name
from .steps import claim, step_on

MOST_UNPACKED = 500 * 1024 * 1024  # bytes of all files of a zip together
_BY_NUMBER = re.compile(r"(?:(?P<code>[0-9A-Za-z]+)[/_])?(?P<serial>\d{4}-\d{5,})[/_ ].+")
_BY_KEY = re.compile(r"编号(?P<pk>\d{1,18})[/_ ].+")
UNKNOWN = "对不上任何一条信息：表格的“附件”列里没有它，名称也不是以索引号或者“编号”开头。"
SCHEDULED_ITEM = "所属的信息已经审定，待定时公开，不能加附件。需要加的，请先取消定时。"


@dataclass(frozen=True)
class Target:
    """Where a file goes: a row of the table, or an item, or both."""

    row: int | None
    item: int | None


def look_into(bulk: BulkImport) -> None:
    """Check the next files; each is kept by a transaction of its own."""
    with bulk.zip_file.open() as file:
        archive = Archive(file.read())
    wanted, phones, own = _wanted(bulk), published_phones(), department_of(bulk.by)
    while bulk.files_read < len(archive):
        _check(bulk, archive, wanted, phones, own)
    step_on(bulk, BulkStage.COMPARING)


def _wanted(bulk: BulkImport) -> dict[str, list[tuple[int, int | None]]]:
    """Names in the column of attachments, with the rows they stand in."""
    rows: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
    found = bulk.rows.exclude(files=None)  # of a row with faults, too: its file is not at fault
    for number, item, names in found.values_list("number", "item", "files"):
        for name in names:
            rows[name].append((number, item))
    return rows


def _check(bulk: BulkImport, archive: Archive, wanted: dict[str, list], phones: list[str], own: str) -> None:
    """``own``: the department of the uploader."""
    number = bulk.files_read + 1
    path = archive.paths[number - 1]
    row = BulkFile(bulk=bulk, number=number, path=path[:300])
    _forget_cut_off(bulk, number)
    try:
        target = _target(path, wanted, bulk.by, own)
        content = archive.read(number - 1, settings.UPLOAD_LIMIT_MB * 1024 * 1024)
        checked = check_upload(ContentFile(content, name=base_name(path)), PUBLIC)
        _require_room(bulk, target, checked.name, checked.size)
    except (Refused, ValidationError) as error:
        words = str(error) if isinstance(error, Refused) else error.messages[0]
        row.fault = words.removesuffix(KEPT).removeprefix(f"“{base_name(path)}”")
        return _keep(row)
    row.row, row.item = target.row, target.item
    row.name, row.size = checked.named().name, checked.size
    row.stored = stored_name(Attachment(), row.name)
    data = checked.content.read()
    row.findings = "\n".join(map(str, inspect_file(row.name, data, allowed=phones)))
    try:
        row.text = attachment_text.text_in(row.name, data).replace("\x00", "")
    except attachment_text.NoText as error:
        row.text_fault = str(error)
    with transaction.atomic():
        claim(bulk)
        row.save()
    default_storage.save(row.stored, ContentFile(data))
    row.whole = True
    return _keep(row)


def _forget_cut_off(bulk: BulkImport, number: int) -> None:
    """A file whose writing was cut off is written anew."""
    for row in bulk.files.filter(number=number, whole=False):
        default_storage.delete(row.stored)
        row.delete()


@transaction.atomic
def _keep(row: BulkFile) -> None:
    claim(row.bulk)
    row.save()
    row.bulk.files_read = row.number
    row.bulk.save(update_fields=["files_read"])


def _target(path: str, wanted: dict[str, list], by: User, own: str) -> Target:
    """Raises: Refused."""
    rows = wanted.get(path) or wanted.get(base_name(path)) or []
    if len({number for number, _ in rows}) > 1:
        numbers = "、".join(str(number) for number, _ in rows)
        raise Refused(f"在表格的第 {numbers} 行都填了，一个附件只能属于一条信息。请各放一个文件，分别命名。")
    if rows:
        number, pk = rows[0]
        if pk is not None:
            _require_open(Item.objects.filter(pk=pk).first(), by, own)
        return Target(number, pk)
    item = _named_item(path)
    _require_open(item, by, own)
    return Target(None, item.pk)


def _named_item(path: str) -> Item | None:
    if found := _BY_NUMBER.fullmatch(path):
        code = found["code"] or Agency.objects.current().organisation_code
        return Item.objects.filter(index_number=f"{code}/{found['serial']}").first()
    if found := _BY_KEY.fullmatch(path):
        return Item.objects.filter(pk=int(found["pk"])).first()
    return None


def _require_open(item: Item | None, by: User, own: str) -> None:
    """As at the desk: of a public item they wait for a review, and are for whoever publishes. Raises: Refused."""
    if item is None:
        raise Refused(UNKNOWN)
    if words := hindrance_of(own, item.department):
        raise Refused(words)
    if item.status == Status.SCHEDULED:
        raise Refused(SCHEDULED_ITEM)
    if item.status != Status.DRAFT:
        try:
            require_permission(by, Step.PUBLISH)
        except PermissionDenied as error:
            raise Refused(f"不能加到这条信息：{error}") from error


def _require_room(bulk: BulkImport, target: Target, name: str, size: int) -> None:
    """Raises: Refused."""
    same = bulk.files.filter(row=target.row, item=target.item, name=name, fault="")
    if same.exists() or (target.item and Attachment.objects.filter(item=target.item, name=name).exists()):
        raise Refused("与那条信息的另一个附件同名，没有替换。请改名，或者先在条目页面删除原来的。")
    if (bulk.files.aggregate(total=Sum("size"))["total"] or 0) + size > MOST_UNPACKED:
        raise Refused(
            f"放不下：一个压缩包解开后不能超过 {MOST_UNPACKED // 1024 // 1024} MB。请分几个压缩包上传。"
        )


def missing_names(bulk: BulkImport) -> list[tuple[int, str]]:
    """(key of the row, what to say) of each row that names a file which did not come."""
    came = set()
    for row, path in bulk.files.exclude(row=None).values_list("row", "path"):
        came |= {(row, path), (row, base_name(path))}
    refused = {
        name
        for path in bulk.files.exclude(fault="").values_list("path", flat=True)
        for name in (path, base_name(path))
    }
    told = []
    for pk, number, names in (
        bulk.rows.exclude(files=None).exclude(state=RowState.ERROR).values_list("pk", "number", "files")
    ):
        if lost := [name for name in names if (number, name) not in came and name not in refused]:
            named = "、".join(f"“{name}”" for name in lost)
            where = "压缩包里没有" if bulk.zip_file else "没有一起上传压缩包，找不到"
            told.append((pk, f"附件：{where}{named}。请把它放进压缩包，或者改正“附件”列。"))
    return told


def attach_all(bulk: BulkImport) -> tuple[int, set[int]]:
    """Give the files to their items, where they wait for review and gate; how many, and the items that were there before.

    Raises:
        NotAllowed: an item went away or was scheduled meanwhile.
    """
    new = dict(bulk.rows.filter(state=RowState.NEW).values_list("number", "item"))
    files = list(bulk.files.filter(fault=""))
    before = {file.item for file in files if file.item}
    open_items = dict(
        Item.objects.select_for_update()
        .filter(pk__in=before)
        .exclude(status=Status.SCHEDULED)
        .order_by("pk")
        .values_list("pk", "status")
    )
    names = set(Attachment.objects.filter(item__in=before).values_list("item", "name"))
    if len(open_items) < len(before) or any((file.item, file.name) in names for file in files):
        raise NotAllowed("预览之后，附件所属的信息又有改动")
    made = Attachment.objects.bulk_create(
        Attachment(
            item_id=file.item or new[file.row],
            file=file.stored,
            name=file.name,
            size=file.size,
            state=FileState.WAITING if open_items.get(file.item) in WITH_READERS else FileState.OWN,
        )
        for file in files
    )
    AttachmentText.objects.bulk_create(
        AttachmentText(attachment=attachment, text=file.text, fault=file.text_fault)
        for attachment, file in zip(made, files, strict=True)
    )
    return len(made), before


def overview(bulk: BulkImport, most: int = 200) -> dict[str, Any]:
    """The files for the preview: how many, and those that need a look first."""
    faulty = bulk.files.exclude(fault="")
    found = bulk.files.filter(fault="").exclude(findings="")
    good = bulk.files.filter(fault="")
    light = ("text",)
    return {
        "good": good.count(),
        "faulty": faulty.count(),
        "found": found.count(),
        "rows": [*faulty.defer(*light)[:most], *found.defer(*light)[:most]],
        "quiet": good.filter(findings="").defer(*light)[:most],
    }
