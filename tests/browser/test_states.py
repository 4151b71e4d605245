"""Every state of the pages that change with their data: empty, one, many, long, rare signs, errors, paper.

Nothing may stick out at 375, 768 and 1280 px and at 200 % zoom. With SHOTS=folder the pictures are kept to be looked at.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from disclosure.models import Category
from tests.factories.disclosure import CategoryFactory, published

pytestmark = pytest.mark.browser
LONG = "关于进一步做好聊城市商务领域促进消费提质扩容与外贸外资稳中提质若干政策措施贯彻落实情况的通知" * 3
RARE = "𠮷野家𣲗河㐂鬱🀄👨‍👩‍👧‍👦门店（含“𬭚”字）备案公示"
UNBROKEN = "A" * 180
# Width of the window and zoom: 1280 px at 200 % is a page of 640.
SIZES = {"375": (375, 1), "768": (768, 1), "1280": (1280, 1), "1280 at 200 percent": (640, 2)}


@pytest.fixture
def states(served) -> dict[str, str]:
    """What the state is -> where it is seen."""
    empty, one, many, odd = (
        CategoryFactory(slug=slug, title=title)
        for slug, title in (
            ("nothing", "空的分类"),
            ("single", "只有一条"),
            ("plenty", "很多条"),
            ("odd", "少见的字"),
        )
    )
    single = published(category=one, title="只有一条")
    for number in range(45):
        published(category=many, title=f"第 {number} 条通知")
    long, rare, unbroken = (published(category=odd, title=title) for title in (LONG, RARE, UNBROKEN))
    assert Category.objects.filter(slug=empty.slug).exists()
    return {
        "empty category": "/catalogue/nothing/",
        "category with one": "/catalogue/single/",
        "category with many": "/catalogue/plenty/",
        "category with odd titles": "/catalogue/odd/",
        "plain item": single.get_absolute_url(),
        "long title": long.get_absolute_url(),
        "rare signs": rare.get_absolute_url(),
        "unbroken title": unbroken.get_absolute_url(),
        "search without a word": "/search/",
        "search for rare signs": "/search/?q=𠮷野家",
        "search without a result": f"/search/?q={UNBROKEN}",
        "search with many results": "/search/?q=通知",
        "printed catalogue, odd titles": "/catalogue/odd/print/",
        "printed catalogue, empty": "/catalogue/nothing/print/",
        "blank form on paper": "/apply/form/print/",
        "guide on paper": "/guide/print/",
        "not found": "/no-such-page/",
        "home": "/",
        "sitemap": "/sitemap/",
    }


def keep(page: Page, name: str, size: str) -> None:
    if folder := os.environ.get("SHOTS"):
        Path(folder).mkdir(exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name} {size}.png", full_page=True)


def sticks_out(page: Page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("size", SIZES)
def test_no_state_sticks_out(served, states, page_at, size):
    width, zoom = SIZES[size]
    page = page_at(width, tolerate=("404",), device_scale_factor=zoom)
    wide = []
    for name, path in states.items():
        page.goto(served + path)
        keep(page, name, size)
        if sticks_out(page):
            wide.append(name)
    page.goto(f"{served}/apply/")
    page.get_by_label("姓名或者名称").fill(RARE)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("alert").wait_for()
    keep(page, "errors", size)
    assert page.get_by_label("姓名或者名称").input_value() == RARE
    if sticks_out(page):
        wide.append("errors")
    page.emulate_media(media="print")
    page.goto(served + states["long title"])
    keep(page, "long title printed", size)
    assert wide == []
    assert page.locator(".main-nav").is_hidden()


def test_rare_signs_are_shown_as_they_were_written(served, states, phone):
    phone.goto(served + states["rare signs"])
    assert phone.get_by_role("heading", level=1).inner_text() == RARE
