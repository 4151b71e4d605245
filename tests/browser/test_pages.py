"""Every public page at phone and desk width: nothing sticks out, nothing is refused, axe finds nothing."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from disclosure.models import Category, Item
from reports.models import Report
from tests.browser.axe import violations_of
from tests.browser.moves import shift_of

pytestmark = pytest.mark.browser


@pytest.fixture
def pages(demo) -> list[str]:
    """The addresses of every kind of public page, with the demonstration's items behind them."""
    items = Item.objects.exclude(index_number=None).order_by("pk")
    longest = max(items.filter(status="published"), key=lambda item: len(item.title))
    withdrawn = items.filter(status="withdrawn").first()
    category = Category.objects.filter(items__status="published").first()
    paths = [
        "/", "/guide/", "/rules/", "/catalogue/", f"/catalogue/{category.slug}/", longest.get_absolute_url(),
        "/search/?q=商务", "/search/?q=没有这样的词", "/sitemap/", "/open-data/", "/apply/", "/apply/status/",
        "/apply/terminal/", "/guide/print/", f"/catalogue/{category.slug}/print/", "/apply/form/print/",
        "/feedback/", "/correction/", "/reports/",
        *(f"/reports/{year}/" for year in Report.objects.values_list("year", flat=True)),
    ]  # fmt: skip
    assert len(paths) >= 23
    return [demo + path for path in [*paths, withdrawn.get_absolute_url(), "/no-such-page/"]]


@pytest.fixture
def quiet_page_at(page_at):
    """Pages that answer 404 or 410 on purpose are an error to the console, not to us."""
    return lambda width: page_at(width, tolerate=("404", "410"))


@pytest.mark.parametrize("width", [320, 375, 768, 1024, 1280])
def test_no_page_is_wider_than_the_screen(pages, quiet_page_at, width):
    page = quiet_page_at(width)
    wide = []
    for address in pages:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
    assert wide == []


SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }"
# What shows words but hides a part of them.
CUT = """() => [...document.querySelectorAll('body *')].filter(at => {
    const style = getComputedStyle(at), hides = value => ['hidden', 'clip'].includes(value);
    return at.clientHeight > 1 && at.innerText && !at.closest('.visually-hidden, .nav-long')
        && (hides(style.overflowX) && at.scrollWidth > at.clientWidth + 1
            || hides(style.overflowY) && at.scrollHeight > at.clientHeight + 1);
}).map(at => at.outerHTML.slice(0, 90))"""


def test_nothing_is_cut_off_when_a_reader_spaces_the_text(pages, page_at):
    """WCAG 2.2 1.4.12: lines, paragraphs, characters and words further apart."""
    page = page_at(320, tolerate=("404", "410"), bypass_csp=True)
    wrong = {}
    for address in pages:
        page.goto(address)
        page.add_style_tag(content=SPACED)
        if cut := page.evaluate(CUT):
            wrong[address] = cut
    assert wrong == {}


LOOKS = {
    "light": ({"color_scheme": "light"}, {}),
    "dark": ({"color_scheme": "dark"}, {}),
    "high contrast": ({"color_scheme": "light"}, {"gk_contrast": "high"}),
    "large type, dark": ({"color_scheme": "dark"}, {"gk_type": "large"}),
}


def wear(page: Page, served: str, look: str) -> None:
    media, cookies = LOOKS[look]
    page.emulate_media(**media)
    page.context.add_cookies(
        [{"name": name, "value": value, "url": served} for name, value in cookies.items()]
    )


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_no_violation_on_public_pages(pages, served, quiet_page_at, look):
    page = quiet_page_at(375)
    wear(page, served, look)
    found = {}
    for address in pages:
        page.goto(address)
        if violations := violations_of(page):
            found[address] = violations
    assert found == {}


