"""An empty installation from the first log-in to the last step of 启用准备, by what is written on the pages alone."""

import base64
import re
from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from liaocheng_gk.keyring import new_line, read_keyring
from liaocheng_gk.roles import sync_roles
from tests.browser.axe import violations_of
from tests.browsing import code_now

pytestmark = pytest.mark.browser
PASSWORD = "kaishi-2026-lc"
# Names of formats and programs that whoever sets up has to meet.
KNOWN = {
    "TOTP",
    "ICP",
    "JSON",
    "manage",
    "load_bureau",
    "guanli",
    "https",
    "functions",
    "swj",
    "www",
    "example",
    "gov",
}
BUREAU = {
    "简称": "市商务局", "机构代码": "371500004", "公文代字": "某商公开", "地址": "某市某路1号", "邮政编码": "252000",
    "联系电话": "0635-1234567", "传真": "无", "电子邮箱": "gk@example.gov.cn", "网站网址": "https://swj.example.gov.cn/",
    "网站标识码": "3715000045", "市政府网站网址": "https://www.example.gov.cn/", "政府信息公开工作机构": "办公室",
    "受理点": "办公室205房间", "投诉电话": "0635-7654321", "行政复议机关": "某市人民政府",
}  # fmt: skip
# Whoever asks and whoever allows are two people.
PEOPLE = {
    "wang": ("登记岗", "承办岗", "发布岗", "科室信息员"),
    "zhao": ("审批岗", "科室负责人", "分管领导", "保密审查岗"),
}


@pytest.fixture
def empty(transactional_db, live_server, settings) -> str:
    """What `migrate` and `createsuperuser` leave, with the second factor asked for as in production."""
    settings.GK_SECOND_FACTOR = True
    sync_roles()
    User.objects.create_superuser("guanli", password=PASSWORD)
    return live_server.url


@pytest.fixture
def somebody(browser: Browser, empty) -> Iterator[Callable[[str], Page]]:
    """Somebody who logs in for the first time, binds a phone and lays the recovery codes away."""
    contexts = []

    def log_in(name: str) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="zh-CN", reduced_motion="reduce"
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{empty}/admin/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("button", name="开始绑定").click()
        shown = re.search("密钥：([A-Z2-7 ]+)", page.locator("#content").inner_text()).group(1)
        page.get_by_label("验证码").fill(code_now(base64.b32decode(shown.replace(" ", "")).hex()))
        page.get_by_role("button", name="绑定").click()
        page.get_by_role("link", name="已经收好，进入工作台").click()
        return page

    yield log_in
    for context in contexts:
        context.close()


def in_chinese(page: Page) -> None:
    latin = set(re.findall("[A-Za-z_]{3,}", page.locator("body").inner_text()))
    assert latin - KNOWN - set(PEOPLE) == set(), page.url


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    in_chinese(page)
    expect(page.locator(".messagelist .success")).to_be_visible()


def step(page: Page, title: str) -> Page:
    """Back to 启用准备 by the link on top of every page, and on by the step's own title."""
    page.get_by_role("link", name="启用准备", exact=True).first.click()
    in_chinese(page)
    page.locator(".first-steps").get_by_role("link", name=title, exact=True).click()
    in_chinese(page)
    return page


def open_steps(page: Page) -> list[str]:
    page.get_by_role("link", name="启用准备", exact=True).first.click()
    expect(page.locator(".first-steps > li")).to_have_count(7)
    return [title.partition("：")[0] for title in page.locator(".step-open h2").all_inner_texts()]


def enter_bureau(page: Page) -> None:
    for label, value in BUREAU.items():
        page.get_by_label(f"{label}：", exact=True).fill(value)
    page.locator(".field-guide_reviewed_on").get_by_role("link", name="今天").click()
    names, hours = page.locator("#names-group"), page.locator("#office_hours-group")
    names.locator("[name$='-0-name']").fill("某市商务局")
    names.locator("[name$='-0-since']").fill("2024-01-01")
    row = hours.locator("tr.dynamic-office_hours").first.locator("input:visible:not([type=checkbox])")
    for box, value in zip(row.all(), ("1", "1", "12", "31", "8:30", "12:00", "13:30", "17:30"), strict=True):
        box.fill(value)
    save(page)


