"""axe-core on a page as it stands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations_of(page: Page) -> list[tuple[str, list]]:
    """Each rule that is broken, with the first elements that break it."""
    violations = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:4]) for rule in violations]
