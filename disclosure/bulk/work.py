"""The work on an upload, in short pieces: each is one transaction that says how far it came, so that whoever comes next
goes on there; taking it in is one piece. Killed at any moment, nothing is lost but the piece in hand.
"""

import logging
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from threading import Thread
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connections, transaction
from django.utils import timezone

from disclosure.batches import batched
from disclosure.law.publication import NotAllowed
from disclosure.models import BulkImport, BulkStage
from disclosure.models.bulk import CONFIRMED, RUNNING
from liaocheng_gk import audit

from .checking import Checker
from .columns import fault_of_heads, stray
from .comparing import compare
from .files import look_into
from .rows import CheckedRow, keep_rows
from .steps import Overtaken, begin_anew, claim, forget, hand_back, refuse, step_on
from .tables import Broken, rows_of
from .taking import Outdated, take

logger = logging.getLogger(__name__)
PIECE = 500  # rows of one transaction
BROKEN = "这个文件打不开，没有导入。它可能已损坏，或扩展名与内容不符；请用表格软件另存为 .xlsx 后再上传。"
FAILED = (
    "写入目录时出了问题，一行也没有导入，目录没有任何改动，核对的结果都在。"
    "请再点一次“确认导入”；还是不行的，请把这句话和时间告诉系统管理员。"
)
EMPTY = "表格里没有可以导入的数据，一行也没有导入。请在列名下面填写内容后重新上传。"


@transaction.atomic
def start(
    name: str,
    content: bytes,
    *,
    total: int,
    by: User,
    at: datetime,
    archive: tuple[str, bytes, int] | None = None,
) -> BulkImport:
    """Keep an upload to be worked on.

    Args:
        content: of the table; empty if only attachments came.
        archive: name, content and number of files of the zip.
    """
    bulk = BulkImport(by=by, at=at, name=name[:200], digest=sha256(content).hexdigest(), total=total)
    if content:
        bulk.file.save(name, ContentFile(content), save=False)
    else:
        bulk.stage = BulkStage.FILES
    if archive:
        bulk.zip_name, bulk.files_total = archive[0][:200], archive[2]
        bulk.zip_file.save("files.zip", ContentFile(archive[1]), save=False)
    bulk.save()
    audit.record(by, "上传批量导入", bulk, f"文件指纹 {bulk.digest[:16]}")
    return bulk


def in_background(bulk: BulkImport) -> None:
    """Work in a thread of this server once what was done so far is committed, so that no page has to wait for it.

    If the server ends meanwhile, the page says so and its button calls this again.
    """
    transaction.on_commit(lambda: Thread(target=_by_itself, args=(bulk.pk,), daemon=True).start())


@transaction.atomic
def resume(bulk: BulkImport) -> bool:
    """Go on where the work was cut off; False, and nothing happens, while somebody is at a piece of it."""
    free = BulkImport.objects.select_for_update(skip_locked=True).filter(pk=bulk.pk, stage__in=RUNNING)
    if not free.first():
        return False
    BulkImport.objects.filter(pk=bulk.pk).update(moved_at=timezone.now())
    in_background(bulk)
    return True


def _by_itself(pk: int) -> None:
    try:
        if bulk := BulkImport.objects.filter(pk=pk).first():
            go_on(bulk)
    except Exception:
        logger.exception("bulk import %s stopped", pk)
    finally:
        connections.close_all()


def go_on(bulk: BulkImport) -> BulkImport:
    """Work until it waits for a person; returns it as it stands then."""
    try:
        while bulk.running:
            if bulk.stage == BulkStage.READING:
                _read(bulk)
            elif bulk.stage == BulkStage.FILES:
                look_into(bulk)
            elif bulk.stage == BulkStage.COMPARING:
                compare(bulk)
            else:
                bulk = _take(bulk)
    except Overtaken:
        pass
    return BulkImport.objects.get(pk=bulk.pk)


@transaction.atomic
def discard(bulk: BulkImport, *, by: User) -> None:
    """Forget an upload that was not confirmed, and its files.

    Raises:
        NotAllowed: it was.
    """
    if not BulkImport.objects.select_for_update().filter(pk=bulk.pk).exclude(stage__in=CONFIRMED).first():
        raise NotAllowed("这次导入已经确认，不能放弃。")
    audit.record(by, "放弃批量导入", bulk)
    forget(bulk)


def _take(bulk: BulkImport) -> BulkImport:
    """Take it in, or say why not and leave it to its uploader; cut off, it stays confirmed and can be taken up again."""
    try:
        return take(bulk, at=timezone.now())
    except Outdated as error:
        begin_anew(bulk, str(error))
    except (NotAllowed, PermissionDenied) as error:
        hand_back(bulk, f"没有导入，目录没有任何改动：{error}")
    except (Overtaken, OperationalError, InterfaceError):
        raise  # somebody else is at it, or the database was away
    except Exception:
        logger.exception("bulk import %s was not taken in", bulk.pk)
        hand_back(bulk, FAILED)
    return bulk


def _read(bulk: BulkImport) -> None:
    with bulk.file.open() as file:
        content = file.read()
    try:
        rows = rows_of(bulk.name, content, after=bulk.read)
        if not bulk.heads and not _read_heads(bulk, rows):
            return None
        checker = Checker(bulk, bulk.heads, bulk.by)
        for piece in batched(rows, PIECE):
            for _, cells in piece:
                if fault := stray(bulk.heads, cells):
                    return refuse(bulk, fault)
            _keep(bulk, checker.check(piece), piece[-1][0])
    except Broken:
        return refuse(bulk, BROKEN)
    if not bulk.rows.exists():
        return refuse(bulk, EMPTY)
    return step_on(bulk, BulkStage.FILES if bulk.zip_file else BulkStage.COMPARING)


def _read_heads(bulk: BulkImport, rows: Iterator[tuple[int, list[Any]]]) -> bool:
    """Whether the rows below them can be read."""
    number, cells = next(rows, (0, []))
    heads = ["" if cell is None else str(cell).strip() for cell in cells]
    if fault := fault_of_heads(heads):
        refuse(bulk, fault)
        return False
    with transaction.atomic():
        claim(bulk)
        bulk.heads, bulk.read = heads, number
        bulk.save(update_fields=["heads", "read"])
    return True


@transaction.atomic
def _keep(bulk: BulkImport, rows: list[CheckedRow], last: int) -> None:
    claim(bulk)
    keep_rows(bulk, rows)
    bulk.read = last
    bulk.save(update_fields=["read"])
