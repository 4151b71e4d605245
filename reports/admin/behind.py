"""What a computed figure counts: the items, cases or disputes behind it, for those who may see them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse

from reports.catalogue import documents_behind
from reports.models import Report
from reports.tally import cases_behind, disputes_behind

SHOWN = 500  # rows of a page; the number of all stands above


@dataclass(frozen=True)
class Source:
    """``cells``: what stands under ``heads`` for one row, the first of them linked to ``page`` (an admin page)."""

    permission: str
    page: str
    heads: tuple[str, ...]
    find: Callable[[Report, str], QuerySet]
    cells: Callable[[Any], tuple[str, ...]]
    owner: Callable[[Any], int] = lambda row: row.pk


def _day(day: date | None, otherwise: str) -> str:
    return day.isoformat() if day else otherwise


SOURCES = {
    "t2": Source(
        "disclosure.view_item",
        "admin:disclosure_item_change",
        ("索引号", "名称", "生成日期", "有效性", "废止日期"),
        lambda report, key: documents_behind(report.year, key).order_by("formed_on", "pk"),
        lambda row: (
            row.index_number, row.title, _day(row.formed_on, "未填"), row.get_validity_display(),
            _day(row.repealed_on, "未废止"),
        ),
    ),
    "t3": Source(
        "applications.view_application",
        "admin:applications_application_change",
        ("申请编号", "申请人类别", "收到之日", "办结之日", "结果"),
        lambda report, key: cases_behind(report.form, report.year, key).order_by("number"),
        lambda row: (
            row.number, row.get_applicant_kind_display(), _day(row.received_on, "未确认"),
            _day(row.reported_on, "在办"), row.outcome_label,
        ),
    ),
    "t4": Source(
        "applications.view_application",
        "admin:applications_application_change",
        ("申请编号", "类别", "受理机关", "受理日期", "审结日期", "结果"),
        lambda report, key: disputes_behind(report.form, report.year, key)
        .select_related("application")
        .order_by("accepted_on", "pk"),
        lambda row: (
            row.application.number, row.get_kind_display(), row.body, _day(row.accepted_on, ""),
            _day(row.concluded_on, "未审结"), row.get_result_display(),
        ),
        owner=lambda row: row.application_id,
    ),
}  # fmt: skip


def may_open(user: Any, key: str) -> bool:
    return user.has_perm(SOURCES[key[:2]].permission)


def rows_behind(request: HttpRequest, report: Report, key: str) -> dict[str, Any]:
    """The page of one figure.

    Raises:
        Http404: no such figure, or one that nothing counts.
        PermissionDenied: the user may not see what is behind it.
    """
    source = SOURCES.get(key[:2])
    if source is None or report.form is None:
        raise Http404
    if not request.user.has_perm(source.permission):
        raise PermissionDenied
    try:
        found = source.find(report, key)
    except KeyError as error:
        raise Http404 from error
    rows = [(reverse(source.page, args=[source.owner(row)]), source.cells(row)) for row in found[:SHOWN]]
    return {"heads": source.heads, "rows": rows, "total": found.count(), "shown": SHOWN}
