"""Every public page at phone and desk width: nothing sticks out, nothing is refused, axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from disclosure.models import Category, Item
from reports.models import Report

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(served, settings) -> list[str]:
    """The addresses of every kind of public page, with the demonstration's items behind them."""
    settings.GK_DEMO = True
    call_command("load_demo", verbosity=0)
    items = Item.objects.exclude(index_number=None).order_by("pk")
    longest = max(items.filter(status="published"), key=lambda item: len(item.title))
    withdrawn = items.filter(status="withdrawn").first()
    category = Category.objects.filter(items__status="published").first()
    paths = [
        "/", "/guide/", "/rules/", "/catalogue/", f"/catalogue/{category.slug}/", longest.get_absolute_url(),
        "/search/?q=商务", "/search/?q=没有这样的词", "/sitemap/", "/open-data/", "/apply/", "/apply/status/",
        "/feedback/", "/correction/", "/reports/",
        *(f"/reports/{year}/" for year in Report.objects.values_list("year", flat=True)),
    ]  # fmt: skip
    assert len(paths) >= 23
    return [served + path for path in [*paths, withdrawn.get_absolute_url(), "/no-such-page/"]]


@pytest.fixture
def quiet_page_at(page_at):
    """Pages that answer 404 or 410 on purpose are an error to the console, not to us."""
    return lambda width: page_at(width, tolerate=("404", "410"))


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_no_page_is_wider_than_the_screen(pages, quiet_page_at, width):
    page = quiet_page_at(width)
    wide = []
    for address in pages:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_public_pages(pages, quiet_page_at, scheme):
    page = quiet_page_at(375)
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in pages:
        page.goto(address)
        violations = Axe().run(page).response["violations"]
        if violations:
            found[address] = [
                (rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in violations
            ]
    assert found == {}
