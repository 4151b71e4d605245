"""How much a page moved under its reader while it was put together."""

from playwright.sync_api import Page

SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 50);
})"""


# Of the office's screens, which scripts of packages finish: what a reader does not notice (Web Vitals call it good).
UNNOTICED = 0.1


def jumps(page: Page) -> bool:
    """Whether a screen of the office moves so that it is noticed. The text editor is as high as its text, so it may."""
    return shift_of(page) >= UNNOTICED and page.locator(".tiptap").count() == 0


def shift_of(page: Page) -> float:
    """Cumulative layout shift of the page as it stands; 0 if nothing moved."""
    return page.evaluate(SHIFT)
