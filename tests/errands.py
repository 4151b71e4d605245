"""What a citizen and a clerk do at a real portal, each act through its own page, by ``tests.browsing.Browser``."""

import csv
import io
import re
import time

from tests.applicants import EVERYTHING, NUMBERS, Hidden, picture
from tests.browsing import Answer, Browser

# As the template of the desk has them (disclosure.bulk.columns.TEMPLATE_COLUMNS).
COLUMNS = (
    "索引号",
    "标题",
    "分类",
    "文号",
    "成文日期",
    "发布机构",
    "有效性",
    "公开责任科室",
    "内容概述",
    "正文",
)
IMPORT = "/admin/disclosure/item/import/"


def applied(citizen: Browser, *, scan: bytes = b"", submit_at: str = "") -> tuple[str, str]:
    """File an application with a scan of the identity card; its number and query code, as the receipt shows them.

    Args:
        submit_at: another server that gets the filing, the form having been opened at the first.
    """
    fields = Hidden(citizen.get("/apply/").page).fields | EVERYTHING | {"step": "submit"}
    citizen.site = submit_at or citizen.site
    answer = citizen.post("/apply/", fields, scan_front=("a.jpg", "image/jpeg", scan or picture()))
    while (
        answer.status == 200 and 'name="human_question"' in answer.page
    ):  # filled in faster than a person reads
        first, second = re.search(r"(\w)加(\w)等于几", answer.page).groups()
        kept = Hidden(answer.page).fields | {"human_answer": str(NUMBERS[first] + NUMBERS[second])}
        answer = citizen.post("/apply/", kept, scan_front=("a.jpg", "image/jpeg", scan or picture()))
    assert answer.status == 302, answer.page[:3000]
    receipt = citizen.get("/apply/receipt/").page
    return re.search(r"YSQ\d{4}-\d{4,}", receipt)[0], re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", receipt)[0]


def scan_of(clerk: Browser, number: str) -> str:
    """The address of a case's scan, found as the office finds it: list, case, link."""
    listed = clerk.get(f"/admin/applications/application/?q={number}").page
    case = re.search(r"/admin/applications/application/\d+/", listed)[0]
    return re.search(case + r"identity/\d+/", clerk.get(case + "change/").page)[0]


def table_of(rows: int, category: str, name: str) -> bytes:
    """A spreadsheet of so many new items, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in range(rows):
        number = f"聊商字〔2026〕{row}号"
        writer.writerow(
            ["", f"{name}第{row}条", category, number, "2026-01-31", "", "有效", "办公室", "概述", "正文"]
        )
    return out.getvalue().encode()


def uploaded(clerk: Browser, table: bytes) -> str:
    """The page of the upload, on which the work goes on by itself."""
    clerk.get(IMPORT)
    answer = clerk.post(IMPORT, {}, import_file=("a.csv", "text/csv", table))
    assert answer.status == 302, answer.page
    return answer.place


def confirmed(clerk: Browser, page: str) -> Answer:
    """Press the button of the preview and wait until all of it is in the catalogue."""
    clerk.post(page, {"confirm": "确认导入"})
    answer = previewed(clerk, page)
    assert "导入完成" in answer.page, answer.page
    return answer


def previewed(clerk: Browser, page: str, *, seconds: float = 60) -> Answer:
    """Wait until the work has come to its end, looking again as the page itself does; ``clerk.site`` may be another server."""
    end = time.monotonic() + seconds
    while 'http-equiv="refresh"' in (answer := clerk.get(page)).page:
        assert time.monotonic() < end, answer.page
        time.sleep(0.2)
    return answer
