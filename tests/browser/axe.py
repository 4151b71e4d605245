"""axe-core on a page as it stands."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


def violations_of(page: Page, *, dark: bool = False, forced: bool = False) -> list[tuple[str, list]]:
    """Each rule that is broken, with the first elements that break it.

    ``dark``: the colours of the dark scheme as well; ``forced``: and those that the system sets (high contrast).
    """
    found = Axe().run(page).response["violations"]
    if forced:
        page.emulate_media(forced_colors="active")
        found += Axe().run(page, options=COLOURS).response["violations"]
        page.emulate_media(forced_colors="none")
    if dark:
        page.emulate_media(color_scheme="dark")
        found += Axe().run(page, options=COLOURS).response["violations"]
        page.emulate_media(color_scheme="light")
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:4]) for rule in found]
