"""The years side by side, and the office's quarters: gaps are gaps, never zero."""

import re
from datetime import date
from decimal import Decimal

import pytest

from applications.models import Application
from applications.seeding import load_applications
from reports.quarters import quarters
from reports.trend_charts import Chart
from reports.trends import median, reply_times, trends
from tests.factories.reports import make_report

TODAY = date(2026, 11, 24)


@pytest.fixture
def by_key(published, calendar):
    return {trend.key: trend for trend in trends(calendar, today=TODAY)}


def test_the_published_figures_of_eight_years_stand_as_published(by_key):
    publications, applications = by_key["publications"], by_key["applications"]
    assert publications.years == tuple(range(2016, 2024))
    assert publications.series[0].values == (138, 1029, 220, 165, 130, 104, 130, 142)
    assert publications.series[1].values == (459, None, None, 479, 435, 287, 553, 1086)
    assert applications.series[0].values == (2, 2, 1, 2, 5, 2, 2, 3)


def test_outcomes_before_the_prescribed_table_are_missing_and_not_zero(by_key):
    outcomes = by_key["outcomes"]
    assert outcomes.missing[:3] == (2016, 2017, 2018)
    assert {row.values[0] for row in outcomes.series} == {None}
    assert "2016年没有数据" in outcomes.spoken


def test_without_cases_the_time_to_reply_is_missing_for_every_year(by_key):
    assert by_key["reply-times"].missing == tuple(range(2016, 2024))


def test_drafts_are_in_no_trend(bureau, calendar):
    make_report(2022)
    make_report(2023, publish=False, figures={"t3.r01.c7": Decimal(987)})
    assert [trend.years for trend in trends(calendar, today=TODAY)] == [(2022,)] * 4


def test_a_year_between_without_a_report_is_a_gap(bureau, calendar):
    make_report(2020)
    make_report(2022)
    first = trends(calendar, today=TODAY)[0]
    assert (first.years, first.missing) == ((2020, 2021, 2022), (2021,))


@pytest.mark.parametrize(
    ("counted", "expected"),
    [([(4, 1)], 4), ([(3, 1), (4, 1)], Decimal("3.5")), ([(1, 1), (9, 3)], 9), ([(10, 2)], 10)],
)
def test_median_of_counted_values(counted, expected):
    assert median(counted) == expected


def test_reply_times_leave_the_running_year_out(bureau, calendar):
    load_applications(300, seed=3, calendar=calendar, today=TODAY)
    years = reply_times(calendar, last_year=2025)
    assert sorted(years) == list(range(2019, 2026))
    assert all(1 <= value <= 20 for value in years.values())


def test_bars_stand_on_the_floor_and_a_gap_has_no_bar():
    chart = Chart((2020, 2021, 2022), [(4, None, 0)])
    assert [(bar.height, bar.y + bar.height) for bar in chart.bars] == [(224.0, 248.0), (0.0, 248.0)]
    assert [label.text for label in chart.figures] == ["4", "0"]
    assert [label.text for label in chart.gaps] == ["无数据"]


def test_stacked_bars_stand_on_one_another():
    chart = Chart((2020, 2021), [(1, None), (3, None), (0, None)], stacked=True)
    lower, upper = chart.bars
    assert upper.y + upper.height == lower.y
    assert ([row.text for row in chart.figures], [row.text for row in chart.gaps]) == (["4"], ["无数据"])


@pytest.mark.parametrize(("highest", "end"), [(0, 4), (3, 4), (5, 8), (17, 20), (1086, 2000)])
def test_the_axis_ends_at_a_round_number(highest, end):
    assert Chart((2020,), [(highest,)]).top_value == end


def test_the_page_has_each_chart_with_its_words_and_its_table(client, published):
    html = client.get("/reports/trends/").content.decode()
    charts = html.split('<svg class="trend-chart"')[1:]
    assert len(charts) == 4
    assert all('role="img"' in chart and "<title id=" in chart and "<desc id=" in chart for chart in charts)
    assert html.count('<table class="table trend-table"') == 4
    assert re.findall(r'\sstyle="', html) == []
    assert "没有数据的年份：2016年、2017年、2018年" in html
    assert "/reports/trends/" in client.get("/reports/").content.decode()


def test_the_page_without_any_report_says_so(client, bureau):
    assert "还没有可以对比的数据" in client.get("/reports/trends/").content.decode()


def test_the_page_costs_the_same_for_many_cases(client, published, calendar, django_assert_max_num_queries):
    load_applications(200, seed=1, calendar=calendar, today=TODAY)
    with django_assert_max_num_queries(10):
        client.get("/reports/trends/")


def test_quarters_count_by_event_days_in_two_queries(bureau, calendar, django_assert_num_queries):
    load_applications(400, seed=2, calendar=calendar, today=TODAY)
    with django_assert_num_queries(2):
        rows = quarters(2025, calendar, today=TODAY)
    cases = Application.objects.filter(received_on__year=2025)
    assert sum(row.received for row in rows) == cases.count()
    assert sum(row.closed for row in rows) == Application.objects.filter(reported_on__year=2025).count()
    assert [(row.late, row.overdue) for row in rows] == [(0, 0)] * 4
    assert all(1 <= row.median <= 20 for row in rows)


def test_a_late_case_is_overdue_while_open_and_late_once_closed(bureau, calendar):
    load_applications(1, seed=2, calendar=calendar, today=TODAY)
    Application.objects.update(
        received_on=date(2025, 2, 3),
        due_on=date(2025, 3, 3),
        closed_on=date(2025, 4, 7),
        reported_on=date(2025, 4, 7),
    )
    first, second, third, _ = quarters(2025, calendar, today=TODAY)
    assert (first.received, first.closed, first.late, first.overdue, first.median) == (1, 0, 0, 1, None)
    assert (second.received, second.closed, second.late, second.overdue) == (0, 1, 1, 0)
    assert (third.received, third.overdue) == (0, 0)


def test_a_quarter_that_has_not_begun_has_no_figures(bureau, calendar):
    rows = quarters(2026, calendar, today=date(2026, 5, 10))
    assert [row.until for row in rows] == [date(2026, 3, 31), date(2026, 5, 10), None, None]
