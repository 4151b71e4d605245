import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

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
def photo():
    """A JPEG as a phone makes it, with a place in its EXIF."""

    def make(name: str = "证件.jpg", size: tuple[int, int] = (800, 500)) -> SimpleUploadedFile:
        picture = Image.new("RGB", size, "#ccddee")
        exif = Image.Exif()
        exif[0x010E] = "secret-place"
        out = io.BytesIO()
        picture.save(out, "JPEG", exif=exif)
        return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")

    return make


@pytest.fixture
def filled(photo):
    """What a browser posts from the application form, complete."""

    def make(**changes) -> dict:
        return FIELDS | {"submission_key": new_submission_key(), "scan_front": photo()} | changes

    return make


@pytest.fixture
def key():
    return uuid4()
