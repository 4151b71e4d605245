"""Consultations at the desk: the day a letter was received, what was answered, and 条例32 against an objection."""

import io
from datetime import date

import pytest
from django.contrib.auth.models import User
from docx import Document

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act, NotAllowed, Stage
from applications.letters import issue_extra
from applications.models import Application
from tests.factories.applications import make_application

TODAY = date(2026, 3, 25)
CASE = "/admin/applications/application/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800", tick=False)


@pytest.fixture
def do(clerk, calendar):
    def act(act: Act, case: Application, on: date, *, by: User | None = None, **fields) -> Application:
        return perform(act, case, Deed(on, **fields), by=by or clerk, calendar=calendar, today=TODAY)

    return act


@pytest.fixture
def asked(bureau, do) -> Application:
    """Received on 3 March; 某公司 was asked on the 5th."""
    case = do(Act.CONFIRM_RECEIPT, make_application(date(2026, 3, 2)), date(2026, 3, 3))
    return do(Act.CONSULT_THIRD_PARTY, case, date(2026, 3, 5), party="某公司", note="合同")


def act_page(case: Application, act: Act) -> str:
    return f"{CASE}{case.pk}/act/{act}/"


def screen(client, case: Application) -> str:
    return client.get(f"{CASE}{case.pk}/change/").content.decode()


def test_article_32_the_receipt_is_offered_while_a_letter_is_out_and_moves_the_due_date(
    client, asked, clerk, do
):
    client.force_login(clerk)
    assert act_page(asked, Act.NOTE_RECEIPT) in screen(client, asked)
    form = client.get(act_page(asked, Act.NOTE_RECEIPT)).content.decode()
    assert '<option value="某公司">' in form
    missing = client.post(act_page(asked, Act.NOTE_RECEIPT), {"on": "2026-03-16", "party": "某公司"})
    assert "请填写这一项" in missing.content.decode()
    given = {"on": "2026-03-16", "party": "某公司", "party_received_on": "2026-03-10"}
    html = client.post(act_page(asked, Act.NOTE_RECEIPT), given, follow=True).content.decode()
    assert "（2026-03-10 收到）" in html
    asked = do(Act.RECEIVE_OPINION, asked, date(2026, 3, 20), party="某公司", opinion="agrees")
    assert act_page(asked, Act.NOTE_RECEIPT) not in screen(client, asked)


def test_article_33_3_only_those_who_have_not_answered_are_offered_and_what_they_say_is_kept(
    client, asked, clerk, do
):
    do(Act.CONSULT_ORGAN, asked, date(2026, 3, 6), party="市财政局", note="x", until=date(2026, 3, 20))
    client.force_login(clerk)
    given = {"on": "2026-03-20", "party": "某公司"}
    assert "请填写这一项" in client.post(act_page(asked, Act.RECEIVE_OPINION), given).content.decode()
    html = client.post(
        act_page(asked, Act.RECEIVE_OPINION),
        given | {"opinion": "agrees_in_part", "note": "金额不公开"},
        follow=True,
    ).content.decode()
    assert "<strong>同意部分公开</strong>" in html
    left = client.get(act_page(asked, Act.RECEIVE_OPINION)).content.decode()
    assert ('<option value="市财政局">' in left, '<option value="某公司">' in left) == (True, False)


def test_article_33_3_another_organ_is_asked_for_an_answer_by_a_day_that_the_letter_names(
    client, asked, clerk
):
    client.force_login(clerk)
    form = client.get(act_page(asked, Act.CONSULT_ORGAN)).content.decode()
    assert "请对方回复的日期" in form
    assert "对方收到之日" not in form
    given = {"on": "2026-03-25", "party": "市财政局", "until": "2026-04-03", "note": "资金分配"}
    client.post(act_page(asked, Act.CONSULT_ORGAN), given)
    assert asked.events.last().until == date(2026, 4, 3)


