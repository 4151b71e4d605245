"""`manage.py load_bureau`: loads what is missing, keeps what the office changed."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from liaocheng_gk.models import Agency, CalendarDay, CalendarYear


def load() -> list[str]:
    out = StringIO()
    call_command("load_bureau", stdout=out)
    return out.getvalue().splitlines()


def test_first_call_loads_everything_and_says_so(db):
    lines = load()
    assert lines[0] == "已载入：本机关（14条，agency.json）"
    assert "已载入：2026年工作日历（40条，calendar_2026.json）" in lines
    assert Agency.objects.current().name_on(date(2020, 1, 1)) == "聊城市商务和投资促进局"
    assert list(CalendarYear.objects.values_list("year", flat=True)) == list(range(2019, 2028))


def test_second_call_keeps_the_offices_edits(db):
    first = load()
    Agency.objects.update(phone="0635-0000001")
    CalendarDay.objects.filter(day=date(2026, 10, 10)).delete()
    assert load() == [f"已有数据保留不动：{len(first)}项"]
    assert Agency.objects.current().phone == "0635-0000001"
    assert not CalendarDay.objects.filter(day=date(2026, 10, 10)).exists()


def test_missing_year_alone_is_loaded_and_another_year_in_its_place_survives(db):
    load()
    row = CalendarYear.objects.get(year=2027)
    row.days.all().delete()
    CalendarYear.objects.filter(pk=row.pk).update(year=2028)
    assert [line for line in load() if line.startswith("已载入")] == [
        "已载入：2027年工作日历（14条，calendar_2027.json）"
    ]
    assert list(CalendarYear.objects.filter(year__gte=2027).values_list("year", flat=True)) == [2027, 2028]


def test_broken_fixture_is_named_and_nothing_of_it_is_kept(db, settings, tmp_path):
    rows = [
        {"model": "liaocheng_gk.calendaryear", "fields": {"year": 2031, "status": "provisional"}},
        {"model": "liaocheng_gk.calendarday", "fields": {"year": 2031, "day": "kein Tag", "kind": "holiday"}},
    ]
    (tmp_path / "calendar_2031.json").write_text(json.dumps(rows), encoding="utf-8")
    settings.FIXTURE_DIRS = [tmp_path]
    with pytest.raises(CommandError, match=r"calendar_2031\.json未能载入"):
        load()
    assert not CalendarYear.objects.exists()


def test_loaddata_twice_is_harmless(bureau):
    years = [f"calendar_{year}" for year in range(2019, 2028)]
    before = CalendarDay.objects.count()
    call_command("loaddata", "agency", *years, verbosity=0)
    assert (Agency.objects.count(), CalendarDay.objects.count()) == (1, before)
