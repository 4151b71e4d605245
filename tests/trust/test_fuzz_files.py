"""A report file of any kind and in any state: what was read and inferred, or a refusal in words; never a hang."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest
from django.core.management import CommandError, call_command
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from reports.forms import form_for
from reports.models import Metric, Report, ReportSection
from reports.reading import UnreadableReport
from reports.reading_files import READERS, read_file
from reports.word import report_docx
from reports.workbook import report_xlsx
from tests.factories.documents import with_parts
from tests.factories.reports import make_report

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TEXT = (Path(__file__).parents[1] / "reports" / "data" / "reports.txt").read_text(encoding="utf-8")
YEAR = 2023
MOST_SECONDS = 5
fixed = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
quick = settings(max_examples=25, suppress_health_check=fixed)
slow = settings(max_examples=12, suppress_health_check=fixed)

NASTY = (
    "", "|", "||||", "1e999999", "9" * 5000, "NaN", "-1", "１２", "٣", "Infinity", "\x00", "\ufeff", "\r", "=1+1",
    "统计期限自2023年1月1日", "2023年政府信息公开工作年度报告", "一、", "九、", "二、二\n| | |", "主动公开政府信息99999999999条",
    "字号：大 中 小", "2023年13月45日", "二〇二三年十十月十日", "<main>", "</tr>", "<head>", "<td colspan='99999999'>",
    "&#0;", "&#xFFFFFFFF;", "<!--", "<![CDATA[", "第三章" * 60, "\ud7ff", "𠮷",
)  # fmt: skip
pieces = st.one_of(st.sampled_from(NASTY), st.text(max_size=30))


def outcome(path: Path, year: int = YEAR) -> str:
    """The refusal in words, or nothing if the file was read; the time is the processor's."""
    began = process_time()
    try:
        read = read_file(path, year)
    except UnreadableReport as refused:
        words = str(refused)
        assert CHINESE.search(words), words
        assert words.endswith("。"), words
    else:
        words = ""
        assert read.year == year
        assert all(CHINESE.search(said) for said in read.inferred)
        # What could not be read off is told: nothing of a form is blank in silence.
        tables = {key.split(".")[0] for key in read.cells}
        assert len(tables) == (3 if form_for(year) else 0) or read.inferred, read.cells
    assert process_time() - began < MOST_SECONDS
    return words


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@st.composite
def mangled(draw, text: str) -> str:
    """The text with a few lines lost, doubled, swapped or cut, and odd things put in."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                del lines[place : place + draw(st.integers(1, 8))]
            case 1:
                lines.insert(place, draw(pieces))
            case 2:
                lines[place] = lines[place][: draw(st.integers(0, 40))] + draw(pieces)
            case 3:
                lines[place] = lines[place].replace("|", "", 1)
            case _:
                other = draw(st.integers(0, len(lines) - 1))
                lines[place], lines[other] = lines[other], lines[place]
        lines = lines or [""]
    return "\n".join(lines)


@st.composite
def damaged(draw, content: bytes) -> bytes:
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 5))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        data[place : place + draw(st.integers(0, 20))] = draw(st.binary(max_size=20))
    return bytes(data[: draw(st.sampled_from([len(data), len(data), len(data) // 2]))])


@quick
@given(st.sampled_from([*READERS, ".pdf", ""]), st.one_of(st.binary(max_size=200), pieces.map(str.encode)))
@example(".xlsx", b"PK\x03\x04")
@example(".docx", b"PK\x05\x06" + b"\x00" * 18)
def test_any_bytes_under_any_name_are_read_or_refused(tmp_path, suffix, content):
    outcome(written(tmp_path, f"a{suffix}", content))


@quick
@given(mangled(TEXT), st.sampled_from(["utf-8", "gb18030"]), st.sampled_from([YEAR, 2020, 2017, 1999, -1]))
def test_any_mangled_text_is_read_or_refused(tmp_path, text, encoding, year):
    outcome(written(tmp_path, "a.txt", text.encode(encoding, "replace")), year)


@pytest.fixture(scope="module")
def year_text() -> str:
    """The report of the year alone, so that most of what is mangled is still found."""
    parts = re.split(r"字号[:：]\s*大\s*中\s*小", TEXT)
    return next(part for part in parts if f"统计期限自{YEAR}年1月1日" in part)


def imported(path: Path) -> str:
    """What the command says when it refuses; nothing if it kept the report."""
    try:
        call_command("import_report", str(path), "--year", str(YEAR), "--commit", stdout=io.StringIO())
    except CommandError as refused:
        return str(refused)
    return ""


def test_any_mangled_report_is_imported_whole_or_not_at_all(bureau, tmp_path, year_text):
    taken = []

    @quick
    @given(mangled(year_text))
    @example(year_text + "\n主动公开政府信息99999999999条")
    @example(year_text + "\n二〇二三年十十月十日")
    @example(year_text + "\n二〇二三年三四月一日")
    @example(year_text.replace("五、", "五、" + "很长的标题" * 7))
    @example(year_text.replace(" 5 |", " 1e99999999 |"))
    @example(year_text + "\n我局主动公开政府信息" + "9" * 5000 + "条")
    def go(text):
        Report.objects.all().delete()
        path = written(tmp_path, "a.txt", text.encode("utf-8", "replace"))
        refusal = imported(path)
        if refusal:
            assert CHINESE.search(refusal), refusal
            counts = [model.objects.count() for model in (Report, ReportSection, Metric)]
            assert counts == [0, 0, 0]
            return
        taken.append(text)
        read = read_file(path, YEAR)
        assert Report.objects.get().figures == read.cells
        assert ReportSection.objects.count() == len(read.sections)
        assert Metric.objects.count() == len(read.stated)

    go()
    assert taken  # else nothing was tried


@quick
@given(
    st.lists(
        st.one_of(pieces, st.sampled_from(["<tr>", "<td>", "<table>", "<div class=no-print>"])), max_size=12
    )
)
def test_any_markup_is_read_or_refused(tmp_path, parts):
    page = f"<html><body><h1>{YEAR}年政府信息公开工作年度报告</h1>{''.join(parts)}</body></html>"
    outcome(written(tmp_path, "a.html", page.encode("utf-8", "replace")))


@pytest.fixture
def documents(bureau) -> dict[str, bytes]:
    report = make_report(YEAR)
    return {".docx": report_docx(report), ".xlsx": report_xlsx(report)}


def repacked(content: bytes, part: str, data: bytes) -> bytes:
    """The package with one part of it replaced, its check sums right."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == part else old.read(name))
    return out.getvalue()


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_any_damaged_office_file_is_read_or_refused(tmp_path, documents, suffix):
    whole = documents[suffix]
    assert outcome(written(tmp_path, f"whole{suffix}", whole)) == ""
    with zipfile.ZipFile(io.BytesIO(whole)) as package:
        parts = {name: package.read(name) for name in package.namelist()}

    @slow
    @given(st.data())
    def go(data):
        if data.draw(st.booleans()):
            content = data.draw(damaged(whole))
        else:
            name = data.draw(st.sampled_from(sorted(parts)))
            content = repacked(whole, name, data.draw(damaged(parts[name])))
        outcome(written(tmp_path, f"a{suffix}", content))

    go()


