import importlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse

from applications.models import Application
from applications.querycode import code_for
from liaocheng_gk.settings import base
from tests.trust.world import World, make_world

# Documents that take a second to make and are the same for everybody who gets them.
SLOW = ("reports.views.make_docx", "reports.views.make_pdf", "applications.admin.case_file.case_file_pdf")


@pytest.fixture
def real_doors(settings) -> None:
    """The doors as in production, but for the lock-out of the login and the second factor."""
    for name in ("GK_IDLE_MINUTES", "GK_SESSION_HOURS", "GK_CONFIRM_MINUTES", "GK_FORM_SECONDS"):
        setattr(settings, name, getattr(base, name))


@pytest.fixture
def world(bureau, time_machine) -> World:
    time_machine.move_to("2026-03-25 10:00 +0800")
    return make_world()


@pytest.fixture(scope="module")
def made_once() -> Iterator[None]:
    """The slow documents are made for the first who asks and kept for the others."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SLOW:
            patch.setattr(name, _kept(_found(name)))
        yield


def _found(name: str) -> Callable[..., bytes]:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def _kept(make: Callable[..., bytes]) -> Callable[..., bytes]:
    content: list[bytes] = []

    def kept(*args: Any, **kwargs: Any) -> bytes:
        if not content:
            content.append(make(*args, **kwargs))
        return content[0]

    return kept


@pytest.fixture
def look_up(client):
    """Look a case up as its applicant does, on the receipt's number and code."""

    def follow(filed: Application) -> HttpResponse:
        posted = {"number": filed.number, "code": code_for(filed.submission_key)}
        return client.post("/apply/status/", posted)

    return follow
