"""另行制发 in the admin: which letters are offered to whom, what is asked, preview and issue."""

import io
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from docx import Document

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from tests.factories.applications import make_application

TODAY = "2026-03-25 10:00 +0800"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(TODAY, tick=False)


@pytest.fixture
def case(bureau, clerk, calendar):
    filed, today = make_application(date(2026, 3, 2)), date(2026, 3, 25)
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2026, 3, 3))),
        (Act.CONSULT_THIRD_PARTY, Deed(date(2026, 3, 5), party="某公司", note="合同")),
    ):
        filed = perform(act, filed, deed, by=clerk, calendar=calendar, today=today)
    return filed


def page(case, code: str = "") -> str:
    return f"/admin/applications/application/{case.pk}/extra-letter/" + (f"?code={code}" if code else "")


def test_each_role_is_offered_what_it_may_issue(client, case, clerk, head, staff):
    offered = []
    for user in (clerk, head, staff("auditor", "applications.view_application")):
        client.force_login(user)
        html = client.get(page(case)).content.decode()
        offered.append([code for code in ("L01", "L09", "L30") if f"?code={code}" in html])
    assert offered == [["L01", "L30"], ["L09"], []]
    assert "请联系承办人" in html


def test_a_letter_one_may_not_issue_is_refused_and_strangers_see_nothing(client, case, clerk, staff):
    client.force_login(clerk)
    assert [client.get(page(case, code)).status_code for code in ("L09", "L15", "x")] == [403, 403, 403]
    client.force_login(staff("other", "disclosure.view_item"))
    assert client.get(page(case)).status_code == 403


def test_the_decision_to_disclose_is_previewed_then_issued_and_logged(client, case, head):
    client.force_login(head)
    given = {"on": "2026-03-25", "party": "某公司", "content": "合同金额", "reasons": "公共安全"}
    shown = client.post(page(case, "L09"), given | {"preview": "1"})
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(shown.content)).paragraphs)
    assert "（预览）" in text
    assert "公开的信息内容：合同金额" in text
    assert case.letters.filter(code="L09").count() == 0
    html = client.post(page(case, "L09"), given, follow=True).content.decode()
    letter = case.letters.get(code="L09")
    assert (letter.number, letter.issued_by, letter.issued_on) == (
        "聊商公开决〔2026〕1号",
        head,
        date(2026, 3, 25),
    )
    assert f"“{letter}”已制发" in html
    assert "聊商公开决〔2026〕1号" in LogEntry.objects.get(user=head).change_message


def test_a_refused_letter_keeps_what_was_typed(client, case, head):
    client.force_login(head)
    given = {"on": "2026-03-26", "party": "某公司", "content": "合同金额", "reasons": "很长的理由"}
    html = client.post(page(case, "L09"), given).content.decode()
    assert "请核对" in html
    assert "很长的理由" in html
    assert case.letters.filter(code="L09").count() == 0


def test_a_proof_of_delivery_names_one_of_the_letters_of_the_case(client, case, clerk):
    client.force_login(clerk)
    html = client.get(page(case, "L30")).content.decode()
    assert "聊商公开收〔2026〕1号" in html
    client.post(page(case, "L30"), {"on": "2026-03-25", "served": case.letters.get(code="L02").pk})
    assert case.letters.get(code="L30").issued_by == clerk
