"""A report from draft to publication in the browser: three people, no script needed, every page clean at both widths."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import Group, User
from playwright.sync_api import Page

from liaocheng_gk.roles import sync_roles
from reports.models import FindingVerdict, Report
from tests.factories.reports import explain_all

pytestmark = pytest.mark.browser
PASSWORD = "demo-password-1"
YEAR = 2025
# Django's own tables of rows to edit have an empty head over a row's name.
OURS = {"rules": {"empty-table-header": {"enabled": False}}}


@pytest.fixture
def people(served) -> str:
    sync_roles()
    for name, role in (("fabu", "发布岗"), ("lingdao", "审批岗")):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    return served


def enter(page: Page, served: str, name: str) -> Page:
    page.goto(f"{served}/admin/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.click("[type=submit]")
    return page


def finish(report: Report) -> None:
    """What a person does between drafting and signing: fills the marks in, dates the report, explains the rest."""
    for part in report.sections.all():
        part.body = re.sub(r"【[^】]*】", "", part.body)
        part.save()
    FindingVerdict.objects.filter(report=report).delete()
    explain_all(report, User.objects.get(username="fabu"))


def test_from_draft_to_publication(people, page_at):
    writer, head = enter(page_at(1280), people, "fabu"), enter(page_at(375), people, "lingdao")
    writer.goto(f"{people}/admin/reports/report/start/")
    writer.fill("#id_year", str(YEAR))
    writer.click("[type=submit]:has-text('起草'), input[value='起草']")
    base = writer.url.removesuffix("beside/")
    head.goto(f"{base}beside/")
    head.click("text=对这一部分提出意见 >> nth=4")
    head.fill("textarea:visible", "请写得具体一些。")
    head.click("input[value='记下意见']:visible")
    assert "待处理" in head.content()
    writer.reload()
    writer.fill("input[name=answer]", "已改写")
    writer.click("input[value='处理完毕']")
    assert "处理情况：已改写" in writer.content()
    head.goto(f"{base}publish/")
    assert "一、总体情况（3处）" in head.content()
    finish(Report.objects.get(year=YEAR))
    head.reload()
    head.click(f"input[value='签发{YEAR}年度报告']")
    assert "内容至今没有改动" in head.content()
    writer.goto(f"{base}publish/")
    writer.click(f"input[value='发布{YEAR}年度报告']")
    assert writer.url == f"{people}/reports/{YEAR}/"
    assert Report.objects.get(year=YEAR).is_published


@pytest.mark.parametrize("width", [375, 1280])
def test_the_desks_pages_stay_within_the_screen_and_axe_finds_no_violation(people, page_at, width):
    # axe looks for an @import beside the page, and styles what it measures.
    page = enter(page_at(width, tolerate=("404",), bypass_csp=True), people, "fabu")
    page.goto(f"{people}/admin/reports/report/start/")
    page.fill("#id_year", str(YEAR))
    page.click("input[value='起草']")
    base = page.url.removesuffix("beside/")
    published = Report.objects.get(year=2023).pk
    addresses = [f"{base}{name}/" for name in ("beside", "figures", "findings", "publish", "change")]
    addresses += [
        f"{people}/admin/reports/report/{published}/amend/",
        f"{people}/admin/reports/report/{published}/versions/1/",
        f"{people}/admin/reports/report/quarters/",
        f"{people}/admin/reports/report/start/",
    ]
    wide, found = [], {}
    for address in addresses:
        page.goto(address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            wide.append(address)
        violations = Axe().run(page, context="#content-main", options=OURS).response["violations"]
        if violations:
            found[address] = [
                (rule["id"], [node["target"] for node in rule["nodes"]][:3]) for rule in violations
            ]
    assert wide == []
    assert found == {}
