"""Published reports as they are: labels lost, cells blank, tables absent. Figures read exactly, guesses told."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reports.forms import form_for
from reports.reading import UnreadableReport, day_of, read_text, year_of
from reports.reading_files import read_file
from reports.word import report_docx
from reports.workbook import report_xlsx
from tests.factories.reports import make_report
from tests.reports.conftest import name_on

FIGURES = {
    2016: {"published": 138, "website": 459, "released": 459, "received": 2, "consultations": 26, "visits": 18, "calls": 45,
           "online": 5},
    2017: {"published": 1029, "released": 1029, "wechat": 30, "received": 2, "consultations": 35, "visits": 15, "calls": 55,
           "online": 7},
    2018: {"published": 220, "released": 511, "wechat": 34, "received": 1, "consultations": 28, "visits": 9, "calls": 52,
           "online": 16, "proposals": 4, "motions": 1},
    2019: {"published": 165, "website": 479, "headlines": 80, "received": 2, "proposals": 2, "motions": 15},
    2020: {"published": 130, "website": 435, "headlines": 145, "received": 5, "proposals": 4, "motions": 17},
    2021: {"published": 104, "website": 287, "headlines": 181, "received": 2, "granted": 2, "proposals": 14, "motions": 14},
    2022: {"published": 130, "website": 553, "received": 2, "proposals": 19, "motions": 16},
    2023: {"published": 142, "website": 1086, "received": 3, "proposals": 8, "motions": 15},
}  # fmt: skip
SIGNED = {
    2016: ("二〇一七年二月六日", date(2017, 2, 6)),
    2017: ("2018年1月10日", date(2018, 1, 10)),
    2018: ("2019年1月18日", date(2019, 1, 18)),
    2019: ("2020年1月30日", date(2020, 1, 30)),
    2020: ("2020年1月25日", date(2020, 1, 25)),
    2021: ("2022年1月10日", date(2022, 1, 10)),
    2022: ("", None),
    2023: ("", None),
}
NONZERO = {
    2019: {"t3.r01.c1": 2, "t3.r01.c7": 2, "t3.r03.c1": 2, "t3.r03.c7": 2},
    2020: {
        "t2.permits.before": 4, "t2.permits.decisions": 4, "t2.services.before": 26, "t2.services.change": 6,
        "t2.services.decisions": 32, "t3.r01.c1": 5, "t3.r01.c7": 5, "t3.r03.c1": 3, "t3.r03.c7": 3, "t3.r21.c1": 2,
        "t3.r21.c7": 2,
    },
    2023: {
        "t3.r01.c1": 3, "t3.r01.c7": 3, "t3.r03.c1": 2, "t3.r03.c7": 2, "t3.r13.c1": 1, "t3.r13.c7": 1, "t3.r24.c1": 3,
        "t3.r24.c7": 3,
    },
}  # fmt: skip
YEARS = range(2016, 2024)


@pytest.mark.parametrize("year", YEARS)
def test_each_year_is_found_with_its_name_signature_and_figures(source, year):
    read = read_file(source, year)
    assert read.agency_name == name_on(year)
    assert (read.signed_as_written, read.signed_on) == SIGNED[year]
    assert {key: row.value for key, row in read.stated.items()} == FIGURES[year]


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_its_chapters(source, year):
    read = read_file(source, year)
    numbers = [section.number for section in read.sections if section.number]
    assert numbers == list(range(1, 7 if year >= 2019 else 5))
    assert [section.number for section in read.sections if "|" in section.body] == []


@pytest.mark.parametrize("year", [2019, 2020, 2023])
def test_tables_are_read_and_a_blank_is_not_zero(source, year):
    read = read_file(source, year)
    form = form_for(year)
    assert set(read.cells) == {*form.keys_of_two, *form.keys_of_three, *form.keys_of_four}
    assert {key: int(value) for key, value in read.cells.items() if value} == NONZERO[year]
    blanks = {year: sum(value is None for value in read.cells.values())}
    assert blanks == {year: {2019: 153, 2020: 151, 2023: 0}[year]}


def test_2020_the_total_of_item_three_was_left_blank(source):
    read = read_file(source, 2020)
    assert [read.cells[f"t3.r24.c{column}"] for column in range(1, 8)] == [None] * 7


@pytest.mark.parametrize("year", [2021, 2022])
def test_absent_tables_have_no_figures_at_all(source, year):
    read = read_file(source, year)
    assert read.cells == {}
    assert len([sentence for sentence in read.inferred if "没有表格" in sentence]) == 3


def test_2023_nine_lost_row_labels_are_supplied_by_place_and_told(source):
    told = [sentence for sentence in read_file(source, 2023).inferred if "没有行名" in sentence]
    assert len(told) == 1
    assert told[0].startswith(
        "表三有 9 行没有行名，按所在位置补出：一、本年新收政府信息公开申请数量、（二）部分公开、"
    )
    assert "1.信访举报投诉类申请" in told[0]


def test_2023_a_lost_head_of_table_four_is_told(source):
    assert "表四缺少表头“复议后起诉”，按规定的列次读入。" in read_file(source, 2023).inferred


def test_2016_a_lost_heading_and_the_wrong_year_are_told(source):
    inferred = read_file(source, 2016).inferred
    assert any("2015年度" in sentence for sentence in inferred)
    assert any("第二部分没有序号" in sentence for sentence in inferred)


def test_a_year_that_is_not_there_is_refused_with_the_years_that_are(source):
    with pytest.raises(UnreadableReport, match="没有找到2015年的年度报告，只有2023、2022"):
        read_file(source, 2015)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"%PDF", "不能读取“.pdf”类型的文件"),
        ("a.docx", b"not a zip", "已损坏"),
        ("a.xlsx", b"not a zip", "已损坏"),
        ("a.txt", b"\xff\xfe\x00\x00\x81", "不是 UTF-8"),
        ("a.txt", b"", "没有找到2023年的年度报告"),
        ("a.html", b"<p>hello</p>", "没有找到2023年的年度报告"),
    ],
)
def test_an_unreadable_file_is_refused_in_words(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableReport, match=message):
        read_file(path, 2023)


def test_a_missing_file_is_refused_in_words(tmp_path):
    with pytest.raises(UnreadableReport, match="没有这个文件"):
        read_file(tmp_path / "none.txt", 2023)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026年3月5日", date(2026, 3, 5)),
        ("二〇一七年二月六日", date(2017, 2, 6)),
        ("二零二〇年十二月三十一日", date(2020, 12, 31)),
        ("二〇二一年十月二十日", date(2021, 10, 20)),
        ("2026年2月30日", None),
        ("明年", None),
    ],
)
def test_dates_in_arabic_and_chinese_figures(text, day):
    assert day_of(text) == day


@pytest.fixture
def full(bureau):
    """A report in which every figure is another number, with some blanks."""

    def make(year: int):
        form = form_for(year)
        figures = {key: Decimal(place) for place, key in enumerate(form.places, start=1)}
        figures |= {"t3.r24.c7": None, "t3.r05.c2": None}
        return make_report(year, figures=figures, publish=True), figures

    return make


@pytest.mark.parametrize("year", [2020, 2023])
@pytest.mark.parametrize(("ending", "export"), [("docx", report_docx), ("xlsx", report_xlsx)])
def test_what_we_export_is_read_back_with_the_same_figures(full, tmp_path: Path, year, ending, export):
    report, figures = full(year)
    path = tmp_path / f"report.{ending}"
    path.write_bytes(export(report))
    assert read_file(path, year).cells == figures


@pytest.mark.parametrize("year", [2020, 2023])
def test_our_own_page_is_read_back_with_the_same_figures(full, tmp_path: Path, client, year):
    _, figures = full(year)
    path = tmp_path / "report.html"
    path.write_bytes(client.get(f"/reports/{year}/").content)
    assert read_file(path, year).cells == figures


def test_a_row_that_does_not_belong_is_told_and_not_read():
    text = "统计期限自2023年1月1日起\n一、总体情况\n文\n二、主动公开\n规章 | 1 | 0 | 9 |\n三、申请\n（七）总计 | 1|0|0|0|0|0|1|\n一、本年新收政府信息公开申请数量 | 1|0|0|0|0|0|1|\n"
    read = read_text(text, 2023)
    assert any("对不上" in sentence for sentence in read.inferred)
    assert (read.cells["t3.r01.c1"], read.cells["t3.r24.c1"]) == (None, Decimal(1))


@pytest.mark.parametrize(
    "title",
    [
        "某市商务局2024年政府信息公开工作年度报告",
        "2024年某市商务局政府信息公开年度报告",
        "某市商务局2024年度政务信息公开工作报告",
    ],
)
def test_the_year_is_taken_from_any_usual_title(title):
    assert year_of(f"{title}\n一、总体情况\n全年工作。") == 2024