def enter_people(page: Page) -> None:
    for name, roles in PEOPLE.items():
        step(page, "人员与岗位").get_by_role("link", name="增加账号").click()
        page.get_by_label("用户名：").fill(name)
        page.get_by_label("密码：", exact=True).fill(PASSWORD)
        page.get_by_label("密码确认：").fill(PASSWORD)
        save(page)
        expect(page.get_by_label("可以登录后台")).to_be_checked()
        for role in roles:
            page.get_by_label(role, exact=True).check()
        save(page)


def enter_calendars(page: Page) -> None:
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        step(page, "工作日历").get_by_role("link", name="导入放假安排").click()
        page.get_by_label("年份").fill(str(year))
        page.get_by_label("通知文号").fill(f"国办发明电〔{year - 1}〕7号")
        page.get_by_label("放假和调休的日期").fill(f"{year}-01-01,放假,元旦")
        page.get_by_role("button", name="预览").click()
        page.get_by_role("button", name="录入").click()
        in_chinese(page)


def confirm_calendars(page: Page) -> None:
    page.get_by_role("link", name="工作日历", exact=True).first.click()
    boxes = page.locator("#result_list tbody input[type=checkbox]")
    expect(boxes).to_have_count(2)
    for box in boxes.all():
        box.check()
    page.locator("select[name=action]").select_option(label="复核所选日历（须为录入人以外的人）")
    page.get_by_role("button", name="执行").click()
    expect(page.locator(".messagelist .success").first).to_be_visible()


def test_an_empty_installation_is_set_up_to_its_end_by_its_own_pages(empty, somebody, browser, settings):
    reader = browser.new_context(locale="zh-CN").new_page()
    reader.goto(empty)
    expect(reader.get_by_text("网站正在准备，尚未开放")).to_be_visible()

    page = somebody("guanli")
    page.get_by_role("link", name="按顺序办理").click()
    assert open_steps(page) == ["本机关资料", "目录分类", "人员与岗位", "工作日历", "密钥", "定时任务"]
    enter_bureau(step(page, "本机关资料"))
    step(page, "目录分类").get_by_role("link", name="增加目录分类").click()
    page.get_by_label("名称：", exact=True).fill("机构职能")
    page.get_by_label("网址标识：").fill("functions")
    page.get_by_label("栏目描述：").fill("本机关的主要职能。")
    page.get_by_label("栏目关键词：").fill("职能，机构")
    save(page)
    enter_people(page)
    enter_calendars(page)
    assert open_steps(page) == ["工作日历", "密钥", "定时任务"]  # another confirms
    confirm_calendars(somebody("zhao"))
    assert open_steps(page) == ["密钥", "定时任务"]

    # What whoever keeps the server does, without a page.
    settings.GK_VAULT_KEYS = read_keyring("\n".join([new_line("k1"), new_line("lookup")]))
    call_command("remind", verbosity=0)
    assert open_steps(page) == []
    page.get_by_role("link", name="首页").first.click()
    expect(page.get_by_text("项准备工作")).to_have_count(0)

    for path in ("/", "/guide/", "/catalogue/", "/apply/"):
        assert reader.goto(empty + path).status == 200
        expect(reader.get_by_text("某市商务局").first).to_be_visible()
    reader.context.close()


def test_axe_finds_no_violation_at_the_door_with_the_second_factor_on(empty, somebody, browser):
    """The page that asks for the code, as it comes and with a wrong code, in both schemes and in the system's colours."""
    somebody("guanli")
    page = browser.new_context(locale="zh-CN", reduced_motion="reduce").new_page()
    page.goto(f"{empty}/admin/")
    page.get_by_label("用户名").fill("guanli")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="第二步验证")).to_be_visible()
    assert violations_of(page, dark=True) == []
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("还没有登录")).to_be_visible()
    assert violations_of(page, dark=True) == []
    page.emulate_media(forced_colors="active")
    assert violations_of(page) == []
    page.context.close()
