"""How the years compare: what the published reports state, and the time to reply out of the register.

A figure that no report gives is missing (None): it is drawn as a gap and said, never as zero.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count
from django.db.models.functions import ExtractYear

from applications.law.outcomes import OUTCOME_ROWS, Group
from applications.models import Application
from liaocheng_gk.workdays import WorkCalendar, count_workdays

from .models import Report
from .trend_charts import Chart

Value = Decimal | int | None
GROUP_OF_ROW = {key: row.group for row in OUTCOME_ROWS for key in row.report_rows}


@dataclass(frozen=True)
class Series:
    """``values``: one for each year of its trend."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Trend:
    """``note``: what is counted, and what is not. ``stacked``: the series are parts of one whole."""

    key: str
    title: str
    unit: str
    note: str
    years: tuple[int, ...]
    series: tuple[Series, ...]
    stacked: bool = False
    missing: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        none = (
            year
            for place, year in enumerate(self.years)
            if all(row.values[place] is None for row in self.series)
        )
        object.__setattr__(self, "missing", tuple(none))

    @property
    def chart(self) -> Chart:
        return Chart(self.years, [row.values for row in self.series], stacked=self.stacked)

    @property
    def rows(self) -> list[tuple[int, list[Value]]]:
        return [(year, [row.values[place] for row in self.series]) for place, year in enumerate(self.years)]

    @property
    def spoken(self) -> str:
        """The whole chart in words, for those who hear it."""
        said = []
        for year, values in self.rows:
            known = [
                f"{row.label}{value}{self.unit}" if len(self.series) > 1 else f"{value}{self.unit}"
                for row, value in zip(self.series, values, strict=True)
                if value
            ]
            zero = any(value is not None for value in values)
            said.append(f"{year}年{'，'.join(known) or (f'0{self.unit}' if zero else '没有数据')}")
        return "；".join(said) + "。"


def trends(calendar: WorkCalendar, *, today: date) -> list[Trend]:
    """Every trend of the years over. Four queries, whatever the number of years and cases.

    Args:
        today: its year is not over and not shown, unless its report is published already.
    """
    reports = {row.year: row for row in Report.objects.published().prefetch_related("metrics")}
    medians = reply_times(calendar, last_year=today.year - 1)
    if not reports and not medians:
        return []
    known = [*reports, *medians]
    years = tuple(range(min(known), max(known) + 1))
    stated = {year: {row.key: row.value for row in report.metrics.all()} for year, report in reports.items()}
    groups = {year: outcomes(report) for year, report in reports.items()}

    def told(key: str) -> tuple[Value, ...]:
        return tuple(stated.get(year, {}).get(key) for year in years)

    return [
        Trend(
            "publications", "主动公开", "条", "数字取自各年报告的正文。各年的统计范围不尽相同，比较时请看原报告。",
            years, (Series("在政府网站主动公开", told("published")), Series("在局网站发布", told("website"))),
        ),
        Trend(
            "applications", "收到公开申请", "件", "有统计表的年份取自表三“本年新收”总计，表中空白或者没有表的取自报告正文。",
            years, (Series("新收申请", tuple(received(reports.get(year), stated.get(year, {})) for year in years)),),
        ),
        Trend(
            "outcomes", "办理结果", "件", "取自各年报告的表三；2019年以前没有统一的统计表。表中空白的不作零。",
            years,
            tuple(Series(group.label.partition("）")[2], tuple(groups.get(year, {}).get(group) for year in years)) for group in Group),
            stacked=True,
        ),
        Trend(
            "reply-times", "答复用时", "个工作日", "从收到申请之日的次日起算到首次答复之日的工作日数的中位数，含等待补正、征求意见的时间；"
            "取自本系统的申请台账，没有办结申请的年份没有数字。",
            years, (Series("中位数", tuple(medians.get(year) for year in years)),),
        ),
    ]  # fmt: skip


def received(report: Report | None, stated: dict[str, int | None]) -> Value:
    """Table three's total of new applications; where there is none, what the text says."""
    total = report.figures.get("t3.r01.c7") if report else None
    return stated.get("received") if total is None else total


def outcomes(report: Report) -> dict[Group, Decimal]:
    """Results by the headings of item three. A heading whose rows are all blank is not there."""
    sums: dict[Group, Decimal] = {}
    figures = report.figures
    for row in report.form.table_three if report.form else ():
        value = figures.get(f"t3.{row.key}.c7")
        if row.key in GROUP_OF_ROW and value is not None:
            group = GROUP_OF_ROW[row.key]
            sums[group] = sums.get(group, Decimal(0)) + value
    return sums


def reply_times(calendar: WorkCalendar, *, last_year: int, first_year: int = 2008) -> dict[int, Decimal]:
    """Median working days from receipt to the first closing, by the year of that closing. One query."""
    span = (date(first_year, 1, 1), date(last_year, 12, 31))
    rows = (
        Application.objects.filter(received_on__isnull=False, reported_on__range=span)
        .annotate(year=ExtractYear("reported_on"))
        .values_list("year", "received_on", "reported_on")
        .annotate(cases=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for year, received_on, reported_on, cases in rows.iterator():
        counts[year][count_workdays(received_on, reported_on, calendar)] += cases
    return {year: median(of_year.items()) for year, of_year in counts.items()}


def median(counted: Iterable[tuple[int, int]]) -> Decimal:
    """The median of values given with how often each occurs."""
    ordered = sorted(counted)
    total = sum(times for _, times in ordered)
    middle = ((total - 1) // 2, total // 2)
    found, passed = [], 0
    for value, times in ordered:
        found += [value for place in middle if passed <= place < passed + times]
        passed += times
    # normalise(4.0) is 4, but normalise(10) would be 1E+1
    half, odd = divmod(sum(found), 2)
    return Decimal(half) + (Decimal("0.5") if odd else 0)