@pytest.mark.parametrize(("outcome", "grounds"), [("GRANT", ()), ("PARTIAL", ("16-2-draft",))])
def test_article_32_against_an_objection_nothing_is_disclosed_before_the_party_is_told(
    client, asked, do, clerk, head, outcome, grounds
):
    case = do(Act.RECEIVE_OPINION, asked, date(2026, 3, 20), party="某公司", opinion="disagrees")
    client.force_login(head)
    assert "第三方“某公司”不同意公开" in screen(client, case)
    given = {"outcome": outcome, "note": "x", "grounds": grounds, "withheld": "过程稿" if grounds else ""}
    if outcome == "PARTIAL":
        case = do(Act.PROPOSE_REPLY, case, date(2026, 3, 23), **given)
        case = do(Act.APPROVE_REPLY, case, date(2026, 3, 23), by=head)
        given = {}
    with pytest.raises(NotAllowed, match="决定公开告知第三方书"):
        do(Act.REPLY, case, date(2026, 3, 24), **given)
    told = Deed(date(2026, 3, 24), party="某公司", note="公开的信息内容：金额\n公开的理由：公共安全")
    letter = issue_extra(case, "L09", told, head, today=TODAY)
    assert "第三方“某公司”不同意公开" not in screen(client, case)
    assert do(Act.REPLY, case, date(2026, 3, 24), **given).stage == Stage.CLOSED
    letter.file.close()


@pytest.mark.parametrize(
    ("opinion", "outcome", "grounds"),
    [("agrees", "GRANT", ()), ("disagrees", "DENY_THIRD", ("15",)), ("disagrees", "PARTIAL", ("15",))],
)
def test_article_32_without_objection_or_with_the_partys_part_withheld_nobody_need_be_told(
    asked, do, head, opinion, outcome, grounds
):
    case = do(Act.RECEIVE_OPINION, asked, date(2026, 3, 20), party="某公司", opinion=opinion)
    case = do(
        Act.PROPOSE_REPLY,
        case,
        date(2026, 3, 23),
        outcome=outcome,
        note="x",
        grounds=grounds,
        withheld="价格",
    )
    case = do(Act.APPROVE_REPLY, case, date(2026, 3, 23), by=head)
    assert do(Act.REPLY, case, date(2026, 3, 24)).outcome == outcome


def test_article_32_an_organ_that_objects_is_no_third_party(asked, do):
    case = do(Act.RECEIVE_OPINION, asked, date(2026, 3, 9), party="某公司", opinion="agrees")
    case = do(Act.CONSULT_ORGAN, case, date(2026, 3, 10), party="市财政局", note="x")
    case = do(Act.RECEIVE_OPINION, case, date(2026, 3, 20), party="市财政局", opinion="disagrees")
    assert do(Act.REPLY, case, date(2026, 3, 24), outcome="GRANT", note="x").outcome == "GRANT"


def test_article_32_a_refusal_for_a_third_party_says_what_it_answered(asked, do, head, client):
    case = do(Act.RECEIVE_OPINION, asked, date(2026, 3, 20), party="某公司", opinion="disagrees")
    case = do(Act.PROPOSE_REPLY, case, date(2026, 3, 23), outcome="DENY_THIRD", note="x", grounds=("15",))
    case = do(Act.APPROVE_REPLY, case, date(2026, 3, 23), by=head)
    case = do(Act.REPLY, case, date(2026, 3, 24))
    client.force_login(head)
    bundle = client.get(f"{CASE}{case.pk}/letters/{case.letters.get(code='L15').pk}/")
    assert "第三方于2026年3月20日表示不同意公开" in _text(b"".join(bundle.streaming_content))


def _text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


def test_a_supplement_on_paper_is_entered_with_its_files(client, bureau, do, clerk, photo):
    case = do(Act.CONFIRM_RECEIPT, make_application(date(2026, 3, 2)), date(2026, 3, 3))
    case = do(Act.ASK_CLARIFICATION, case, date(2026, 3, 5), note="请写明年度", until=date(2026, 3, 26))
    client.force_login(clerk)
    client.post(act_page(case, Act.RECEIVE_CLARIFICATION), {"on": "2026-03-20", "files": [photo("补正.jpg")]})
    assert [file.name for file in case.applicant_files.all()] == ["补正.jpg"]
