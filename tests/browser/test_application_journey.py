"""One application from the blank form on a phone to the reply, clerk and citizen each in a browser of their own."""

import re
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Application
from liaocheng_gk.roles import sync_roles

pytestmark = pytest.mark.browser
PASSWORD = "demo-password-1"


@pytest.fixture
def clerk_login(served, staff):
    sync_roles()
    clerk = staff("chengban")
    clerk.groups.add(*clerk.groups.model.objects.filter(name="承办岗"))
    return clerk.username


@pytest.fixture
def scan(tmp_path: Path, photo) -> Path:
    path = tmp_path / "证件.jpg"
    path.write_bytes(photo().read())
    return path


def fill_application(page: Page, url: str, scan: Path) -> None:
    page.goto(f"{url}/apply/")
    page.get_by_label("姓名或者名称").fill("张三丰")
    page.get_by_label("身份证明种类").select_option(label="居民身份证")
    page.get_by_label("证件号码").fill("11010519491231002X")
    page.get_by_label("身份证明（照片或扫描件，必传）").set_input_files(scan)
    page.get_by_label("联系电话").fill("13800000000")
    page.get_by_role("button", name="下一步：所需信息").click()
    page.get_by_label("所需政府信息的名称").fill("2025年度外贸促进专项资金分配结果")
    page.get_by_role("button", name="下一步：获取方式").click()
    page.get_by_role("button", name="下一步：核对").click()


def log_in(page: Page, url: str, username: str) -> None:
    page.goto(f"{url}/admin/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def test_an_application_goes_from_form_to_reply(served, phone, desk, clerk_login, scan, tmp_path):
    fill_application(phone, served, scan)
    expect(phone.get_by_role("heading", level=1)).to_have_text("请核对申请内容")
    phone.get_by_role("button", name="确认提交").click()
    number, code = phone.locator(".receipt-code").all_text_contents()
    assert re.fullmatch(r"YSQ\d{4}-0001", number)

    log_in(desk, served, clerk_login)
    desk.get_by_role("link", name=number).first.click()
    desk.get_by_role("link", name="确认收到").click()
    desk.get_by_role("button", name="登记：确认收到").click()
    expect(desk.locator(".status-word")).to_have_text("办理中")
    desk.get_by_role("link", name="答复", exact=True).click()
    desk.get_by_label("办理结果").select_option(label="予以公开")
    desk.get_by_label("提供的信息").fill("随附分配结果一份。")
    desk.get_by_role("button", name="登记：答复").click()
    expect(desk.locator(".status-word")).to_have_text("已办结")

    phone.goto(f"{served}/apply/status/")
    phone.get_by_label("申请编号").fill(number)
    phone.get_by_label("查询码").fill(code.lower())
    phone.get_by_role("button", name="查询").click()
    expect(phone.locator(".status-line")).to_contain_text("已办结：予以公开")
    case = Application.objects.get()
    expect(phone.locator(".deadline")).to_contain_text(
        f"{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日"
    )
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name=re.compile("政府信息予以公开告知书")).click()
    assert waiting.value.suggested_filename.endswith(".docx")
    assert case.closed_on == timezone.localdate()


def test_an_error_is_announced_linked_and_loses_nothing(served, phone, scan):
    fill_application(phone, served, scan)
    phone.get_by_role("button", name=re.compile(r"修改\s*申请人")).click()
    phone.get_by_label("联系电话").fill("")
    phone.get_by_role("button", name="下一步：所需信息").click()
    summary = phone.get_by_role("alert").first
    expect(summary).to_contain_text("联系电话")
    summary.get_by_role("link").first.click()
    expect(phone.get_by_label("联系电话")).to_be_focused()
    expect(phone.locator("[name=description]")).to_have_value("2025年度外贸促进专项资金分配结果")
    expect(phone.locator(".kept-scan img")).to_be_visible()
