"""axe on what the other tests do not open: each step of an application, one's own case, every act and desk form."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from applications.law.transitions import Act, Stage, next_steps
from applications.models import Application, Letter, LetterTemplate
from disclosure.models import Item
from liaocheng_gk.models import AuditEntry, CalendarYear
from tests.browser.axe import violations_of

pytestmark = pytest.mark.browser


def look(page: Page, found: dict[str, list], name: str) -> None:
    if violations := violations_of(page):
        found[name] = violations


@pytest.fixture
def scan(tmp_path: Path, photo) -> Path:
    path = tmp_path / "证件.jpg"
    path.write_bytes(photo().read())
    return path


def test_axe_finds_no_violation_on_the_way_of_an_application(demo, browser: Browser, scan):
    """Each step with its faults, the check page, the receipt, one's own case, withdrawal, feedback, correction."""
    context = browser.new_context(viewport={"width": 375, "height": 800}, locale="zh-CN")
    page, found = context.new_page(), {}

    def press(name: str) -> None:
        page.get_by_role("button", name=name).click()

    page.goto(f"{demo}/apply/")
    press("下一步：所需信息")
    look(page, found, "step 1 with faults")
    page.get_by_label("姓名或者名称").fill("张三丰")
    page.get_by_label("身份证明种类").select_option(label="居民身份证")
    page.get_by_label("证件号码").fill("11010519491231002X")
    page.locator("#id_scan_front").set_input_files(scan)
    page.get_by_label("联系电话").fill("13800000000")
    press("下一步：所需信息")
    press("下一步：获取方式")
    look(page, found, "step 2 with faults")
    page.get_by_label("所需政府信息的名称").fill("汽车以旧换新补贴")
    press("先查有没有已公开的")
    look(page, found, "step 2 with matches")
    press("下一步：获取方式")
    look(page, found, "step 3")
    press("下一步：核对")
    look(page, found, "check")
    press("确认提交")
    look(page, found, "receipt")
    number, code = page.locator(".receipt-code").all_text_contents()
    page.goto(f"{demo}/apply/status/")
    page.get_by_label("申请编号").fill(number)
    page.get_by_label("查询码").fill("0000-0000")
    press("查询")
    look(page, found, "status refused")
    page.get_by_label("申请编号").fill(number)
    page.get_by_label("查询码").fill(code)
    press("查询")
    look(page, found, "own case")
    page.goto(f"{demo}/apply/status/withdraw/")
    look(page, found, "withdraw")
    for form in ("feedback", "correction"):
        page.goto(f"{demo}/{form}/")
        page.locator("main form [type=submit]").last.click()
        look(page, found, f"{form} with faults")
    context.close()
    assert found == {}


def desk_pages() -> list[str]:
    """Every kind of act once, at a case where it is open, and each form of the desk."""
    base, acts = "/admin/applications/application/", dict[Act, str]()
    for case in Application.objects.order_by("pk"):
        for row in next_steps(Stage(case.stage), case.acts):
            acts.setdefault(row.act, f"{base}{case.pk}/act/{row.act}/")
    assert len(acts) >= 15
    letter = Letter.objects.exclude(services__isnull=False).order_by("pk").first()
    return [
        *acts.values(),
        f"{base}{letter.application_id}/letters/{letter.pk}/service/",
        f"{base}{letter.application_id}/extra-letter/",
        f"{base}{letter.application_id}/deadline/",
        f"{base}hand-over/",
        f"{base}{letter.application_id}/history/",
        "/admin/applications/dispute/add/",
        "/admin/applications/service/",
        f"/admin/applications/lettertemplate/{LetterTemplate.objects.first().pk}/change/"
        if LetterTemplate.objects.exists()
        else "/admin/applications/lettertemplate/add/",
        "/admin/disclosure/item/add/",
        f"/admin/disclosure/item/{Item.objects.order_by('pk').first().pk}/history/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        "/admin/liaocheng_gk/authenticator/",
        "/admin/liaocheng_gk/calendaryear/import/",
        f"/admin/liaocheng_gk/calendaryear/{CalendarYear.objects.first().pk}/change/",
        f"/admin/liaocheng_gk/auditentry/{AuditEntry.objects.last().pk}/change/",
    ]


def test_axe_finds_no_violation_on_any_act_and_form_of_the_desk(demo, administrator):
    page, found = administrator(), {}
    for path in desk_pages():
        response = page.goto(demo + path)
        assert response.status == 200, path
        look(page, found, re.sub(r"\d+", "N", path))
    assert found == {}, "\n".join(f"{path}: {rules}" for path, rules in found.items())


def test_the_days_work_fits_one_screen(demo, administrator):
    page = administrator()
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{demo}/admin/")
    ends = page.locator(".dashboard-card").evaluate_all(
        "all => all.map(card => card.getBoundingClientRect().bottom)"
    )
    assert len(ends) >= 5
    assert max(ends) <= 800


def test_an_act_of_the_office_by_keyboard_alone(demo, administrator):
    """From the day's work to a case and its awaited act, typed and entered; every stop shows where it is."""
    page = administrator()

    def tab_to(matches: str) -> None:
        for _ in range(150):
            page.keyboard.press("Tab")
            found, ring = page.evaluate(
                """wanted => { const at = document.activeElement, style = getComputedStyle(at);
                return [at.matches(wanted), style.outlineStyle !== 'none' || style.boxShadow !== 'none']; }""",
                matches,
            )
            assert ring, page.evaluate("document.activeElement.outerHTML")[:200]
            if found:
                return
        raise AssertionError(f"not reached by Tab: {matches}")

    def enter() -> None:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    case = Application.objects.filter(stage=Stage.SUBMITTED).get()
    tab_to(f".dashboard-card a[href$='/{case.pk}/change/']")
    enter()
    page.keyboard.press("Tab")
    enter_skip = page.evaluate("document.activeElement.className")
    assert "skip-to-content-link" in enter_skip
    page.keyboard.press("Enter")
    tab_to(".next-steps .button")
    enter()
    tab_to("textarea[name=note]")
    page.keyboard.type("电话确认")
    tab_to("[name=save]")
    enter()
    case.refresh_from_db()
    assert case.stage == Stage.HANDLING
    assert page.locator(".status-word").inner_text() == "办理中"
