"""Every screen of the office: the addresses come from the resolver, so that a new screen cannot be forgotten."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.browser.axe import violations_of
from tests.browser.moves import jumps
from tests.trust.matrix import rows
from tests.trust.world import World, make_world

pytestmark = pytest.mark.browser
PASSWORD = "demo-password-1"
LATIN = re.compile("[A-Za-z]{3,}")
# The editor's buttons are letters of a font of signs; their names are held by a test of their own.
WORDS = """() => {
    document.querySelectorAll('.prose-menubar').forEach(bar => bar.remove());
    return document.body.innerText;
}"""
BOSS = "管理员"
# Stock pages that differ by no more than a name: one of each is looked at.
ALIKE = {"admin/delete_confirmation.html", "admin/object_history.html"}


@pytest.fixture
def world(transactional_db, bureau, time_machine) -> World:
    time_machine.move_to("2026-03-25 10:00 +0800")
    return make_world()


@pytest.fixture
def page(world, browser: Browser) -> Iterator[Page]:
    """Not ``page_at``: axe sets styles of its own, which the policy rightly refuses."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",  # or colours would still be on their way from light to dark
    )
    yield context.new_page()
    context.close()


def log_in(page: Page, server: str) -> None:
    page.goto(f"{server}/admin/login/?next=/admin/")
    page.get_by_label("用户名").fill(BOSS)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}/admin/")


def screens_of(world: World) -> dict[str, set[str]]:
    """Every address of the office that shows the administrator a page, with the Latin words that the server wrote on it."""
    client, found, seen = Client(), {}, set()
    client.login(username=BOSS, password=PASSWORD)
    for row in rows():
        if not row.startswith("/admin/") or row.startswith("/admin/log"):
            continue
        response = client.get(world.address(row))
        if response.streaming:
            response.close()
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        name = response.templates[0].name if response.templates else row
        if name not in ALIKE or name not in seen:
            found[world.address(row)] = set(LATIN.findall(response.content.decode()))
        seen.add(name)
    return found


def test_every_screen_is_open_to_everyone_and_speaks_chinese(live_server, world, page):
    """axe in the light scheme and, for the colours, in the dark one; and no script writes a word that is not Chinese, nothing jumps."""
    screens = screens_of(world)
    assert len(screens) > 60
    log_in(page, live_server.url)
    found, foreign, moved = {}, {}, []
    for path, words in screens.items():
        page.goto(live_server.url + path)
        if jumps(page):
            moved.append(path)
        if violations := violations_of(page, dark=True):
            found[path] = violations
        if more := set(LATIN.findall(page.evaluate(WORDS))) - words - {"localhost"}:
            foreign[path] = more
    assert found == {}, "\n".join(f"{path}: {rules}" for path, rules in found.items())
    assert (foreign, moved) == ({}, [])
