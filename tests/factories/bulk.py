"""Spreadsheets of items and their way over the desk."""

import csv
import io
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from disclosure.bulk.columns import TEMPLATE_COLUMNS
from disclosure.bulk.taking import confirm, take
from disclosure.bulk.work import go_on
from disclosure.models import BulkImport

IMPORT, EXPORT = "/admin/disclosure/item/import/", "/admin/disclosure/item/export/"
ROW = {
    **{"索引号": "", "标题": "关于试点的通知", "分类": "政策文件", "文号": "聊商字〔2026〕1号"},
    **{"成文日期": "2026-01-31", "发布机构": "", "有效性": "有效", "公开责任科室": "办公室"},
    **{"内容概述": "概述", "正文": "第一段\n第二段 <"},
}


def sheet(rows: Sequence[dict], columns: Sequence[str] = TEMPLATE_COLUMNS) -> bytes:
    made = Workbook()
    made.active.append(list(columns))
    for row in rows:
        made.active.append([row.get(column, "") for column in columns])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def comma_file(rows: Sequence[dict], columns: Sequence[str] = TEMPLATE_COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue().encode("utf-8", "replace")


def book(*rows: dict, columns: Sequence[str] = TEMPLATE_COLUMNS, kind: str = "xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(f"表.{kind}", (sheet if kind == "xlsx" else comma_file)(rows, columns))


def uploaded(address: str) -> BulkImport:
    """The upload whose page this is."""
    return BulkImport.objects.get(pk=address.rstrip("/").rpartition("/")[2])


def preview(client, file: SimpleUploadedFile, **more):
    """Upload, do what the server does in the background, and look."""
    response = client.post(IMPORT, {"import_file": file} | more)
    if response.status_code != 302:
        return response
    go_on(uploaded(response.url))
    return client.get(response.url)


def confirmed(client, address: str) -> str:
    """Press the button, do what the server does in the background, and look."""
    client.post(address, {"confirm": "1"})
    go_on(uploaded(address))
    return client.get(address).content.decode()


def taken(bulk: BulkImport) -> BulkImport:
    """Confirmed and taken in; raises what stands in the way."""
    confirm(bulk, at=timezone.now())
    return take(BulkImport.objects.get(pk=bulk.pk), at=timezone.now())
