"""Fixtures that more than one room uses."""

import io
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core import serializers
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from hypothesis import settings as examples
from PIL import Image

from disclosure import file_guard
from liaocheng_gk.audit_guard import lift_guard
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar

# How long an example takes says more about the machine than about the code; what is to be quick is in bench/.
examples.register_profile("untimed", deadline=None)
examples.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """On SQLite the tests that empty all tables at their end would meet the guards of the audit log and of public files.

    Those have tests of their own. The one of files is set again after every such end, as after every migration.
    """
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            lift_guard(connection)
            # Of the class: a browser's event loop has a connection of its own.
            kind = type(connection.ops)
            emptying, first = kind.sql_flush, f"DROP TRIGGER IF EXISTS {file_guard.TABLE}_public_delete;"
            kind.sql_flush = lambda *args, **options: [first, *emptying(*args, **options)]


@pytest.fixture(autouse=True)
def _public_files_may_be_emptied(request: pytest.FixtureRequest) -> Iterator[None]:
    """The same of the guard of public files; the emptying makes it again, as every migration does."""
    marker = request.node.get_closest_marker("django_db")
    yield
    if marker and marker.kwargs.get("transaction") and connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER IF EXISTS disclosure_attachment_public_delete")


@pytest.fixture(scope="session")
def bureau_rows(django_db_setup, django_db_blocker) -> dict[type[Model], list[Model]]:
    """The fixtures of the bureau and its calendars, read once: `loaddata` before every test took half the suite's time."""
    rows: dict[type[Model], list[Model]] = {}
    folder = Path(settings.FIXTURE_DIRS[0])
    with django_db_blocker.unblock():
        for path in [folder / "agency.json", *sorted(folder.glob("calendar_*.json"))]:
            for row in serializers.deserialize("json", path.read_text(encoding="utf-8")):
                rows.setdefault(type(row.object), []).append(row.object)
    return rows


@pytest.fixture
def bureau(db, bureau_rows) -> Agency:
    """The bureau and its calendars as the fixtures hold them."""
    for model, rows in bureau_rows.items():
        model._base_manager.bulk_create([copy(row) for row in rows])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(bureau_rows)):
            cursor.execute(statement)
    return Agency.objects.current()


@pytest.fixture
def calendar(bureau: Agency) -> WorkCalendar:
    return load_calendar()


@pytest.fixture
def staff(db):
    """Make a member of staff with the given permissions: ``staff("li", "applications.handle_application")``."""

    def make(username: str, *permissions: str) -> User:
        user = User.objects.create_user(username, password="demo-password-1", is_staff=True)
        for name in permissions:
            app, codename = name.split(".")
            user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
        return User.objects.get(pk=user.pk)

    return make


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
def put_back() -> Iterator[None]:
    """For a test that takes the database back to an earlier state: all migrations again at its end."""
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
