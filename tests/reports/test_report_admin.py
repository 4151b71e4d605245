"""The reports in the office: findings for staff only, figures that publishing freezes."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from applications.models import Application, Dispute
from applications.seeding import load_applications
from reports.approval import obstacles, sign
from reports.findings import judged_findings
from reports.models import FindingVerdict, Report
from reports.publishing import publish
from reports.tally import tally_four, tally_three
from reports.writing import start_draft
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
    assert "与推算的不同" not in html


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


def test_entered_and_computed_figures_stand_side_by_side_and_each_opens_its_cases(
    client, bureau, calendar, staff
):
    load_applications(120, seed=3, calendar=calendar, today=date(2026, 3, 25))
    report = make_report(2023, publish=False)
    case = Application.objects.filter(reported_on__year=2023).first()
    Dispute.objects.create(
        application=case, kind="review", body="某某市人民政府", accepted_on=date(2023, 11, 3)
    )
    url = f"/admin/reports/report/{report.pk}/figures/"
    client.force_login(staff("reader", "reports.view_report"))
    plain = client.get(url).content.decode()
    assert (plain.count("台账"), f"{url}t3." in plain) == (175 + 15 + 3, False)
    client.force_login(staff("both", "reports.view_report", "applications.view_application"))
    page = client.get(url).content.decode()
    computed = tally_three(report.form, 2023) | tally_four(report.form, 2023)
    for key, value in computed.items():
        assert f'href="{url}{key}/"' in page
        assert f'aria-label="台账{value}：' in page
    differing = sum(1 for value in computed.values() if value)
    assert f"有 {differing} 处填写的与推算的不同" in page
    assert page.count(" differs") == differing
    total = client.get(f"{url}t3.r24.c7/").content.decode()
    assert f"共 {computed['t3.r24.c7']} 件" in total
    assert case.number in total
    disputes = client.get(f"{url}t4.review.pending/").content.decode()
    assert ("共 1 件" in disputes, "某某市人民政府" in disputes, case.number in disputes) == (True,) * 3
    assert "这一格没有案件" in client.get(f"{url}t4.direct.total/").content.decode()


@pytest.mark.parametrize(
    ("key", "status"),
    [("t2.normative.valid", 403), ("t2.permits.decisions", 403), ("t9.x.y", 404), ("x", 404)],
)
def test_what_is_behind_a_figure_is_for_those_who_may_see_it(client, bureau, staff, key, status):
    report = make_report(2023, publish=False)
    client.force_login(staff("both", "reports.view_report", "applications.view_application"))
    assert client.get(f"/admin/reports/report/{report.pk}/figures/{key}/").status_code == status


def test_the_items_behind_a_figure_of_table_two_are_opened_and_only_what_is_counted(client, bureau, staff):
    report = make_report(2023, publish=False)
    client.force_login(staff("both", "reports.view_report", "disclosure.view_item"))
    url = f"/admin/reports/report/{report.pk}/figures/"
    assert "这一格没有案件" in client.get(f"{url}t2.normative.valid/").content.decode()
    assert client.get(f"{url}t2.permits.decisions/").status_code == 404


def test_a_difference_from_the_books_is_explained_in_writing_before_anything_goes_out(
    bureau, calendar, clerk_of_reports, head_of_office
):
    load_applications(120, seed=3, calendar=calendar, today=date(2026, 3, 25))
    writer = User.objects.create_user("writer")
    writer.user_permissions.add(Permission.objects.get(codename="add_report"))
    report = start_draft(2023, writer, calendar=calendar)
    for part in report.sections.all():
        part.body = MARKS.sub("", part.body)
        part.save()
    explain_all(report, clerk_of_reports)
    assert obstacles(report) == []
    figures = report.figures
    moved = {"t3.r01.c1": 1, "t3.r01.c7": 1, "t3.r25.c1": 1, "t3.r25.c7": 1}  # one more case, every sum holds
    report.set_figures(figures | {key: figures[key] + more for key, more in moved.items()})
    report.save()
    for door in (
        lambda: sign(report, by=head_of_office, at=timezone.now()),
        lambda: publish(report, by=clerk_of_reports, on=timezone.localdate()),
    ):
        with pytest.raises(ValidationError, match="台账推算为"):
            door()
    rules = {row.finding.rule for row in judged_findings(report) if row.stands}
    assert rules >= {"SYS"}
    FindingVerdict.objects.all().delete()
    explain_all(report, clerk_of_reports)
    sign(report, by=head_of_office, at=timezone.now())
    assert publish(report, by=clerk_of_reports, on=timezone.localdate()).is_published


MARKS = re.compile(r"【[^】]*】")
