"""The office's main screens: axe finds nothing in either scheme, no page is wider than the screen."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from applications.models import Application
from disclosure.models import Category, Item
from liaocheng_gk.models import Agency
from reports.models import Report
from tests.browser.axe import violations_of

pytestmark = pytest.mark.browser


@pytest.fixture
def screens(served, settings) -> list[str]:
    settings.GK_DEMO = True
    call_command("load_demo", verbosity=0)
    case = Application.objects.open().order_by("pk").first()
    item = Item.objects.order_by("pk").first()
    report = Report.objects.order_by("-year").first()
    return [
        "/admin/",
        "/admin/setup/",
        "/admin/applications/application/",
        f"/admin/applications/application/{case.pk}/change/",
        "/admin/applications/application/add/",
        "/admin/applications/feedback/",
        "/admin/disclosure/item/",
        f"/admin/disclosure/item/{item.pk}/change/",
        f"/admin/disclosure/category/{Category.objects.first().pk}/change/",
        "/admin/reports/report/",
        f"/admin/reports/report/{report.pk}/figures/",
        f"/admin/reports/report/{report.pk}/findings/",
        f"/admin/liaocheng_gk/agency/{Agency.objects.get().pk}/change/",
        "/admin/liaocheng_gk/calendaryear/",
        "/admin/auth/user/",
        "/admin/otp_totp/totpdevice/add/",
    ]


@pytest.fixture
def administrator(served, browser) -> Iterator[Callable[[], Page]]:
    """Not ``page_at``: axe sets styles of its own while it looks at forms, which the policy rightly refuses."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    page = context.new_page()

    def log_in() -> Page:
        page.goto(f"{served}/admin/login/")
        assert violations_of(page) == []
        page.get_by_label("用户名").fill("admin")
        page.get_by_label("密码").fill("demo-2026-only")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}/admin/")
        return page

    yield log_in
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_the_office_screens(served, screens, administrator, scheme):
    page = administrator()
    page.emulate_media(color_scheme=scheme)
    found = {}
    for path in screens:
        page.goto(served + path)
        if violations := violations_of(page):
            found[path] = violations
    assert found == {}, "\n".join(f"{path}: {rules}" for path, rules in found.items())


def test_the_days_work_is_the_first_thing_and_reached_by_the_keyboard(served, screens, administrator):
    page = administrator()
    page.goto(f"{served}/admin/")
    first = page.locator("#content-main h2, #content h2, section.dashboard h2").first
    assert first.bounding_box()["y"] < 900
    page.locator("a.skip-to-content-link").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#content, #main') !== null")


def test_the_text_editor_speaks_chinese_and_has_a_name(served, screens, administrator):
    page = administrator()
    page.goto(f"{served}/admin/disclosure/item/{Item.objects.order_by('pk').first().pk}/change/")
    editor = page.locator(".tiptap").first
    expect(editor).to_have_attribute("aria-label", "正文")
    expect(page.locator(".prose-menubar [title='加粗']").first).to_be_visible()
    titles = page.locator(".prose-menubar [title]").evaluate_all("all => all.map(one => one.title)")
    assert len(titles) >= 15
    assert [title for title in titles if re.search("[A-Za-z]{3,}", title)] == []
    editor.click()
    page.locator(".prose-menubar [title='插入表格']").first.click()
    dialog = page.locator(".prose-editor-dialog")
    expect(dialog).to_contain_text("行数")
    assert re.findall("[A-Za-z]{3,}", dialog.inner_text()) == []
