"""The checks: exactly the findings of the eight reports, and every single slip in a good one."""

import inspect
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bench.official_calendar import official_calendar
from reports import checks, checks_ledger, checks_numbers, checks_text
from reports.checks import CHECKS, check_report
from reports.forms import FORMS, form_for
from reports.reading_files import read_file
from reports.shapes import ReadReport, Section, Stated
from tests.reports.conftest import name_on

CALENDAR = official_calendar()

# Year -> (rule, place, left, right): the defects of the bureau's published reports that a program can see.
EXPECTED = {
    2016: [
        ("TXT-N", "正文咨询人次", "26", "18+45+5=68"),
        ("TXT-N", "正文依申请公开", "2件", "无行政复议、行政诉讼及依申请公开情况"),
        ("TXT-YR", "正文", "2015年度", "2016年度"),
        ("TXT-YR", "正文统计截止日", "12月15日", "12月31日"),
        ("TXT-LAW", "正文", "《政府信息公开工作条例》", "《政府信息公开条例》"),
    ],
    2017: [
        ("TXT-N", "正文咨询人次", "35", "15+55+7=77"),
        ("TXT-N", "正文依申请公开", "2件", "无行政复议、行政诉讼及依申请公开情况"),
        ("TXT-YR", "正文统计截止日", "12月27日", "12月31日"),
        ("TXT-LAW", "正文", "《政府信息公开工作条例》", "《政府信息公开条例》"),
        ("TXT-SAME", "正文“存在的问题”", "2017年", "2016年"),
    ],
    2018: [
        ("TXT-N", "正文咨询人次", "28", "9+52+16=77"),
        ("TXT-LAW", "正文", "《政府信息公开工作条例》", "《政府信息公开条例》"),
        ("TXT-SAME", "正文“存在的问题”", "2018年", "2017年"),
    ],
    2019: [
        ("T3-SUM", "表三“自然人”列", "空白", "2"),
        ("T3-SUM", "表三“总计”列", "空白", "2"),
        ("T3-INT", "表三", "153 格空白", "0 或者数字"),
        ("TXT-YR", "落款", "2020年1月30日", "春节放假"),
    ],
    2020: [
        ("T3-SUM", "表三“自然人”列", "空白", "5"),
        ("T3-SUM", "表三“总计”列", "空白", "5"),
        ("T3-INT", "表三", "151 格空白", "0 或者数字"),
        ("X-T2b", "表二“行政许可”上一年项目数量", "4", "0"),
        ("X-T2b", "表二“其他对外管理服务事项”上一年项目数量", "26", "0"),
        ("T2-SEM", "表二“行政许可”处理决定数量", "4", "4+0"),
        ("T2-SEM", "表二“其他对外管理服务事项”处理决定数量", "32", "26+6"),
        ("TXT-YR", "落款", "2020年1月25日", "2021年"),
    ],
    2021: [
        ("TABLE", "表二", "无表", "应有表"),
        ("TABLE", "表三", "无表", "应有表"),
        ("TABLE", "表四", "无表", "应有表"),
        ("TXT-ORG", "正文", "市场监管系统", "聊城市商务和投资促进局"),
        ("TXT-TEL", "正文", "0635-2119288", "0635-2119228、0635-2119268、0635-2119269"),
        ("TXT-SAME", "正文“存在的问题”", "2021年", "2020年"),
        ("TXT-SESS", "正文“市十七届人大四次会议”", "2021年", "2020年"),
        ("TXT-SESS", "正文“市十三届政协四次会议”", "2021年", "2020年"),
    ],
    2022: [
        ("TABLE", "表二", "无表", "应有表"),
        ("TABLE", "表三", "无表", "应有表"),
        ("TABLE", "表四", "无表", "应有表"),
        ("TXT-N", "正文建议提案", "公开17条", "办理19+16=35件"),
        ("TXT-YR", "落款", "没有落款日期", "2023年1月"),
    ],
    2023: [
        ("TXT-N", "正文“行政处罚”", "行政处罚等权力运行结果信息", "表二“行政处罚”本年处理决定数量 0"),
        ("TXT-N", "正文“1086条”", "政府网站主动发布信息", "局官方网站发布内容"),
        ("TXT-YR", "落款", "没有落款日期", "2024年1月"),
    ],
}