@slow
@given(
    st.lists(
        st.lists(
            st.one_of(pieces.filter(lambda text: text.isprintable() and len(text) < 999), st.none(), st.integers(),
                      st.floats(), st.booleans(), st.dates(), st.datetimes()),
            min_size=1, max_size=5,
        ),
        max_size=6,
    ),
    st.sampled_from(["表二", "表三", "Sheet", "表"]),
)  # fmt: skip
def test_any_workbook_is_read_or_refused(tmp_path, rows, title):
    book = Workbook()
    book.active.append([f"{YEAR}年政府信息公开工作年度报告"])
    for sheet in (book.active, book.create_sheet(title)):
        for row in rows:
            sheet.append([str(cell) if isinstance(cell, str) else cell for cell in row])
    path = tmp_path / "a.xlsx"
    book.save(path)
    outcome(path)


# --- a few bytes that claim to be millions of cells ---


def vast_books() -> Iterator[tuple[str, bytes]]:
    def made(change) -> bytes:
        book = Workbook()
        book.active["A1"] = f"{YEAR}年政府信息公开工作年度报告"
        change(book.create_sheet("表三"))
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    yield "corner", made(lambda sheet: sheet.cell(1_048_576, 16_384, "1"))
    sheet = "xl/worksheets/sheet2.xml"
    plain = made(lambda sheet: sheet.cell(1, 1, "1"))
    for name, tag in (
        ("merged", '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        ("linked", '<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>'),
    ):
        yield name, with_parts(plain, {}, replace=(sheet, "</sheetData>", f"</sheetData>{tag}"))


@pytest.mark.parametrize(("name", "content"), list(vast_books()))
def test_a_workbook_of_millions_of_cells_is_refused_at_once(tmp_path, name, content):
    assert "过大" in outcome(written(tmp_path, "a.xlsx", content))


def test_a_print_area_beyond_the_sheet_is_no_hang(tmp_path):
    book = Workbook()
    book.active.append([f"{YEAR}年政府信息公开工作年度报告"])
    book.active.print_area = "A1:XFD1048576"
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert outcome(path) == ""


@pytest.mark.parametrize("span", ["2000000000", "x", "-5", ""])
def test_a_word_table_that_spans_millions_of_columns_is_no_hang(tmp_path, span):
    document = Document()
    document.add_paragraph(f"{YEAR}年政府信息公开工作年度报告")
    properties = document.add_table(2, 2).cell(0, 0)._tc.get_or_add_tcPr()
    mark = OxmlElement("w:gridSpan")
    mark.set(qn("w:val"), span)
    properties.append(mark)
    path = tmp_path / "a.docx"
    document.save(path)
    outcome(path)


def test_a_file_that_only_grows_is_not_opened(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(10 * 1024**3)
    assert "没有读取" in outcome(path)


def test_a_link_to_something_without_end_is_no_file(tmp_path):
    path = tmp_path / "a.txt"
    path.symlink_to("/dev/zero")
    assert "没有这个文件" in outcome(path)
