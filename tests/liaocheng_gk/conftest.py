import json
from datetime import date

import pytest
from django.conf import settings

from liaocheng_gk.workdays import WorkCalendar


@pytest.fixture(scope="session")
def printed_calendar() -> WorkCalendar:
    """The calendar as the fixtures print it, read without a database; `load_calendar` must give the same."""
    rows = [
        row
        for path in sorted((settings.BASE_DIR / "fixtures").glob("calendar_*.json"))
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
    years = [row["fields"] for row in rows if row["model"] == "liaocheng_gk.calendaryear"]
    days = [row["fields"] for row in rows if row["model"] == "liaocheng_gk.calendarday"]
    holidays, makeup = (
        {date.fromisoformat(row["day"]): row["name"] for row in days if row["kind"] == kind}
        for kind in ("holiday", "makeup")
    )
    return WorkCalendar(holidays, makeup, {row["year"]: row["notice"] for row in years if row["notice"]})
