"""Every public page at phone and desk width: nothing sticks out, nothing is refused, axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser
PAGES = (
    "/", "/guide/", "/rules/", "/catalogue/", "/catalogue/policy/", "/search/?q=公开", "/sitemap/", "/open-data/",
    "/apply/", "/apply/status/", "/feedback/", "/correction/", "/reports/", "/reports/2020/", "/reports/2023/",
    "/reports/2016/", "/no-such-page/",
)  # fmt: skip


@pytest.mark.parametrize("width", [375, 1280])
def test_no_page_is_wider_than_the_screen(served, page_at, width):
    page = page_at(width)
    wide = []
    for path in PAGES:
        page.goto(served + path)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(path)
    assert wide == []


def test_axe_finds_no_violation_on_public_pages(served, phone):
    found = {}
    for path in PAGES:
        phone.goto(served + path)
        violations = Axe().run(phone).response["violations"]
        if violations:
            found[path] = [
                (rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in violations
            ]
    assert found == {}
