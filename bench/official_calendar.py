"""The official calendars as the fixtures hold them, read without a database; the tests of the law read them here, too."""

import json
from datetime import date
from pathlib import Path

from liaocheng_gk.workdays import WorkCalendar

FIXTURES = Path(__file__).parents[1] / "fixtures"


def official_calendar() -> WorkCalendar:
    days: dict[str, dict[date, str]] = {"holiday": {}, "makeup": {}}
    notices = {}
    for path in sorted(FIXTURES.glob("calendar_*.json")):
        for row in json.loads(path.read_text(encoding="utf-8")):
            fields = row["fields"]
            if "day" in fields:
                days[fields["kind"]][date.fromisoformat(fields["day"])] = fields["name"]
            elif fields["status"] == "official":
                notices[fields["year"]] = fields["notice"]
    return WorkCalendar(days["holiday"], days["makeup"], notices)
