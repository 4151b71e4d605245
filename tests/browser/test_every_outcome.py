"""One case of each outcome, from the application to the reply, by real pages: citizen, clerk and head each in a browser."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.law.letters import LETTERS_BY_CODE
from applications.law.outcomes import OUTCOME_ROWS, OUTCOMES
from applications.law.transitions import GRANTS, Act
from applications.models import Application
from applications.querycode import code_for
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.roles import sync_roles
from liaocheng_gk.workdays import add_workdays
from tests.browser.test_application_journey import fill_application, log_in

pytestmark = pytest.mark.browser
SILENT = {
    "OTHER_NOSUPPLEMENT": (Act.ASK_CLARIFICATION, Act.ABANDON),
    "OTHER_NOFEE": (Act.NOTIFY_FEE, Act.LAPSE_FEE),
}


@pytest.fixture
def office(served, page_at, staff) -> dict[str, Page]:
    """Clerk and head, each logged in."""
    sync_roles()
    pages = {}
    for username, role in (("chengban", "承办岗"), ("lingdao", "审批岗")):
        user = staff(username)
        user.groups.add(*user.groups.model.objects.filter(name=role))
        pages[username] = page_at(1280)
        log_in(pages[username], served, username)
    return pages


@pytest.fixture
def scan(tmp_path: Path, photo) -> Path:
    path = tmp_path / "证件.jpg"
    path.write_bytes(photo().read())
    return path


class Desk:
    """Does acts on their pages, as a member of staff would."""

    def __init__(self, served: str, office: dict[str, Page]) -> None:
        self.served, self.office = served, office

    def do(self, act: Act, case: Application, *, by: str = "chengban", **fields: str) -> None:
        page = self.office[by]
        page.goto(self.served + reverse("admin:applications_application_act", args=[case.pk, act.value]))
        for name, value in fields.items():
            field = page.locator(f"[name={name}]").first
            if field.evaluate("node => node.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") == "checkbox":
                page.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        page.get_by_role("button", name=f"登记：{act.label}").click()
        expect(page.locator(".messagelist .success").first).to_contain_text(f"“{act.label}”已登记")

    def register(self, received_on: str) -> Application:
        """An application handed in at the counter some weeks ago."""
        page = self.office["chengban"]
        page.goto(f"{self.served}/admin/applications/application/add/")
        page.locator("[name=arrived_on]").fill(received_on)
        for name, value in {
            "channel": "in_person", "applicant_kind": "natural", "identity_kind": "passport", "carrier": "paper",
            "delivery": "pickup",
        }.items():  # fmt: skip
            page.locator(f"select[name={name}]").select_option(value)
        for name, value in {
            "name": "张三丰", "identity_number": "E1234567", "phone": "0635-8888888", "description": "某项统计数据",
        }.items():  # fmt: skip
            page.locator(f"[name={name}]").fill(value)
        page.locator("[name=_save]").click()
        return Application.objects.latest("pk")


def apply_online(page: Page, served: str, scan: Path) -> Application:
    fill_application(page, served, scan)
    page.get_by_role("button", name="确认提交").click()
    expect(page.locator(".receipt-code").first).to_be_visible()
    return Application.objects.latest("pk")


def look_up(page: Page, served: str, case: Application) -> None:
    page.goto(f"{served}/apply/status/")
    leave = page.get_by_role("button", name="退出查询")
    if leave.count():
        leave.click()
    page.get_by_label("申请编号").fill(case.number)
    page.get_by_label("查询码").fill(code_for(case.submission_key))
    page.get_by_role("button", name="查询", exact=True).click()


def drive(code: str, desk: Desk, phone: Page, served: str, scan: Path) -> Application:
    """Bring one case to the outcome ``code`` the way the procedure has it."""
    if code in SILENT:
        calendar, today = load_calendar(), timezone.localdate()
        received = add_workdays(today - timedelta(days=70), 1, calendar).isoformat()
        case = desk.register(received)
        desk.do(Act.CONFIRM_RECEIPT, case, on=received)
        asked, lapsed = SILENT[code]
        more = (
            {"scale": "pages", "count": "150"}
            if asked is Act.NOTIFY_FEE
            else {"until": (today - timedelta(days=20)).isoformat()}
        )
        desk.do(asked, case, on=received, note="请补正或者缴费", **more)
        desk.do(lapsed, case)
        return case
    case = apply_online(phone, served, scan)
    desk.do(Act.CONFIRM_RECEIPT, case)
    if code == "OTHER_WITHDRAWN":
        desk.do(Act.WITHDRAW, case, note="申请人来电撤回")
    elif code in GRANTS:
        desk.do(Act.REPLY, case, outcome=code, note="随附信息一份。")
    else:
        extra = {"withheld": "第三条", "grounds": "15"} if code == "PARTIAL" else {}
        desk.do(Act.PROPOSE_REPLY, case, outcome=code, note="事实和理由如下。", **extra)
        desk.do(Act.APPROVE_REPLY, case, by="lingdao")
        desk.do(Act.REPLY, case)
    return case


def test_every_outcome_from_application_to_reply(served, office, phone, scan, monkeypatch):
    # One phone stands for many applicants here.
    monkeypatch.setattr("liaocheng_gk.doors.human.ASKED_FROM", 1000)
    desk = Desk(served, office)
    reached = {}
    for outcome in OUTCOME_ROWS:
        case = drive(outcome.code, desk, phone, served, scan)
        case.refresh_from_db()
        look_up(phone, served, case)
        expect(phone.locator(".status-line").first).to_contain_text(OUTCOMES[case.outcome].label)
        title = LETTERS_BY_CODE[outcome.letter].title
        reached[outcome.code] = (case.outcome, phone.get_by_role("link", name=title).count() > 0)
    assert reached == {outcome.code: (outcome.code, True) for outcome in OUTCOME_ROWS}