PHONES = ("0635-2119228", "0635-2119268", "0635-2119269")


def found(read: ReadReport, earlier: ReadReport | None = None, **books) -> list[tuple[str, str, str, str]]:
    findings = check_report(
        read, name_in_force=name_on(read.year), calendar=CALENDAR, earlier=earlier, phones=PHONES, **books
    )
    return [(row.rule, row.place, row.left, row.right) for row in findings]


@pytest.mark.parametrize("year", EXPECTED)
def test_the_bureaus_reports_have_exactly_these_findings(source, year):
    earlier = read_file(source, year - 1) if year > 2016 else None
    assert found(read_file(source, year), earlier) == EXPECTED[year]


def good(year: int) -> ReadReport:
    """A report whose every figure is right and no two rows of table three are alike."""
    form = form_for(year)
    cells = dict.fromkeys((*form.keys_of_two, *form.keys_of_three, *form.keys_of_four), Decimal(0))
    columns = [f"c{number}" for number in range(1, 7)]
    results = [row.key for row in form.table_three if row.key not in {"r01", "r02", "r24", "r25"}]
    for place, row in enumerate(results):
        for offset, column in enumerate(columns):
            cells[f"t3.{row}.{column}"] = Decimal(1 + place * 7 + offset * (place + 1))
    for offset, column in enumerate(columns):
        cells[f"t3.r02.{column}"], cells[f"t3.r25.{column}"] = Decimal(3 + offset), Decimal(11 + 2 * offset)
        cells[f"t3.r24.{column}"] = sum((cells[f"t3.{row}.{column}"] for row in results), Decimal(0))
        cells[f"t3.r01.{column}"] = (
            cells[f"t3.r24.{column}"] + cells[f"t3.r25.{column}"] - cells[f"t3.r02.{column}"]
        )
    for row in form.table_three:
        cells[f"t3.{row.key}.c7"] = sum((cells[f"t3.{row.key}.{column}"] for column in columns), Decimal(0))
    for base, group in enumerate(("review", "direct", "after_review"), start=1):
        for offset, name in enumerate(("upheld", "corrected", "other", "pending")):
            cells[f"t4.{group}.{name}"] = Decimal(base * 5 + offset)
        cells[f"t4.{group}.total"] = Decimal(base * 20 + 6)
    return ReadReport(
        year=year,
        sections=(Section(1, "总体情况", "全年工作。"),),
        cells=cells,
        agency_name=name_on(year),
        signed_on=date(year + 1, 1, 18),
        signed_as_written=f"{year + 1}年1月18日",
    )


GOOD_YEARS = (2020, 2023)


@pytest.mark.parametrize("year", GOOD_YEARS)
def test_a_good_report_has_no_finding(year):
    assert found(good(year)) == []


def test_x_t3_what_was_not_carried_over_is_found_in_every_column():
    earlier, later = good(2022), good(2023)
    carried = {f"t3.r25.c{number}": later.cells[f"t3.r02.c{number}"] for number in range(1, 8)}
    earlier = replace(earlier, cells=earlier.cells | carried)
    assert found(later, earlier) == []
    for number in range(1, 8):
        key = f"t3.r25.c{number}"
        changed = replace(earlier, cells=earlier.cells | {key: earlier.cells[key] + 1})
        assert [row[0] for row in found(later, changed)] == ["X-T3"]


