"""The reports as the public reads and takes them away."""

import io
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook

import liaocheng_gk.pdf
from reports.forms import form_for
from tests.factories.reports import make_report


@pytest.fixture
def report(bureau):
    return make_report(2023, figures={"t3.r01.c1": Decimal(3), "t3.r01.c7": Decimal(3)})


def test_the_list_names_each_year_with_its_bureau_and_leaves_drafts_out(client, bureau):
    make_report(2021, agency_name="聊城市商务和投资促进局", title="2021年报告")
    make_report(2022, title="还没有公布的报告", publish=False)
    html = client.get("/reports/").content.decode()
    assert "聊城市商务和投资促进局" in html
    assert "还没有公布的报告" not in html


@pytest.mark.parametrize("ending", ["", "print/", "report.pdf", "report.docx", "report.xlsx"])
def test_a_draft_is_not_there_for_anybody(client, bureau, ending):
    make_report(2022, publish=False)
    assert client.get(f"/reports/2022/{ending}").status_code == 404


@pytest.mark.parametrize(("year", "figures"), [(2020, 161 + 22 + 15), (2023, 175 + 10 + 15)])
def test_tables_are_real_tables_in_the_form_of_their_year(client, bureau, year, figures):
    make_report(year)
    html = client.get(f"/reports/{year}/").content.decode()
    assert len(re.findall(r'<td class="num', html)) == figures
    assert html.count("<caption") == 3
    assert ("其他对外管理服务事项" in html) == (year == 2020)
    assert ("逾期未按收费通知要求缴纳费用" in html) == (year == 2023)


def test_a_blank_stays_blank_and_says_so(client, bureau):
    make_report(2020, figures={"t3.r24.c1": None, "t3.r24.c7": None})
    html = client.get("/reports/2020/").content.decode()
    assert html.count('class="num blank"') == 2
    assert "表中空白处为原表空白" in html


def test_absent_tables_are_named_and_not_filled_in(client, bureau):
    report = make_report(2022, publish=False)
    report.cells = {}
    report.save()
    report.status, report.digest = "published", report.compute_digest()
    report.save()
    html = client.get("/reports/2022/").content.decode()
    assert "<table" not in html
    assert "原公开文本未附表格" in html


def test_a_report_before_2019_shows_its_figures_and_no_statutory_table(client, bureau):
    make_report(2016)
    html = client.get("/reports/2016/").content.decode()
    assert "142 条" in html
    assert "<table" not in html
    assert "原公开文本未附表格" not in html


def test_word_has_the_tables_with_their_merged_heads(client, report):
    response = client.get("/reports/2023/report.docx")
    document = Document(io.BytesIO(response.content))
    _, three, four = document.tables
    assert (len(three.rows), len(three.columns), len(four.columns)) == (28, 10, 15)
    assert three.cell(6, 0)._tc is three.cell(20, 0)._tc  # 三、本年度办理结果 is one cell
    assert three.cell(3, 3).text == "3"
    assert "第1章的文字。" in [paragraph.text for paragraph in document.paragraphs]


def test_excel_has_numbers_and_leaves_a_blank_empty(client, bureau):
    make_report(2020, figures={"t3.r01.c1": Decimal(5), "t3.r24.c1": None})
    book = load_workbook(io.BytesIO(client.get("/reports/2020/report.xlsx").content))
    assert book.sheetnames == ["文字", "表二 主动公开", "表三 申请", "表四 复议诉讼"]
    sheet = book["表三 申请"]
    assert (sheet["D4"].value, sheet["D25"].value) == (5, None)
    assert "A1:C3" in [str(area) for area in sheet.merged_cells.ranges]


def test_pdf_is_made_where_pango_and_a_font_are(client, report):
    response = client.get("/reports/2023/report.pdf")
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(response.content)) as pdf:
        fonts = {
            str(entry.BaseFont)
            for entry in pdf.objects
            if isinstance(entry, pikepdf.Dictionary) and "/BaseFont" in entry
        }
    assert fonts != set()
    assert {name for name in fonts if "CJK-SC" not in name and "CJK SC" not in name} == set()


def test_without_a_chinese_font_the_pdf_is_refused_in_words(client, report, monkeypatch):
    monkeypatch.setattr(liaocheng_gk.pdf, "FONT", "No Such Font At All")
    response = client.get("/reports/2023/report.pdf")
    assert response.status_code == 503
    assert "fonts-noto-cjk" in response.content.decode()
    assert "/reports/2023/print/" in response.content.decode()


def test_json_keeps_a_blank_as_null(client, bureau):
    make_report(2020, figures={"t3.r24.c1": None, "t3.r01.c1": Decimal(5)})
    make_report(2022, publish=False)
    (row,) = json.loads(client.get("/open-data/reports.json").content)["reports"]
    assert (row["year"], row["cells"]["t3.r24.c1"], row["cells"]["t3.r01.c1"]) == (2020, None, "5")


