from uuid import uuid4

import pytest

from applications.casework import perform
from applications.deed import Deed
from applications.forms import new_submission_key
from applications.law.transitions import Act
from applications.querycode import code_for
from tests.factories.applications import FIELDS, make_application


@pytest.fixture
def clerk(staff):
    return staff(
        "clerk",
        "applications.view_application",
        "applications.receive_application",
        "applications.assign_application",
        "applications.handle_application",
    )


@pytest.fixture
def head(staff):
    return staff(
        "head",
        "applications.view_application",
        "applications.assign_application",
        "applications.approve_application",
    )


@pytest.fixture
def filled(photo):
    """What a browser posts from the application form, complete."""

    def make(**changes) -> dict:
        return FIELDS | {"submission_key": new_submission_key(), "scan_front": photo()} | changes

    return make


@pytest.fixture
def key():
    return uuid4()


@pytest.fixture
def confirmed(bureau, clerk, calendar):
    """File an application and confirm it the same day."""

    def make(on, **fields):
        case = make_application(on, **fields)
        return perform(Act.CONFIRM_RECEIPT, case, Deed(on), by=clerk, calendar=calendar, today=on)

    return make


@pytest.fixture
def look_up(client):
    """Look a case up as its applicant does, on the receipt's number and code; returns the page."""

    def follow(filed) -> str:
        posted = {"number": filed.number, "code": code_for(filed.submission_key)}
        return client.post("/apply/status/", posted, follow=True).content.decode()

    return follow
