from datetime import date

import pytest

from liaocheng_gk.checks import guide_warning

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reviewed_on", "today", "warned"),
    [
        (date(2025, 3, 10), date(2026, 3, 10), False),
        (date(2025, 3, 10), date(2026, 3, 11), True),
        (date(2024, 2, 29), date(2025, 2, 28), False),
        (date(2024, 2, 29), date(2025, 3, 1), True),
        (date(2023, 12, 1), date(2026, 1, 1), True),
        (date(2026, 3, 10), date(2026, 3, 10), False),
    ],
)
def test_article_12_the_guide_is_looked_through_every_year(bureau, reviewed_on, today, warned):
    bureau.guide_reviewed_on = reviewed_on
    bureau.save()
    assert bool(guide_warning(today)) is warned


def test_no_bureau_no_warning(db):
    assert guide_warning(date(2026, 1, 1)) == ""


def test_the_dashboard_says_it_to_those_who_see_items(client, bureau, staff, time_machine):
    time_machine.move_to("2026-03-11 10:00 +0800")
    bureau.guide_reviewed_on = date(2025, 3, 1)
    bureau.save()
    client.force_login(staff("li", "disclosure.view_item"))
    assert "超过十二个月" in client.get("/admin/").content.decode()
    client.force_login(staff("wang"))
    assert "超过十二个月" not in client.get("/admin/").content.decode()
