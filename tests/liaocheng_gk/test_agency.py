"""The bureau's names over time, its hours in words, and that there is one bureau."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from liaocheng_gk.models import Agency, AgencyName, OfficeHours


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(1999, 1, 1), "聊城市商务局"),
        (date(2018, 12, 31), "聊城市商务局"),
        (date(2019, 1, 1), "聊城市商务和投资促进局"),
        (date(2022, 12, 31), "聊城市商务和投资促进局"),
        (date(2023, 1, 1), "聊城市商务局"),
        (date(2026, 3, 1), "聊城市商务局"),
    ],
)
def test_name_is_the_one_in_force_on_the_day(bureau, day, name):
    assert bureau.name_on(day) == name


def test_name_of_today_follows_a_new_name(bureau, time_machine):
    AgencyName.objects.create(agency=bureau, name="聊城市商贸局", since=date(2027, 3, 1))
    time_machine.move_to("2027-02-28 23:59 +0800")
    assert Agency.objects.current().name == "聊城市商务局"
    time_machine.move_to("2027-03-01 00:00 +0800")
    assert Agency.objects.current().name == "聊城市商贸局"


def test_bureau_without_a_name_row_shows_its_short_name(bureau):
    bureau.names.all().delete()
    assert Agency.objects.current().name_on(date(2026, 1, 1)) == "市商务局"


def test_two_names_from_one_day_are_refused(bureau):
    with pytest.raises(ValidationError, match="同一天只能启用一个名称"):
        AgencyName(agency=bureau, name="另一名称", since=date(2023, 1, 1)).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgencyName.objects.create(agency=bureau, name="另一名称", since=date(2023, 1, 1))


def test_second_bureau_is_refused_by_the_database(bureau):
    bureau.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        bureau.save()


def test_season_over_the_year_end_says_so_and_covers_both_ends(bureau):
    summer, winter = bureau.office_hours.all()
    assert [str(summer), str(winter)] == ["5月1日至9月30日", "10月1日至次年4月30日"]
    days = [date(2026, 4, 30), date(2026, 5, 1), date(2026, 9, 30), date(2026, 10, 1), date(2027, 1, 1)]
    assert [winter.covers(day) for day in days] == [True, False, False, True, True]
    assert [summer.covers(day) for day in days] == [False, True, True, False, False]


def test_hours_out_of_order_and_impossible_days_are_refused(bureau):
    hours = OfficeHours(
        agency=bureau,
        from_month=2,
        from_day=30,
        to_month=4,
        to_day=30,
        morning_from=time(12),
        morning_to=time(8, 30),
        afternoon_from=time(14),
        afternoon_to=time(17),
    )
    with pytest.raises(ValidationError) as refused:
        hours.full_clean()
    assert set(refused.value.messages) == {"2月30日不是有效日期。", "办公时间应按先后顺序填写。"}


def test_current_bureau_costs_four_queries(bureau, django_assert_num_queries):
    with django_assert_num_queries(4):
        agency = Agency.objects.current()
        assert (len(agency.names.all()), len(agency.office_hours.all()), len(agency.channels.all())) == (
            3,
            2,
            8,
        )
