"""Takes the handbook's pictures from a running demonstration (`make serve`): python docs/pictures.py [address].

Each picture is one screen, made small: at most 64 colours and 1000 pixels wide, so that all together stay under 1.5 MB.
The address is http://127.0.0.1:8000 unless given. What the script files is a demonstration's application.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent / "pictures"
WIDEST, COLOURS = 1000, 64
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
ZONE = "Asia/Shanghai"
PASSWORD = "demo-2026-only"  # noqa: S105 -- the demonstration's own, printed by load_demo


def take(page: Page, name: str, *, whole: bool = False) -> None:
    page.wait_for_timeout(200)
    with Image.open(io.BytesIO(page.screenshot(full_page=whole))) as shot:
        shot.thumbnail((WIDEST, 3000))
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            FOLDER / f"{name}.png", optimize=True
        )


def apply(page: Page, base: str) -> None:
    """The applicant's way on a phone, from the first page to the receipt."""
    with tempfile.TemporaryDirectory() as folder:
        scan = Path(folder) / "证件.jpg"
        Image.new("RGB", (856, 540), "#9db7d1").save(scan)
        page.goto(f"{base}/apply/")
        take(page, "apply-1")
        page.get_by_label("姓名或者名称").fill("演示人")
        page.get_by_label("身份证明种类").select_option(label="居民身份证")
        page.get_by_label("证件号码").fill("11010519491231002X")
        page.get_by_label("联系电话").fill("0635-8888888")
        page.locator("#id_scan_front").set_input_files(scan)
        page.wait_for_timeout(
            4000
        )  # whoever posts a form within three seconds is asked whether they are a person
        page.get_by_role("button", name="下一步").click()
    page.get_by_label("所需政府信息的名称").fill("2026年政府开放月活动安排")
    page.get_by_role("button", name="先查有没有已公开的").click()
    take(page, "apply-2")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步：核对").click()
    take(page, "apply-4")
    page.get_by_role("button", name="确认提交").click()
    take(page, "apply-5")


def office(page: Page, base: str) -> None:
    page.goto(f"{base}/admin/")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/admin/")
    take(page, "desk")
    for name, path in (
        ("setup", "/admin/setup/"),
        ("cases", "/admin/applications/application/"),
        ("items", "/admin/disclosure/item/"),
        ("calendar", "/admin/liaocheng_gk/calendaryear/"),
        ("reports", "/admin/reports/report/"),
        ("people", "/admin/auth/user/"),
    ):
        page.goto(base + path)
        take(page, name)
    page.goto(f"{base}/admin/applications/application/?due=unconfirmed")
    page.locator("#result_list tbody th a").last.click()
    take(page, "case")
    page.get_by_role("link", name="确认收到", exact=True).first.click()
    take(page, "act")


def public(page: Page, base: str) -> None:
    for name, path in (("guide-print", "/guide/print/"), ("terminal", "/apply/terminal/")):
        page.goto(base + path)
        take(page, name)


def main(base: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        apply(browser.new_page(viewport=PHONE, locale="zh-CN", timezone_id=ZONE), base)
        office(browser.new_page(viewport=DESK, locale="zh-CN", timezone_id=ZONE), base)
        public(browser.new_page(viewport=DESK, locale="zh-CN", timezone_id=ZONE), base)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
