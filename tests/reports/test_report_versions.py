"""Corrections of published reports: a new version with its reason; the earlier ones stay, everywhere and for good."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from reports.approval import sign
from reports.findings import digest_findings, judged_findings
from reports.models import Report, ReportVersion
from reports.publishing import amend, publish, store_draft
from reports.reading_files import read_file
from tests.factories.reports import make_report
from tests.reports.conftest import OURS

ON = date(2024, 3, 4)
REASON = "一件申请的结果录入有误，应计入“本机关不掌握”"
# One case of 2023 moves from 予以公开 to 本机关不掌握: every sum still holds.
MOVED = {
    "t3.r03.c1": Decimal(1), "t3.r03.c7": Decimal(1), "t3.r13.c1": Decimal(2), "t3.r13.c7": Decimal(2),
}  # fmt: skip


@pytest.fixture
def report(published) -> Report:
    return Report.objects.get(year=2023)


@pytest.fixture
def amended(report, clerk_of_reports) -> Report:
    amend(report, MOVED, reason=REASON, by=clerk_of_reports, on=ON)
    return Report.objects.get(year=2023)


def test_publishing_keeps_the_first_version(bureau, clerk_of_reports, head_of_office):
    draft = make_report(2025, publish=False, signed_on=date(2026, 1, 15), signed_as_written="2026年1月15日")
    sign(draft, by=head_of_office, at=timezone.now())
    report = publish(draft, by=clerk_of_reports, on=date(2026, 1, 16))
    (first,) = ReportVersion.objects.all()
    assert (first.number, first.cells, first.digest) == (1, report.cells, report.digest)
    assert (first.reason, first.by, first.on) == ("", clerk_of_reports, date(2026, 1, 16))


def test_an_amendment_is_a_new_version_and_the_first_stays(report, amended, clerk_of_reports):
    first, second = ReportVersion.objects.order_by("number")
    assert (first.number, first.cells, first.digest) == (1, report.cells, report.digest)
    assert (second.number, second.reason, second.by, second.on) == (2, REASON, clerk_of_reports, ON)
    assert (amended.cells, amended.digest) == (second.cells, second.digest)
    assert {key for key in amended.figures if amended.figures[key] != report.figures[key]} == set(MOVED)
    assert amended.digest == amended.compute_digest() != report.digest
    amend(amended, {"t2.normative.valid": Decimal(4)}, reason="漏计", by=clerk_of_reports, on=ON)
    assert [row.number for row in Report.objects.get(year=2023).amendments] == [3, 2]


@pytest.mark.parametrize(
    ("figures", "reason", "on", "message"),
    [
        (MOVED, "  ", ON, "原因"),
        ({}, REASON, ON, "没有一处数字"),
        ({"t3.r03.c1": Decimal(2)}, REASON, ON, "没有一处数字"),
        ({"t3.r03.c1": Decimal(1)}, REASON, ON, "总计"),
        ({"t3.r03.c1": None}, REASON, ON, "空白"),
        ({"t3.r99.c1": Decimal(1)}, REASON, ON, "没有这些数字"),
    ],
)
def test_a_faulty_amendment_is_refused_and_nothing_changes(
    report, clerk_of_reports, figures, reason, on, message
):
    with pytest.raises(ValidationError, match=message):
        amend(report, figures, reason=reason, by=clerk_of_reports, on=on)
    assert Report.objects.get(year=2023).cells == report.cells
    assert ReportVersion.objects.count() == 0


def test_amending_needs_the_permission_a_published_report_and_days_in_order(amended, staff, clerk_of_reports):
    with pytest.raises(PermissionDenied):
        amend(amended, MOVED, reason=REASON, by=staff("other", "reports.change_report"), on=ON)
    with pytest.raises(ValidationError, match="还没有发布"):
        amend(make_report(2025, publish=False), {"t2.normative.valid": Decimal(1)}, reason=REASON,
              by=clerk_of_reports, on=ON)  # fmt: skip
    with pytest.raises(ValidationError, match="不能早于"):
        amend(
            amended,
            {"t2.normative.valid": Decimal(1)},
            reason=REASON,
            by=clerk_of_reports,
            on=date(2024, 3, 3),
        )


def test_amend_is_the_only_way_to_other_figures(amended):
    for cells in (amended.cells | {"t3.r01.c1": "99"}, {}):
        again = Report.objects.get(year=2023)
        again.cells = cells
        again.digest = again.compute_digest()
        with pytest.raises(ValidationError, match="更正数字"):
            again.save()
    first = ReportVersion.objects.get(number=1)
    again = Report.objects.get(year=2023)
    again.cells, again.digest = first.cells, first.digest
    with pytest.raises(ValidationError, match="更正数字"):
        again.save()


def test_a_version_cannot_be_changed_or_deleted(amended):
    first = ReportVersion.objects.get(number=1)
    first.cells = {}
    versions = ReportVersion.objects.filter(number=1)
    for destroy in (first.save, first.delete, versions.delete, lambda: versions.update(cells={})):
        with pytest.raises(ValidationError, match="不能修改或者删除"):
            destroy()
    assert ReportVersion.objects.get(number=1).figures["t3.r03.c1"] == 2


@pytest.mark.parametrize(
    "fields", [{"number": 2, "reason": "又一版"}, {"number": 3, "reason": ""}, {"number": 3, "on": None}]
)
def test_the_database_refuses_a_second_of_a_number_and_an_amendment_without_reason(amended, fields):
    newest = ReportVersion.objects.get(number=2)
    kept = {"cells": newest.cells, "digest": newest.digest, "by": newest.by, "on": ON, "reason": "原因"}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportVersion.objects.create(report=amended, **(kept | fields))


def test_a_table_that_the_text_lacked_is_added_whole_with_blanks(published, clerk_of_reports):
    report = Report.objects.get(year=2022)
    assert not report.has_table(3)
    with pytest.raises(ValidationError, match="空白"):  # blanks where there was no table are new errors
        amend(report, {"t3.r01.c1": Decimal(2)}, reason=REASON, by=clerk_of_reports, on=ON)
    whole = {key: Decimal(0) for key in report.form.keys_of_four}
    amend(report, whole, reason="补录公开文本缺失的表四", by=clerk_of_reports, on=ON)
    assert Report.objects.get(year=2022).has_table(4)


def test_the_public_sees_the_newest_figures_with_a_note(client, amended):
    note = f"更正：第2版，2024年3月4日，{REASON}"
    for path in ("/reports/2023/", "/reports/2023/print/"):
        assert note in client.get(path).content.decode()
    assert "更正：" not in client.get("/reports/2020/").content.decode()
    document = Document(io.BytesIO(client.get(reverse("reports:docx", args=[2023])).content))
    assert note in [paragraph.text for paragraph in document.paragraphs]
    book = load_workbook(io.BytesIO(client.get(reverse("reports:xlsx", args=[2023])).content))
    assert note in [row[0] for row in book["文字"].iter_rows(values_only=True)]
    other = load_workbook(io.BytesIO(client.get(reverse("reports:xlsx", args=[2020])).content))
    assert [row[0] for row in other["文字"].iter_rows(values_only=True) if "更正：" in str(row[0])] == []


@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_the_note_of_an_amendment_is_no_part_of_the_text_that_is_read_back(client, amended, tmp_path, ending):
    path = tmp_path / f"report.{ending}"
    path.write_bytes(client.get(f"/reports/2023/report.{ending}").content)
    read = read_file(path, 2023)
    assert read.cells == amended.figures
    assert REASON not in read.text


def test_the_json_holds_every_version(client, report, amended):
    rows = {row["year"]: row for row in client.get(reverse("reports:reports_json")).json()["reports"]}
    assert [row["number"] for row in rows[2023]["versions"]] == [2, 1]
    newest, first = rows[2023]["versions"]
    assert (newest["reason"], newest["date"], newest["cells"]) == (REASON, "2024-03-04", rows[2023]["cells"])
    assert (first["digest"], first["cells"]) == (report.digest, report.cells)
    assert [row["number"] for row in rows[2020]["versions"]] == [1]


def test_a_digest_that_does_not_match_is_found_for_every_version(amended):
    def digests() -> list[str]:
        found = judged_findings(Report.objects.get(year=2023))
        return [row.finding.place for row in found if row.finding.rule == "DIGEST"]

    assert digests() == []
    with connection.cursor() as cursor:  # past every door of the program
        cursor.execute('UPDATE reports_reportversion SET cells = \'{"t3.r01.c1": "9"}\' WHERE number = 1')
    assert digests() == ["第1版"]
    with connection.cursor() as cursor:
        cursor.execute('UPDATE reports_report SET cells = \'{"t3.r01.c1": "9"}\' WHERE year = 2023')
    assert digests() == ["公开的数字", "第1版"]


def test_a_word_changed_past_every_door_is_found(bureau, clerk_of_reports, head_of_office):
    draft = make_report(2025, publish=False, signed_on=date(2026, 1, 15), signed_as_written="2026年1月15日")
    sign(draft, by=head_of_office, at=timezone.now())
    report = publish(draft, by=clerk_of_reports, on=date(2026, 1, 16))
    assert (len(report.words_digest), digest_findings(report)) == (64, [])
    report.words_digest = "0" * 64
    with pytest.raises(ValidationError, match="已经发布"):
        report.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_reportsection SET body = body || '。' WHERE number = 5")
    report = Report.objects.get(year=2025)
    assert [row.place for row in digest_findings(report)] == ["公开的文字"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_reportsection")
    assert [row.place for row in digest_findings(Report.objects.get(year=2025))] == ["公开的文字"]


def test_text_that_is_added_later_is_known_by_its_digest_from_then_on(published):
    report = store_draft(read_file(OURS, 2023), source="")
    assert report.is_published
    report = Report.objects.get(year=2023)
    assert (report.words_digest, digest_findings(report)) == (report.compute_words_digest(), [])
    assert report.words_digest != ""
    assert Report.objects.get(year=2020).words_digest == ""


def test_the_office_amends_on_the_statutory_table(client, report, clerk_of_reports):
    client.force_login(clerk_of_reports)
    url = f"/admin/reports/report/{report.pk}/amend/"
    page = client.get(url).content.decode()
    assert page.count('name="t3.') == 175
    assert "首次发布" in page
    figures = {key: str(value) for key, value in report.figures.items()}
    moved = {key: str(value) for key, value in MOVED.items()}
    refused = client.post(url, figures | moved | {"reason": ""}).content.decode()
    assert "请写明更正的原因" in refused
    assert 'value="2"' in refused
    refused = client.post(url, figures | {"t3.r03.c1": "1", "reason": REASON}).content.decode()
    assert "总计" in refused
    assert ReportVersion.objects.count() == 0
    client.post(url, figures | moved | {"reason": REASON})
    assert Report.objects.get(year=2023).figures["t3.r03.c1"] == 1
    for number, shown in ((1, ">2<"), (2, ">1<")):
        page = client.get(f"/admin/reports/report/{report.pk}/versions/{number}/").content.decode()
        assert shown in page
    assert client.get(f"/admin/reports/report/{report.pk}/versions/3/").status_code == 404


def test_who_may_not_publish_sees_the_versions_and_no_form(client, amended, staff):
    client.force_login(staff("li", "reports.view_report", "reports.change_report"))
    url = f"/admin/reports/report/{amended.pk}/amend/"
    page = client.get(url).content.decode()
    assert REASON in page
    assert 'name="reason"' not in page
    assert client.post(url, {"reason": REASON}).status_code == 403


def test_a_draft_has_no_page_of_versions(client, bureau, clerk_of_reports):
    client.force_login(clerk_of_reports)
    draft = make_report(2025, publish=False)
    assert client.get(f"/admin/reports/report/{draft.pk}/amend/").status_code == 404
