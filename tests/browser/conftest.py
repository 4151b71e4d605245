"""A real Chromium from Debian against the live server, at phone and at desk width."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from liaocheng_gk.models import Agency
from tests.browser.axe import violations_of

# Playwright keeps an event loop in the test's thread; the ORM is used there from plain functions only.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    assert chromium, "缺少 chromium：apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def loaded() -> dict[str, sqlite3.Connection]:
    """Databases as they were after loading, by what was loaded: loading anew took half of these tests' time."""
    return {}


def load(loaded: dict[str, sqlite3.Connection], *commands: str) -> None:
    """Run the loading commands, or bring back what they left the first time. The files stay where they were put."""
    connection.ensure_connection()
    here, name = connection.connection, commands[-1]
    if connection.vendor == "sqlite" and name in loaded:
        loaded[name].backup(here)
        return
    for command in commands:
        call_command(command, verbosity=0)
    if connection.vendor == "sqlite":
        loaded[name] = sqlite3.connect(":memory:", check_same_thread=False)
        here.backup(loaded[name])


@pytest.fixture
def served(transactional_db, live_server, loaded) -> str:
    """The live server's address, with the bureau's own data behind it."""
    load(loaded, "load_bureau")
    assert Agency.objects.current().name
    return live_server.url


@pytest.fixture
def demo(served, settings, loaded) -> str:
    """The same with the marked demonstration set."""
    settings.GK_DEMO = True
    load(loaded, "load_demo")
    return served


@pytest.fixture
def page_at(browser: Browser) -> Iterator:
    """Open a page of a given width; a console error or a refused resource fails the test."""
    contexts, faults = [], []

    def note(message: ConsoleMessage, tolerate: tuple[str, ...]) -> None:
        if message.type == "error" and not any(f"status of {code}" in message.text for code in tolerate):
            faults.append(message.text)

    def open_page(width: int, height: int = 900, tolerate: tuple[str, ...] = (), **options) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: note(message, tolerate))
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def phone(page_at) -> Page:
    return page_at(375)


@pytest.fixture
def desk(page_at) -> Page:
    return page_at(1280)


@pytest.fixture
def administrator(served, browser) -> Iterator[Callable[[], Page]]:
    """Not ``page_at``: axe sets styles of its own while it looks at forms, which the policy rightly refuses."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900},
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",  # or colours would still be on their way from light to dark
    )
    page = context.new_page()

    def log_in() -> Page:
        page.goto(f"{served}/admin/login/")
        assert violations_of(page) == []
        page.get_by_label("用户名").fill("admin")
        page.get_by_label("密码").fill("demo-2026-only")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{served}/admin/")
        return page

    yield log_in
    context.close()
