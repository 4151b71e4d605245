"""Applying by keyboard alone and without JavaScript: every step reached by Tab, typed, and entered."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from applications.models import Application
from applications.querycode import code_for

pytestmark = pytest.mark.browser
MANY = 120
WANTED = "2025年度外贸促进专项资金分配结果"


@pytest.fixture
def scan(tmp_path: Path, photo) -> Path:
    path = tmp_path / "证件.jpg"
    path.write_bytes(photo().read())
    return path


def tab_to(page: Page, matches: str) -> None:
    """Press Tab until the element with the focus matches; every stop on the way must show where it is."""
    for _ in range(MANY):
        page.keyboard.press("Tab")
        found, ring = page.evaluate(
            """wanted => {
                const at = document.activeElement, style = getComputedStyle(at);
                return [at.matches(wanted), style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2];
            }""",
            matches,
        )
        assert ring, f"focus not visible on the way to {matches}"
        if found:
            return
    raise AssertionError(f"not reached by Tab: {matches}")


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page, f"main [name={name}]:not([type=hidden])")
    page.keyboard.type(text)


def press(page: Page, step: str) -> None:
    tab_to(page, f"button[value={step}]")
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["javascript", "no javascript"])
def test_the_whole_application_by_keyboard_alone(served, page_at, scan, scripts):
    page = page_at(375, java_script_enabled=True) if scripts else page_at(375, java_script_enabled=False)
    page.goto(f"{served}/apply/")
    if not scripts:
        # Without scripts the page cannot tell where the focus is; the same way, by label and button.
        _fill_by_label(page, scan)
    else:
        _fill_by_keyboard(page, scan)
    expect(page.get_by_role("heading", level=1)).to_have_text("政府信息公开申请提交回执")
    case = Application.objects.get()
    assert (case.name, case.description, case.delivery) == ("张三丰", WANTED, "online")
    assert case.identity_documents.count() == 1
    expect(page.locator(".receipt-code").nth(1)).to_have_text(code_for(case.submission_key))
    assert re.search(r"/apply/receipt/$", page.url)


def _fill_by_keyboard(page: Page, scan: Path) -> None:
    type_into(page, "name", "张三丰")
    tab_to(page, "main [name=identity_kind]")
    page.keyboard.press("ArrowDown")
    type_into(page, "identity_number", "11010519491231002X")
    type_into(page, "phone", "13800000000")
    tab_to(page, "main #id_scan_front")
    page.locator("#id_scan_front").set_input_files(scan)  # the system's own dialogue is no page
    press(page, "to-want")
    type_into(page, "description", WANTED)
    press(page, "to-receive")
    press(page, "check")
    expect(page.locator(".scan-preview")).to_be_visible()
    press(page, "submit")


def _fill_by_label(page: Page, scan: Path) -> None:
    page.get_by_label("姓名或者名称").fill("张三丰")
    page.get_by_label("身份证明种类").select_option(label="居民身份证")
    page.get_by_label("证件号码").fill("11010519491231002X")
    page.get_by_label("联系电话").fill("13800000000")
    page.locator("#id_scan_front").set_input_files(scan)
    page.get_by_role("button", name="下一步：所需信息").click()
    page.get_by_label("所需政府信息的名称").fill(WANTED)
    page.get_by_role("button", name="先查有没有已公开的").click()
    expect(page.get_by_label("所需政府信息的名称")).to_have_value(WANTED)
    page.get_by_role("button", name="下一步：获取方式").click()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.locator(".scan-preview")).to_be_visible()
    page.get_by_role("button", name="确认提交").click()


def test_organisations_alone_are_asked_for_a_contact(served, phone):
    phone.goto(f"{served}/apply/")
    contact = phone.get_by_label("联系人")
    expect(contact).to_be_hidden()
    phone.locator("[name=applicant_kind][value=company]").check()
    expect(contact).to_be_visible()


def test_the_camera_opens_on_a_phone_and_is_not_offered_to_a_mouse(served, page_at):
    touch = page_at(375, has_touch=True, is_mobile=True)
    touch.goto(f"{served}/apply/")
    expect(touch.get_by_label("拍照上传身份证明")).to_be_visible()
    mouse = page_at(1280)
    mouse.goto(f"{served}/apply/")
    expect(mouse.get_by_label("拍照上传身份证明")).to_be_hidden()
    expect(mouse.get_by_label("身份证明（照片或扫描件，必传）")).to_be_visible()
