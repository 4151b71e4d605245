"""The rows of a file against one another and against what was there before: nothing is made or changed twice."""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction

from disclosure.batches import batched
from disclosure.models import BulkImport, BulkRow, BulkStage, RowState

from .files import missing_names
from .steps import step_on

BATCH = 1_000
TWINS = """
SELECT r.id, MIN(i.id) FROM disclosure_bulkrow r
JOIN disclosure_item i ON i.title = r.title AND i.document_number = r.document_number AND i.formed_on = r.formed_on
WHERE r.bulk_id = %s AND r.state = 'new' GROUP BY r.id
"""
_MOVED = """
SELECT COUNT(*) FROM disclosure_bulkrow r LEFT JOIN disclosure_item i ON i.id = r.item
WHERE r.bulk_id = %s AND r.state = 'changed' AND (i.id IS NULL OR i.updated_at <> r.seen)
"""
_UNSORTED = """
SELECT COUNT(*) FROM disclosure_bulkrow r LEFT JOIN disclosure_category c ON c.id = r.category
WHERE r.bulk_id = %s AND r.state IN ('new', 'changed') AND c.id IS NULL
"""


@transaction.atomic
def compare(bulk: BulkImport) -> None:
    """Mark the rows that stand twice or exist already; then the file waits for a person."""
    faults: dict[int, str] = dict(_doubles(bulk))
    for pk, twin in _ask(TWINS, bulk):
        faults.setdefault(
            pk, f"已有标题、文号和成文日期都相同的信息（编号 {twin}）；如要修改它，请在“编号”列填 {twin}。"
        )
    for pk, fault in missing_names(bulk):
        faults[pk] = "\n".join(filter(None, (faults.get(pk), fault)))
    for some in batched(faults.items(), BATCH):
        BulkRow.objects.bulk_update(
            [BulkRow(pk=pk, state=RowState.ERROR, faults=fault) for pk, fault in some], ["state", "faults"]
        )
    step_on(bulk, BulkStage.READY)


def is_outdated(bulk: BulkImport) -> bool:
    """Whether anything that the rows were checked against has changed since."""
    return any(_ask(question, bulk)[0][0] for question in (_MOVED, _UNSORTED)) or bool(_ask(TWINS, bulk))


def _doubles(bulk: BulkImport) -> Iterator[tuple[int, str]]:
    rows = BulkRow.objects.filter(bulk=bulk).exclude(state=RowState.ERROR).order_by("number")
    seen: dict[Any, int] = {}
    for pk, number, state, item, *words in rows.values_list(
        "pk", "number", "state", "item", "title", "document_number", "formed_on"
    ).iterator(chunk_size=BATCH):
        if state == RowState.NEW:
            key = blake2b("\0".join(map(str, words)).encode(), digest_size=16).digest()
        else:
            key = item
        first = seen.setdefault(key, number)
        if first != number:
            yield (
                pk,
                f"与第 {first} 行是同一条信息{'' if item else '（标题、文号和成文日期都相同）'}，请只保留一行。",
            )


def _ask(question: str, bulk: BulkImport) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(question, [bulk.pk])
        return cursor.fetchall()
