"""Erasing people changes no figure of the annual report."""

from datetime import date

import pytest

from applications.erasure import erase_people
from applications.models import Application
from reports.forms import form_for
from reports.tally import tally_four, tally_three
from tests.factories import person
from tests.factories.applications import make_application


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_tables_are_what_they_were_before_the_erasure(bureau, staff, calendar, year):
    clerk = staff(
        "clerk",
        "applications.view_application",
        "applications.receive_application",
        "applications.handle_application",
    )
    head = staff("head", "applications.view_application", "applications.approve_application")
    person.whole_case(clerk, head, calendar)
    make_application(date(2025, 6, 2))
    form = form_for(year)
    before = tally_three(form, year), tally_four(form, year)
    assert any(before[0].values()) == (year == 2025)
    assert erase_people(date(2032, 1, 1)) == 1
    assert Application.objects.exclude(erased_on=None).count() == 1
    assert (tally_three(form, year), tally_four(form, year)) == before
