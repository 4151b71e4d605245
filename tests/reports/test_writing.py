"""A draft of the report out of the books: real counts in plain sentences, nothing made up, nothing overwritten."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.utils import timezone

from applications.models import Application, Dispute, FeeNotice
from applications.seeding import load_applications
from disclosure.models import Category, Item
from reports.findings import findings_of
from reports.forms import form_for
from reports.models import Report
from reports.tally import tally_four, tally_three
from reports.writing import last_chapters, prefill, start_draft
from tests.factories.reports import make_report

TODAY = date(2026, 11, 24)
YEAR = 2025


@pytest.fixture
def writer(staff):
    return staff("qicao", "reports.view_report", "reports.add_report", "reports.change_report")


@pytest.fixture
def books(bureau, calendar):
    """Four hundred cases, a pending review, a fee, and three items of which one is a draft."""
    call_command("loaddata", "categories", verbosity=0)
    load_applications(400, seed=5, calendar=calendar, today=TODAY)
    case = Application.objects.filter(reported_on__year=YEAR).first()
    Dispute.objects.create(application=case, kind="review", body="市政府", accepted_on=date(YEAR, 11, 3))
    FeeNotice.objects.create(application=case, scale="pieces", count=12, yuan=200, paid_on=date(YEAR, 6, 2))
    for number, status in enumerate(("published", "published", "draft"), start=1):
        Item.objects.create(
            index_number=f"T{number}", title=f"规范性文件{number}", publisher="聊城市商务局",
            category=Category.objects.get(slug="normative-documents"), formed_on=date(YEAR, 3, number),
            status=status, validity="in_force", secrecy_reviewer="审查人",
            published_at=timezone.make_aware(timezone.datetime(YEAR, 3, 5)) if status == "published" else None,
        )  # fmt: skip
    return bureau


def test_the_sentences_state_what_the_tables_count(books, calendar):
    form = form_for(YEAR)
    three = tally_three(form, YEAR)
    new, carried, closed, left = (int(three[f"t3.{row}.c7"]) for row in ("r01", "r02", "r24", "r25"))
    texts = prefill(YEAR, calendar)
    assert sorted(texts) == [1, 2, 3, 4, 5, 6]
    assert (
        f"收到和处理政府信息公开申请{new + carried}件，其中本年新收{new}件、上年结转{carried}件" in texts[1]
    )
    assert "主动公开政府信息2条，其中政策法规2条" in texts[1]
    assert "均在法定期限内答复" in texts[1]
    assert "制发行政规范性文件2件，废止或者失效0件，年底现行有效2件" in texts[2]
    assert f"办结申请{closed}件" in texts[3]
    assert f"结转下年度继续办理{left}件" in texts[3]
    assert "共1件：行政复议1件。按结果分：尚未审结1件" in texts[4]
    assert "收取信息处理费200元" in texts[6]


def test_late_replies_are_told_as_a_problem(books, calendar):
    case = Application.objects.filter(reported_on__year=YEAR).last()
    Application.objects.filter(pk=case.pk).update(due_on=case.reported_on - timedelta(days=1))
    texts = prefill(YEAR, calendar)
    assert "其中超过法定期限答复1件" in texts[1]
    assert "有1件申请超过法定期限答复" in texts[5]


def test_a_year_without_anything_says_so_in_whole_sentences(bureau, calendar):
    texts = prefill(YEAR, calendar)
    assert "全年没有收到政府信息公开申请，也没有上年结转的申请。" in texts[1]
    assert texts[4] == "全年没有因政府信息公开引起的行政复议和行政诉讼。"
    assert texts[6].startswith("全年未收取信息处理费。")


def test_the_draft_has_the_figures_of_the_books_and_no_finding_against_them(books, calendar, writer):
    report = start_draft(YEAR, writer, calendar=calendar)
    form = report.form
    assert (report.status, report.agency_name) == ("draft", "聊城市商务局")
    assert report.title == "聊城市商务局2025年政府信息公开工作年度报告"
    assert sorted(report.figures) == sorted(form.places)
    assert report.figures == report.figures | tally_three(form, YEAR) | tally_four(form, YEAR)
    assert (report.figures["t2.normative.made"], report.figures["t2.permits.decisions"]) == (2, 0)
    rules = {finding.rule for finding in findings_of(report.as_read())}
    assert rules & {"TXT-N", "SYS", "FEE", "T3-COL", "T3-SUM", "T3-ROW", "T4-SUM", "T2-VALID"} == set()


def test_the_draft_bears_the_name_of_the_last_day_of_its_year(bureau, calendar, writer):
    assert start_draft(2021, writer, calendar=calendar).agency_name == "聊城市商务和投资促进局"


@pytest.mark.parametrize("publish", [True, False])
def test_an_existing_report_is_never_overwritten(bureau, calendar, writer, publish):
    make_report(YEAR, publish=publish, title="原有的标题", figures={"t3.r01.c7": Decimal(7)})
    with pytest.raises(ValidationError, match="已经存在"):
        start_draft(YEAR, writer, calendar=calendar)
    assert Report.objects.get(year=YEAR).title == "原有的标题"


def test_drafting_needs_the_permission_and_a_prescribed_form(bureau, calendar, writer, staff):
    with pytest.raises(PermissionDenied):
        start_draft(YEAR, staff("other", "reports.view_report"), calendar=calendar)
    with pytest.raises(ValidationError, match="没有统一的报告格式"):
        start_draft(2018, writer, calendar=calendar)
    assert Report.objects.count() == 0


def test_prefill_takes_as_many_queries_for_many_cases_as_for_few(
    bureau, calendar, django_assert_max_num_queries
):
    load_applications(500, seed=1, calendar=calendar, today=TODAY)
    with django_assert_max_num_queries(16):
        prefill(YEAR, calendar)


def test_a_draft_is_started_in_the_office_and_last_year_stands_beside(client, books, writer):
    make_report(YEAR - 1, title="上年")
    client.force_login(writer)
    assert "起草年度报告" in client.get("/admin/reports/report/").content.decode()
    response = client.post("/admin/reports/report/start/", {"year": YEAR}, follow=True)
    html = response.content.decode()
    report = Report.objects.get(year=YEAR)
    assert response.redirect_chain == [(f"/admin/reports/report/{report.pk}/beside/", 302)]
    assert "第1章的文字。" in html
    assert "统计期限自2025年1月1日起" in html
    assert sorted(last_chapters(YEAR)) == [1, 2, 3, 4, 5, 6]
    again = client.post("/admin/reports/report/start/", {"year": YEAR}).content.decode()
    assert "已经存在，没有另行起草" in again


def test_a_draft_without_a_report_of_last_year_stands_alone(client, bureau, writer, calendar):
    report = start_draft(YEAR, writer, calendar=calendar)
    client.force_login(writer)
    html = client.get(f"/admin/reports/report/{report.pk}/beside/").content.decode()
    assert html.count("上年没有这一部分的文字") == 6
    assert "一、总体情况" in html
    assert "文字对照与意见" in client.get(f"/admin/reports/report/{report.pk}/change/").content.decode()


def test_without_the_permission_nothing_is_started(client, books, staff):
    client.force_login(staff("reader", "reports.view_report"))
    assert client.post("/admin/reports/report/start/", {"year": YEAR}).status_code == 403
    assert "起草年度报告" not in client.get("/admin/reports/report/").content.decode()
    assert Report.objects.count() == 0


def test_quarters_are_for_staff_and_name_no_applicant(client, books, staff):
    url = f"/admin/reports/report/quarters/?year={YEAR}"
    assert client.get(url).status_code == 302
    client.force_login(staff("reader", "reports.view_report"))
    html = client.get(url).content.decode()
    assert "第4季度" in html
    assert "压测申请人" not in html
    assert client.get("/admin/reports/report/quarters/?year=abc").status_code == 200
