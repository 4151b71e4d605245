"""The reports in the office: findings for staff only, figures that publishing freezes."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from reports.approval import sign
from reports.findings import judged_findings
from reports.models import FindingVerdict, Report
from reports.publishing import publish
from tests.factories.reports import explain_all, make_report


def test_findings_are_shown_to_staff_and_never_to_the_public(client, published, clerk_of_reports):
    public = client.get("/reports/2020/")
    client.force_login(clerk_of_reports)
    staff = client.get("/reports/2020/")
    assert "T3-SUM" not in public.content.decode()
    assert "T3-SUM" in staff.content.decode()
    assert "no-store" in staff["Cache-Control"]


def test_publishing_waits_until_every_finding_is_explained(bureau, clerk_of_reports, head_of_office):
    report = make_report(2024, publish=False)
    with pytest.raises(ValidationError, match="没有说明"):
        publish(report, by=clerk_of_reports, on=timezone.localdate())
    explain_all(report, clerk_of_reports)
    sign(report, by=head_of_office, at=timezone.now())
    report = publish(report, by=clerk_of_reports, on=timezone.localdate())
    assert (report.status, len(report.digest), report.published_by) == ("published", 64, clerk_of_reports)
    with pytest.raises(ValidationError, match="已经发布"):
        publish(report, by=clerk_of_reports, on=timezone.localdate())


def test_publishing_needs_the_permission(bureau, staff):
    with pytest.raises(PermissionDenied):
        publish(make_report(2024, publish=False), by=staff("other"), on=timezone.localdate())


def test_a_published_figure_cannot_be_changed_by_any_road(published):
    report = Report.objects.get(year=2023)
    report.set_figures(report.figures | {"t3.r01.c1": Decimal(99)})
    with pytest.raises(ValidationError, match="已经发布"):
        report.save()
    with pytest.raises(ValidationError, match="已经发布"):
        Report.objects.filter(year=2023).update(cells={})
    for destroy in (Report.objects.get(year=2023).delete, Report.objects.filter(year=2023).delete):
        with pytest.raises(ValidationError, match="不能删除"):
            destroy()
    metric = Report.objects.get(year=2023).metrics.first()
    metric.value = 1
    with pytest.raises(ValidationError, match="已经发布"):
        metric.save()
    assert Report.objects.get(year=2023).figures["t3.r01.c1"] == 3


def test_verdicts_are_entered_on_the_findings_page(client, published, clerk_of_reports):
    report = Report.objects.get(year=2023)
    client.force_login(clerk_of_reports)
    url = f"/admin/reports/report/{report.pk}/findings/"
    assert "没有落款日期" in client.get(url).content.decode()
    posted = {
        "rule": "TXT-YR",
        "place": "落款",
        "left": "没有落款日期",
        "right": "2024年1月",
        "verdict": "erratum",
    }
    refused = client.post(url, posted | {"note": ""})
    assert "意见没有保存" in refused.content.decode()
    client.post(url, posted | {"note": "原文没有落款"})
    assert [(row.note, row.by) for row in FindingVerdict.objects.all()] == [
        ("原文没有落款", clerk_of_reports)
    ]


def test_figures_of_a_draft_are_edited_and_a_blank_stays_a_blank(client, bureau, clerk_of_reports):
    report = make_report(2024, publish=False)
    client.force_login(clerk_of_reports)
    url = f"/admin/reports/report/{report.pk}/figures/"
    figures = dict.fromkeys(report.form.places, "0") | {"t3.r01.c1": "7", "t3.r05.c2": ""}
    assert "没有保存" in client.post(url, figures | {"t3.r01.c1": "seven"}).content.decode()
    client.post(url, figures)
    report.refresh_from_db()
    assert (report.figures["t3.r01.c1"], report.figures["t3.r05.c2"]) == (7, None)


def test_figures_of_a_published_report_are_not_editable(client, published, clerk_of_reports):
    report = Report.objects.get(year=2023)
    client.force_login(clerk_of_reports)
    url = f"/admin/reports/report/{report.pk}/figures/"
    html = client.get(url).content.decode()
    assert 'name="t3.r01.c1"' not in html
    assert client.post(url, {"t3.r01.c1": "9"}).status_code == 403


def test_each_difference_opens_its_cases_for_those_who_may_see_cases(
    client, published, clerk_of_reports, staff
):
    report = Report.objects.get(year=2023)
    url = f"/admin/reports/report/{report.pk}/figures/t3.r01.c1/"
    client.force_login(clerk_of_reports)
    assert client.get(url).status_code == 403
    client.force_login(staff("both", "reports.view_report", "applications.view_application"))
    assert client.get(url).status_code == 200
    assert client.get(f"/admin/reports/report/{report.pk}/figures/t3.r99.c1/").status_code == 404


def test_publishing_by_get_changes_nothing(client, bureau, clerk_of_reports, head_of_office):
    report = make_report(2024, publish=False)
    explain_all(report, clerk_of_reports)
    sign(report, by=head_of_office, at=timezone.now())
    client.force_login(clerk_of_reports)
    client.get(f"/admin/reports/report/{report.pk}/publish/")
    report.refresh_from_db()
    assert report.status == "draft"
    client.post(f"/admin/reports/report/{report.pk}/publish/")
    report.refresh_from_db()
    assert report.status == "published"


def test_a_draft_is_filled_in_on_the_statutory_table_and_blanks_are_no_difference(
    client, bureau, clerk_of_reports
):
    report = Report.objects.create(year=2024, agency_name="聊城市商务局", title="2024年度报告")
    client.force_login(clerk_of_reports)
    html = client.get(f"/admin/reports/report/{report.pk}/figures/").content.decode()
    assert html.count('name="t3.') == 175
    assert html.count('name="t4.') == 15
    assert 'rowspan="22"' in html
    assert "与台账推算不同" not in html


def test_stated_figures_are_entered_at_the_desk_and_stay_after_publishing(client, bureau, staff):
    editor = staff(
        "editor", "reports.view_report", "reports.change_report", "reports.view_metric", "reports.change_metric",
        "reports.add_metric",
    )  # fmt: skip
    report = make_report(2024, publish=False)
    client.force_login(editor)
    url = f"/admin/reports/report/{report.pk}/change/"
    kept = report.metrics.get()
    posted = {
        "agency_name": report.agency_name, "title": report.title, "authority": "", "signed_on": "",
        "signed_as_written": "", "summary": "", "source": "",
        "metrics-TOTAL_FORMS": "2", "metrics-INITIAL_FORMS": "1", "metrics-MIN_NUM_FORMS": "0",
        "metrics-MAX_NUM_FORMS": "1000", "metrics-0-id": kept.pk, "metrics-0-report": report.pk,
        "metrics-0-key": kept.key, "metrics-0-label": kept.label, "metrics-0-value": "150",
        "metrics-0-unit": "条", "metrics-0-position": "0", "metrics-1-report": report.pk,
        "metrics-1-key": "website", "metrics-1-label": "局网站发布的信息", "metrics-1-value": "",
        "metrics-1-unit": "条", "metrics-1-position": "1",
    }  # fmt: skip
    assert client.post(url, posted).status_code == 302
    assert [(row.key, row.value) for row in report.metrics.all()] == [("published", 150), ("website", None)]
    published = make_report(2023)
    page = client.get(f"/admin/reports/report/{published.pk}/change/").content.decode()
    assert "142" in page
    assert 'name="metrics-0-value"' not in page
    for destroy in (lambda: published.metrics.update(value=1), published.sections.all().delete):
        with pytest.raises(ValidationError, match="已经发布"):
            destroy()


def test_the_words_of_a_draft_are_read_again_and_held_against_the_figures_kept_beside_them(bureau):
    report = make_report(2024, publish=False)
    part = report.sections.get(number=1)
    part.body = "全年主动公开政府信息150条，收到政府信息公开申请9件。"
    part.save()
    found = {(row.finding.place, row.finding.left, row.finding.right) for row in judged_findings(report)}
    assert ("文字数据“主动公开政府信息”", "142", "150") in found
    assert ("正文“收到的依申请公开申请”", "9", "0") in found