def test_x_t2a_the_stock_of_normative_documents_is_followed():
    def with_stock(year: int, **figures: int) -> ReadReport:
        report = good(year)
        return replace(
            report, cells=report.cells | {f"t2.normative.{k}": Decimal(v) for k, v in figures.items()}
        )

    earlier = with_stock(2022, valid=10)
    carried = {f"t3.r02.c{number}": earlier.cells[f"t3.r25.c{number}"] for number in range(1, 8)}
    later = with_stock(2023, made=3, repealed=1, valid=12)
    assert [row for row in found(later, earlier) if row[0].startswith("X-T2")] == []
    wrong = with_stock(2023, made=3, repealed=1, valid=13)
    assert [row for row in found(wrong, earlier) if row[0].startswith("X-T2")] == [
        ("X-T2a", "表二“行政规范性文件”现行有效件数", "13", "12")
    ]
    assert carried != {}


def test_t2_nonneg_more_new_than_valid_is_found():
    report = good(2023)
    cells = report.cells | {"t2.normative.made": Decimal(5), "t2.normative.valid": Decimal(3)}
    assert [row[0] for row in found(replace(report, cells=cells))] == ["T2-NONNEG"]
    report = good(2020)
    cells = report.cells | {"t2.normative.published": Decimal(5), "t2.normative.public": Decimal(3)}
    assert [row[0] for row in found(replace(report, cells=cells))] == ["T2-NONNEG"]


@pytest.mark.parametrize(("key", "value"), [("received", 999), ("granted", 999)])
def test_txt_n_a_number_in_the_text_that_the_table_does_not_have_is_found(key, value):
    report = replace(good(2023), stated={key: Stated(key, "数", value, "件")})
    assert [row[0] for row in found(report)] == ["TXT-N"]


@pytest.mark.parametrize(
    ("signed", "right"),
    [
        (date(2024, 2, 1), "2024年1月31日前"),
        (date(2024, 1, 6), "周末"),
        (date(2023, 12, 29), "2024年"),
    ],
)
def test_article_49_the_signature_lies_in_january_and_on_a_working_day(signed, right):
    report = replace(good(2023), signed_on=signed, signed_as_written=signed.isoformat())
    assert [(row[0], row[3]) for row in found(report)] == [("TXT-YR", right)]


def test_txt_org_a_name_of_another_time_is_found():
    report = replace(good(2023), agency_name="聊城市商务和投资促进局")
    assert [(row[0], row[3]) for row in found(report)] == [("TXT-ORG", "聊城市商务局")]


# The checks that the office's list of rules asks for; ours may be more.
ASKED_FOR = (
    "T3-COL", "T3-SUM", "T3-ROW", "T3-INT", "T4-SUM", "T4-FIRST", "X-T3", "X-T2a", "X-T2b", "X-T2c", "T2-NONNEG",
    "T2-VALID", "TXT-N", "TXT-YR", "TXT-ORG", "FEE", "SYS",
)  # fmt: skip


def test_every_check_that_is_asked_for_is_declared_and_written_in_the_code():
    """Each id stands in the table of rules and in a function that finds it (an identity: in the sums of the forms)."""
    declared = {check.rule: check.severity.value for check in CHECKS}
    assert sorted(set(ASKED_FOR) - set(declared)) == []
    assert {rule for rule in ASKED_FOR if declared[rule] == "error"} == {
        "T3-COL", "T3-SUM", "T3-ROW", "T3-INT", "T4-SUM", "X-T3",
    }  # fmt: skip
    found_by_code = {entry.rule for form in FORMS for entry in form.sums}
    for module in (checks, checks_ledger, checks_numbers, checks_text):
        found_by_code |= set(re.findall(r'"((?:T2|T3|T4|X|TXT)-\w+|FEE|SYS)"', inspect.getsource(module)))
    assert sorted(set(ASKED_FOR) - found_by_code - {"T3-INT"}) == []
    blank = replace(good(2023), cells=good(2023).cells | {"t3.r05.c2": None})
    assert "T3-INT" in [row[0] for row in found(blank)]


def test_every_rule_is_declared_once_and_every_form_has_its_identities():
    rules = [check.rule for check in CHECKS]
    assert len(rules) == len(set(rules))
    for form in FORMS:
        assert {entry.rule for entry in form.sums} == {"T3-COL", "T3-SUM", "T3-ROW", "T4-SUM"}
