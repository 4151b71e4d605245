"""A real Chromium from Debian against the live server, at phone and at desk width."""

import os
import shutil
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from liaocheng_gk.models import Agency

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


@pytest.fixture
def served(transactional_db, live_server) -> str:
    """The live server's address, with the bureau's own data behind it."""
    call_command("load_bureau", verbosity=0)
    assert Agency.objects.current().name
    return live_server.url


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
