from datetime import date

import pytest

from disclosure.law.categories import DUTIES, duty_choices
from disclosure.law.lifetime import online_until
from disclosure.law.publication import publish_due


def test_article_20_has_fifteen_kinds():
    assert [duty.key for duty in DUTIES] == [f"20-{number:02d}" for number in range(1, 16)]
    assert duty_choices()[10][1].startswith("第二十条第（十一）项")


@pytest.mark.django_db
def test_article_26_twenty_working_days_over_the_spring_holidays(calendar):
    assert publish_due(date(2025, 4, 18), calendar) == date(2025, 5, 20)


@pytest.mark.parametrize(
    ("article20", "until"),
    [("20-04", date(2026, 5, 1)), ("", date(2026, 5, 1)), ("20-01", None), ("20-05", None)],
)
def test_guide_two_years_online_but_not_for_documents_and_licences(article20, until):
    assert online_until(date(2024, 5, 1), article20, 2) == until


def test_guide_retention_of_a_leap_day_ends_on_the_last_of_february():
    assert online_until(date(2024, 2, 29), "20-04", 2) == date(2026, 2, 28)