# What axe leaves to the eye, asked of the page itself: WCAG 2.2 1.3.1, 2.4.7, 2.5.8, 3.1.1.
ASKED = """() => {
    const seen = box => box.width > 0 && box.height > 0;
    const inText = link => link.tagName === 'A' && link.parentElement.innerText.trim() !== link.innerText.trim();
    const label = at => document.querySelector(`label[for="${at.id}"]`);
    const small = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(at => {
            const box = at.getBoundingClientRect();
            if (!seen(box) || at.closest('.visually-hidden, .skip-link') || inText(at)) return false;
            const around = ['radio', 'checkbox'].includes(at.type) && label(at) ? label(at).getBoundingClientRect() : box;
            return Math.max(box.height, around.height) < 24 || Math.max(box.width, around.width) < 24;
        }).map(at => at.outerHTML.slice(0, 90));
    const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(at => +at.tagName[1]);
    const jumps = levels.filter((level, at) => at > 0 && level > levels[at - 1] + 1).length;
    const ones = levels.filter(level => level === 1).length;
    return {small, jumps, ones, lang: document.documentElement.lang};
}"""


@pytest.mark.parametrize("width", [375, 1280])
def test_targets_headings_and_language(pages, quiet_page_at, width):
    page = quiet_page_at(width)
    wrong = {}
    for address in pages:
        page.goto(address)
        told = page.evaluate(ASKED)
        if told != {"small": [], "jumps": 0, "ones": 1, "lang": "zh-CN"}:
            wrong[address] = told
    assert wrong == {}


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_and_nothing_comes_from_elsewhere(pages, served, quiet_page_at, width):
    """Cumulative layout shift 0 in usual and in large type, and not one request to another host."""
    page = quiet_page_at(width)
    hosts = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    shifts = {}
    for large in ("normal", "large"):
        page.context.add_cookies([{"name": "gk_type", "value": large, "url": served}])
        for address in pages:
            page.goto(address)
            if moved := shift_of(page):
                shifts[address, large] = moved
    assert shifts == {}
    assert hosts - {""} == {urlsplit(served).netloc}


def test_every_page_weighs_less_than_60_kilobytes(pages, served, quiet_page_at):
    """The page with its stylesheets, each compressed as the web server sends it; pictures are not counted."""
    request = quiet_page_at(375).request
    known: dict[str, int] = {}

    def weight_of(address: str) -> int:
        body = request.get(address).body()
        parts = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', body.decode())
        for part in set(parts) - known.keys():
            known[part] = len(gzip.compress(request.get(served + part).body()))
        return len(gzip.compress(body)) + sum(known[part] for part in parts)

    weights = {address: weight_of(address) for address in pages}
    assert len(known) >= 9
    assert {address: weight for address, weight in weights.items() if weight >= 60_000} == {}


def test_titles_of_a_list_are_no_columns_of_characters_in_large_type(demo, page_at):
    page = page_at(800)
    page.context.add_cookies([{"name": "gk_type", "value": "large", "url": demo}])
    for width in (800, 1024, 1190):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{demo}/catalogue/normative-documents/")
        titles = page.locator(".table-stack td:first-child").evaluate_all(
            "all => all.map(td => td.offsetWidth)"
        )
        assert min(titles) > 300


def test_lists_need_no_scrolling_sideways_on_a_phone(demo, phone):
    wide = []
    for path in ("/catalogue/policies/", "/reports/", "/open-data/"):
        phone.goto(demo + path)
        wide += phone.evaluate(
            "[...document.querySelectorAll('.table-scroll')].filter(at => at.scrollWidth > at.clientWidth).map(at => at.ariaLabel)"
        )
    assert wide == []
    phone.goto(f"{demo}/reports/")
    expect(phone.get_by_role("table").get_by_role("row").nth(1).get_by_role("cell")).to_have_count(3)


def test_pages_reflow_at_200_and_400_percent(pages, quiet_page_at):
    """1280 px at 200 % is 640 px, at 400 % 320 px (WCAG 1.4.10); large type on top of both, and as the reading point has it."""
    page = quiet_page_at(640)
    wide = []
    for width, large in ((640, "normal"), (640, "large"), (320, "large"), (1280, "large")):
        page.set_viewport_size({"width": width, "height": 800})
        page.context.add_cookies([{"name": "gk_type", "value": large, "url": pages[0]}])
        for address in pages:
            page.goto(address)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                wide.append((width, large, address))
    assert wide == []
