"""登记台账 of publication: every review with whoever did it, as one Excel sheet."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from .law.publication import FileState
from .law.review import RULE_OF, Step, Verdict
from .models import Item, Review
from .wording import text_digest
from .workbooks import workbook

CHUNK = 500  # reviews read at a time
HEADS = (
    *(("索引号", 28), ("标题", 50), ("公开责任科室", 16), ("成文日期", 12), ("环节", 16), ("岗位", 14)),
    *(("意见", 8), ("姓名", 12), ("时间", 18), ("说明", 40), ("依据", 24), ("是否作废", 18)),
)
VOID = "作废（其后文本已改）"


def ledger(reviews: QuerySet[Review]) -> Iterator[bytes]:
    """The file, in pieces; the rows of an item stand together in their order."""
    return workbook("发布审核登记台账", HEADS, _rows(reviews))


def ledger_filename() -> str:
    return f"发布审核登记台账 {timezone.localdate():%Y-%m-%d}.xlsx"


def _rows(reviews: QuerySet[Review]) -> Iterator[list[Any]]:
    read = reviews.select_related("item").defer("item__search_text").prefetch_related("item__attachments")
    for item, rows in groupby(
        read.order_by("item_id", "pk").iterator(chunk_size=CHUNK), key=lambda row: row.item
    ):
        for row, void in with_void(item, list(rows)):
            rule = RULE_OF[Step(row.step)]
            yield [
                *(item.index_number or "（未发布）", item.title, item.department, item.formed_on),
                *(rule.step.label, rule.who, row.get_verdict_display(), row.name, row.at, row.note),
                *(rule.basis, VOID if void else ""),
            ]


def with_void(item: Item, rows: Iterable[Review]) -> list[tuple[Review, bool]]:
    """The reviews of ``item``, each with whether a later change of the text made it void.

    A review is of the text its round ended with, or it counts no more; the open round is held against the text of now.
    """
    marked, round_ = [], []
    for row in rows:
        round_.append(row)
        if row.step == Step.PUBLISH or row.verdict == Verdict.RETURNED:
            marked += [(done, done.digest != row.digest) for done in round_]
            round_ = []
    if round_:
        files = [file for file in item.attachments.all() if file.state != FileState.LEAVING]
        now = text_digest(item, [(file.name, file.file.name) for file in files])
        marked += [(done, done.digest != now) for done in round_]
    return marked
