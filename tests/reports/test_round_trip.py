"""Out and in again: every year's report as Word, Excel and page is read back as the same report."""

from pathlib import Path

import pytest

from reports.models import Report
from reports.publishing import store_draft
from reports.reading_files import read_file
from reports.shapes import ReadReport
from reports.word import report_docx
from reports.workbook import report_xlsx

YEARS = range(2016, 2024)


@pytest.fixture
def exported(bureau, client, tmp_path: Path):
    """The report of a year as it was read, and what comes back when its export is read."""

    def make(source: Path, year: int, ending: str) -> tuple[ReadReport, ReadReport]:
        read = read_file(source, year)
        report = store_draft(read, source="")
        path = tmp_path / f"report.{ending}"
        if ending == "html":
            Report.objects.filter(pk=report.pk).update(status="published", digest=report.compute_digest())
            path.write_bytes(client.get(f"/reports/{year}/").content)
        else:
            path.write_bytes({"docx": report_docx, "xlsx": report_xlsx}[ending](report))
        return read, read_file(path, year)

    return make


@pytest.mark.parametrize("ending", ["docx", "xlsx", "html"])
@pytest.mark.parametrize("year", YEARS)
def test_every_years_report_comes_back_as_it_went_out(source, exported, year, ending):
    read, again = exported(source, year, ending)
    assert again.cells == read.cells
    assert (again.title, again.agency_name) == (read.title, read.agency_name)
    assert (again.signed_on, again.signed_as_written) == (read.signed_on, read.signed_as_written)
    assert [(part.number, part.title) for part in again.sections] == [
        (part.number, part.title) for part in read.sections
    ]
    assert [words(part.body) for part in again.sections] == [words(part.body) for part in read.sections]
    assert {key: row.value for key, row in again.stated.items()} == {
        key: row.value for key, row in read.stated.items()
    }


@pytest.mark.parametrize("ending", ["docx", "xlsx", "html"])
def test_the_reports_that_are_published_without_their_text_come_back_with_the_same_figures(
    published, client, tmp_path, ending
):
    for report in Report.objects.all():
        path = tmp_path / f"{report.year}.{ending}"
        address = f"/reports/{report.year}/" + (f"report.{ending}" if ending != "html" else "")
        path.write_bytes(client.get(address).content)
        read = read_file(path, report.year)
        assert read.cells == report.figures, report.year
        assert ("没有第一部分" in "".join(read.inferred)) == bool(report.figures), report.year


def words(body: str) -> list[str]:
    return [line.strip() for line in body.splitlines() if line.strip()]
