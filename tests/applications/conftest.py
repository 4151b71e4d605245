from uuid import uuid4

import pytest

from applications.forms import new_submission_key
from tests.factories.applications import FIELDS


@pytest.fixture
def clerk(staff):
    return staff(
        "clerk",
        "applications.view_application",
        "applications.receive_application",
        "applications.handle_application",
    )


@pytest.fixture
def head(staff):
    return staff("head", "applications.view_application", "applications.approve_application")


@pytest.fixture
def filled(photo):
    """What a browser posts from the application form, complete."""

    def make(**changes) -> dict:
        return FIELDS | {"submission_key": new_submission_key(), "scan_front": photo()} | changes

    return make


@pytest.fixture
def key():
    return uuid4()