@pytest.mark.django_db(transaction=True)  # the edition moves at the commit
def test_json_answers_304_until_a_report_changes(client, bureau):
    make_report(2020)
    tag = client.get("/open-data/reports.json").headers["ETag"]
    assert client.get("/open-data/reports.json", HTTP_IF_NONE_MATCH=tag).status_code == 304
    make_report(2022)
    fresh = client.get("/open-data/reports.json", HTTP_IF_NONE_MATCH=tag)
    assert (fresh.status_code, len(fresh.json()["reports"])) == (200, 2)


def test_the_list_costs_the_same_for_one_report_and_for_eight(client, bureau, django_assert_max_num_queries):
    for year in range(2016, 2024):
        make_report(year)
    with django_assert_max_num_queries(8):
        client.get("/reports/")


def test_paper_bears_the_bureaus_name_of_the_year_and_the_address_of_the_report(client, bureau):
    name = "聊城市商务和投资促进局"
    make_report(2021, agency_name=name, title=f"{name}2021年政府信息公开工作年度报告")
    html = client.get("/reports/2021/print/").content.decode()
    head = html[html.index("paper-head") : html.index("</header>")]
    assert (name in head, "聊城市商务局" in head) == (True, False)
    assert "本报告网址：http://testserver/reports/2021/<" in html
    assert '<svg role="img" class="qr"' in html[html.index("paper-source") :]
    assert "报告中的主要数据" not in html  # no chapter of the statutory form; the page has it
    assert "报告中的主要数据" in client.get("/reports/2021/").content.decode()


@pytest.mark.parametrize("year", [2020, 2023])
def test_in_the_pdf_every_page_is_numbered_and_no_table_is_clipped(client, bureau, year, tmp_path):
    """A4, the numbers of the pages, and every figure of the wide tables within the paper's margins."""
    figures = {key: Decimal(place) for place, key in enumerate(form_for(year).keys_of_four, start=90001)}
    make_report(year, figures=figures)
    path = tmp_path / "report.pdf"
    path.write_bytes(client.get(f"/reports/{year}/report.pdf").content)
    with pikepdf.open(path) as pdf:
        sizes = {tuple(round(float(edge)) for edge in page.mediabox) for page in pdf.pages}
        count = len(pdf.pages)
    assert sizes == {(0, 0, 595, 842)}
    words = [
        (float(found[1]), float(found[2]), found[3])
        for found in re.finditer(
            r'<word xMin="([\d.]+)"[^>]*xMax="([\d.]+)"[^>]*>([^<]*)</word>', boxes(path)
        )
    ]
    shown = {text for _, _, text in words}
    assert {str(value) for value in map(int, figures.values())} <= shown
    assert min(left for left, _, _ in words) > 22 / 25.4 * 72 - 1
    assert max(right for _, right, _ in words) < 595 - 22 / 25.4 * 72 + 1
    text = "".join(plain(path).split())
    assert [f"第{number}页共{count}页" in text for number in range(1, count + 1)] == [True] * count


def boxes(path: Path) -> str:
    """Every word with its place, as poppler's pdftotext tells."""
    return _pdftotext("-bbox", str(path))


def plain(path: Path) -> str:
    return _pdftotext(str(path))


def _pdftotext(*arguments: str) -> str:
    command = ["pdftotext", *arguments, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 -- our own file


def test_word_has_numbered_pages_heads_that_repeat_and_whole_rows(client, report):
    document = Document(io.BytesIO(client.get("/reports/2023/report.docx").content))
    assert "PAGE" in document.sections[0].footer._element.xml
    _, three, four = document.tables
    for table in (three, four):
        marks = [row._tr.xml for row in table.rows]
        assert ["tblHeader" in xml for xml in marks] == [True] * 3 + [False] * (len(marks) - 3)
        assert [xml for xml in marks if "cantSplit" not in xml] == []
        widths = [column.width for column in table.columns]
        assert abs(sum(widths) - Mm(156)) < Mm(1)
    assert three.columns[2].width > 4 * three.columns[3].width


def test_excel_fits_each_table_on_a_numbered_page_with_its_heads(client, report):
    book = load_workbook(io.BytesIO(client.get("/reports/2023/report.xlsx").content))
    for sheet in book.worksheets:
        assert (int(sheet.page_setup.paperSize), sheet.page_setup.fitToWidth) == (9, 1)
        assert "&P" in sheet.oddFooter.center.text
    assert [sheet.page_setup.orientation for sheet in book.worksheets] == ["portrait"] * 3 + ["landscape"]
    assert book["表三 申请"].print_title_rows == "$1:$3"
