"""Run by deploy/prove.sh inside the proven root: a citizen and a clerk at work through nginx and the sandboxed service."""

import re
import sys
from base64 import b32decode

from tests.browsing import Browser, code_now
from tests.errands import applied, confirmed, previewed, scan_of, table_of, uploaded

ROWS = 3000
BINDING = "/admin/second-factor/"


def first_login(site: str, user: str, password: str) -> None:
    """As docs/install.md has it: password, the phone bound, the recovery codes, the desk."""
    head = Browser(site)
    head.get("/admin/login/")
    assert head.post("/admin/login/", {"username": user, "password": password}).status == 302
    assert head.get("/admin/").place == BINDING
    begun = head.post(BINDING, {"step": "begin"})
    page = begun.page if begun.status == 200 else head.get(BINDING).page
    key = b32decode(re.search(r'class="totp-key">([^<]+)<', page)[1].replace(" ", ""))
    bound = head.post(BINDING, {"code": code_now(key.hex())}).page
    assert len(re.findall(r"<code>[0-9A-Z-]{14}</code>", bound)) == 10, bound
    assert head.get("/admin/").status == 200
    print("ok: the first administrator binds a phone and comes in")


def main(site: str, user: str, password: str) -> None:
    first_login(site, user, password)
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


main(*sys.argv[1:])
