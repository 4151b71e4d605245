"""登记台账: the register as one Excel sheet, a row for each case."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from disclosure.workbooks import workbook
from liaocheng_gk.workdays import WorkCalendar

from .law.applicants import ApplicantKind
from .law.clock import Deadline
from .models import Application
from .staff import name_of

CHUNK = 500  # cases read at a time
MASK = "＊＊"


@dataclass(frozen=True)
class Column:
    head: str
    width: int
    value: Callable[[Application, Deadline], Any]


# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("申请编号",       16, lambda case, clock: case.number),
    Column("申请渠道",       18, lambda case, clock: case.get_channel_display()),
    Column("提交日期",       12, lambda case, clock: case.submitted_on),
    Column("收到申请之日",   14, lambda case, clock: case.received_on),
    Column("答复期限",       12, lambda case, clock: case.due_on),
    Column("期限暂定",        9, lambda case, clock: "暂定" if case.due_provisional else ""),
    Column("申请人类别",     16, lambda case, clock: case.get_applicant_kind_display()),
    Column("姓名或者名称",   20, lambda case, clock: case.name),
    Column("所需政府信息",   50, lambda case, clock: case.description),
    Column("承办人",         12, lambda case, clock: name_of(case.handler) if case.handler else ""),
    Column("办理阶段",       16, lambda case, clock: case.get_stage_display()),
    Column("办理结果",       30, lambda case, clock: case.outcome_label),
    Column("办结日期",       12, lambda case, clock: case.closed_on),
    Column("已用工作日",     11, lambda case, clock: clock.used if case.received_on else None),
    Column("是否逾期",        9, lambda case, clock: "逾期" if clock.overdue else "否"),
)
# fmt: on
NAME = next(column for column in COLUMNS if column.head == "姓名或者名称")


def ledger(
    cases: QuerySet[Application], calendar: WorkCalendar, today: date, *, masked: bool
) -> Iterator[bytes]:
    """The file, in pieces. ``masked``: names of natural persons are hidden."""
    heads = [(column.head, column.width) for column in COLUMNS]
    return workbook("登记台账", heads, _rows(cases, calendar, today, masked=masked), pinned=1)


def _rows(
    cases: QuerySet[Application], calendar: WorkCalendar, today: date, *, masked: bool
) -> Iterator[list[Any]]:
    read = cases.select_related("handler").prefetch_related("events")
    for case in read.iterator(chunk_size=CHUNK):
        deadline = case.deadline(calendar, today)
        yield [
            masked_name(case) if masked and column is NAME else column.value(case, deadline)
            for column in COLUMNS
        ]


def masked_name(case: Application) -> str:
    """A natural person's first character and no more; the names of organisations are public."""
    return case.name[:1] + MASK if case.applicant_kind == ApplicantKind.NATURAL else case.name


def ledger_filename(today: date, *, masked: bool) -> str:
    return f"登记台账{'（隐去姓名）' if masked else ''} {today:%Y-%m-%d}.xlsx"
