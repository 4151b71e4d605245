"""The office's main screens: axe finds nothing in either scheme, no page is wider than the screen."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from applications.models import Application, Feedback, IdentityDocument
from disclosure.bulk.taking import confirm
from disclosure.bulk.work import go_on, start
from disclosure.models import Category, GateStop, Item
from liaocheng_gk.models import Agency
from reports.models import Report
from tests.browser.axe import violations_of
from tests.browser.moves import jumps
from tests.factories.bulk import ROW, comma_file
from tests.factories.documents import pdf, zipped

pytestmark = pytest.mark.browser

SHIFT = (
    0.05  # on a phone the editor pushes its own first lines down while its buttons appear; nothing else moves
)
# Cells of two or three characters on more than one line where the table could scroll; the report's own form is given.
BROKEN_WORDS = """() => [...document.querySelectorAll(".table-scroll:not(.report-table) :is(td, th)")].filter(cell => {
  const text = cell.innerText.trim(), range = document.createRange();
  range.selectNodeContents(cell);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
  return cell.offsetWidth && !cell.childElementCount && [2, 3].includes(text.length) && lines.size > 1;
}).map(cell => cell.innerText)"""


# Looked at in the system's own colours as well, with the pages of cases and items.
MAIN = {
    "/admin/",
    "/admin/setup/",
    "/admin/applications/application/",
    "/admin/disclosure/item/",
    "/admin/reports/report/",
}


@pytest.fixture
def screens(demo) -> list[str]:
    case = Application.objects.open().order_by("pk").first()
    item = Item.objects.order_by("pk").first()
    report = Report.objects.order_by("-year").first()
    scan = IdentityDocument.objects.order_by("pk").first()
    entry = Feedback.objects.create(
        kind="correction",
        name="王五",
        phone="0635-6666666",
        content="姓名有误",
        number="TS2026-0001",
        submission_key=uuid4(),
        query_code_hash="x",
        submitted_at=timezone.now(),
    )
    stop = GateStop.objects.create(
        case_number=case.number,
        part="随附文件 1",
        digest="x",
        findings=[["ID", "1 处", ""]],
        stopped_by=User.objects.get(username="chengban"),
        stopped_at=timezone.now(),
    )
    waiting = Item.objects.exclude(awaiting="").order_by("-pk").first()
    rows = [ROW | {"分类": Category.objects.first().title}, ROW | {"分类": "没有的分类"}]
    uploader = User.objects.get(username="admin")
    files = ("a.zip", zipped({"没人要.pdf": pdf()}), 1)
    bulk = go_on(start("a.csv", comma_file(rows), total=3, by=uploader, at=timezone.now(), archive=files))
    taking, cut_off = (
        go_on(start("a.csv", comma_file(rows[:1]), total=total, by=uploader, at=timezone.now()))
        for total in (100_000, 2)
    )
    for confirmed in (taking, cut_off):
        confirm(confirmed, at=timezone.now() - timedelta(minutes=1))
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
        f"/admin/disclosure/item/{waiting.pk}/review/",
        f"/admin/disclosure/item/{waiting.pk}/history/",
        f"/admin/disclosure/item/{item.pk}/versions/",
        f"/admin/disclosure/item/{item.pk}/gate/",
        "/admin/disclosure/item/import/",
        *(f"/admin/disclosure/item/import/{one.pk}/?still=1" for one in (bulk, taking, cut_off)),
        "/admin/disclosure/item/export/",
        "/admin/disclosure/item/league/",
        "/admin/disclosure/item/reading-point/",
        "/admin/disclosure/gatestop/",
        f"/admin/disclosure/gatestop/{stop.pk}/release/",
        f"/admin/applications/application/{scan.application_id}/identity/{scan.pk}/page/",
        f"/admin/applications/feedback/{entry.pk}/change/",
        f"/admin/applications/feedback/{entry.pk}/reply/",
        "/admin/reports/report/",
        f"/admin/reports/report/{report.pk}/publish/",
        f"/admin/reports/report/{report.pk}/figures/",
        f"/admin/reports/report/{report.pk}/findings/",
        f"/admin/liaocheng_gk/agency/{Agency.objects.get().pk}/change/",
        "/admin/liaocheng_gk/calendaryear/",
        "/admin/liaocheng_gk/auditentry/",
        "/admin/auth/user/",
        "/admin/second-factor/",
        "/admin/password/",
        "/admin/liaocheng_gk/authenticator/add/",
    ]


def test_axe_finds_no_violation_on_the_office_screens(served, screens, administrator):
    """With a demonstration's data; ``test_every_screen`` looks at all screens with one of everything."""
    page = administrator()
    found = {}
    for path in screens:
        page.goto(served + path)
        if violations := violations_of(page, dark=True, forced=path in MAIN or path.endswith("/change/")):
            found[path] = violations
    assert found == {}, "\n".join(f"{path}: {rules}" for path, rules in found.items())


def test_no_short_word_of_the_offices_tables_breaks_on_a_phone(served, screens, administrator):
    page = administrator()
    page.set_viewport_size({"width": 375, "height": 900})
    broken = {}
    for path in screens:
        page.goto(served + path)
        # The text editor is put together by a module of its own, on a busy machine after the page has come.
        page.wait_for_function("document.documentElement.scrollWidth === 375", timeout=10_000)
        assert not jumps(page), path
        if words := page.evaluate(BROKEN_WORDS):
            broken[path] = words
    assert broken == {}


# What of a list can be seen, the whole of it, and whether the tools stand below the heading.
ROOM = """() => {
    const box = at => document.querySelector(at).getBoundingClientRect();
    const list = document.querySelector("#changelist .results");
    return {seen: list.clientWidth, whole: list.scrollWidth, below: box(".object-tools").top >= box("#content h1").bottom};
}"""


def test_lists_have_room_on_a_tablet_and_on_a_desk(served, screens, administrator):
    """Django keeps its side list and its filters beside a list down to 768 px, where nothing is left for the list itself."""
    page = administrator()
    for path in ("/admin/disclosure/item/", "/admin/applications/application/"):
        page.set_viewport_size({"width": 768, "height": 900})
        page.goto(served + path)
        told = page.evaluate(ROOM)
        assert told["seen"] > 700
        assert told["below"]
        page.set_viewport_size({"width": 1280, "height": 900})
        told = page.evaluate(ROOM)
        assert told["seen"] == told["whole"]


def test_tools_never_lie_over_a_long_title(served, screens, administrator):
    page = administrator()
    longest = max(Item.objects.all(), key=lambda item: len(item.title))
    for width in (768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{served}/admin/disclosure/item/{longest.pk}/change/")
        title, tools = (
            page.locator("#content h2").first.bounding_box(),
            page.locator(".object-tools").bounding_box(),
        )
        assert tools["y"] >= title["y"] + title["height"]


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
