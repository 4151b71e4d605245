"""How much a page moved under its reader while it was put together."""

from playwright.sync_api import Page

SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value; })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 50);
})"""


def shift_of(page: Page) -> float:
    """Cumulative layout shift of the page as it stands; 0 if nothing moved."""
    return page.evaluate(SHIFT)
