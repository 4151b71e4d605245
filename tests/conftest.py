"""Fixtures that more than one room uses."""

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command

from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency
from liaocheng_gk.workdays import WorkCalendar


@pytest.fixture
def bureau(db) -> Agency:
    """The bureau and its calendars as the fixtures hold them."""
    years = [f"calendar_{year}" for year in range(2019, 2028)]
    call_command("loaddata", "agency", *years, verbosity=0)
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
