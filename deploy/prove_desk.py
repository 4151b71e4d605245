"""Run by deploy/prove.sh inside the proven root: a citizen and a clerk at work through nginx and the sandboxed service."""

import sys

from tests.browsing import Browser
from tests.errands import applied, confirmed, previewed, scan_of, table_of, uploaded

ROWS = 3000


def main(site: str) -> None:
    number, _ = applied(Browser(site))
    print("ok: an application with a scan is filed:", number)
    clerk = Browser(site)
    clerk.log_in()
    print("ok: the office comes in by password and phone")
    scan = clerk.get(scan_of(clerk, number))
    assert (scan.status, scan.headers["Content-Type"]) == (200, "image/jpeg"), scan.page
    assert Browser(site).get(scan_of(clerk, number)).status in (302, 403)
    print("ok: the scan opens for the office and for nobody else")
    page = uploaded(clerk, table_of(ROWS, "政策文件", "批量"))
    assert "确认导入" in (preview := previewed(clerk, page).page), preview
    done = confirmed(clerk, page).page
    assert str(ROWS) in done.replace(",", ""), done
    print("ok:", ROWS, "items by one spreadsheet, checked and taken in by the service's own thread")
    report = clerk.get("/reports/2023/report.pdf")
    assert (report.status, report.content[:5]) == (200, b"%PDF-"), report.page[:500]
    print("ok: the annual report as PDF,", len(report.content), "bytes")


main(sys.argv[1])
