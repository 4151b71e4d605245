"""What the applicant sees of a case, and does about it online: supplement, explain, withdraw."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import own_case
from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import TRANSITIONS, Act, Stage
from applications.models import ApplicantFile, Application, DueDateMove, Feedback
from applications.private import private_storage
from applications.querycode import code_for
from tests.factories.applications import make_application

STATUS = "/apply/status/"
SUPPLEMENT, REASONS, WITHDRAW = f"{STATUS}supplement/", f"{STATUS}reasons/", f"{STATUS}withdraw/"
ASKED = "请写明项目年份和名称"
TODAY = date(2026, 3, 10)


@pytest.fixture
def do(clerk, calendar):
    def act(case: Application, act: Act, on: date, *, by: User | None = None, **fields) -> Application:
        return perform(
            act, case, Deed(on, **fields), by=by or clerk, calendar=calendar, today=date(2026, 4, 30)
        )

    return act


@pytest.fixture
def received(bureau, do, time_machine):
    """A case received on 3 March; it is 10 March now."""
    time_machine.move_to("2026-03-10 10:00 +0800")
    return do(make_application(date(2026, 3, 2)), Act.CONFIRM_RECEIPT, date(2026, 3, 3))


@pytest.fixture
def clarifying(received, do):
    return do(received, Act.ASK_CLARIFICATION, date(2026, 3, 5), note=ASKED, until=date(2026, 3, 26))


@pytest.fixture
def explaining(received, do):
    return do(received, Act.ASK_REASONS, date(2026, 3, 5), note="一月内申请三百件", until=date(2026, 3, 26))


def fresh(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


# --- supplement (条例30) ---


def test_article_30_the_page_shows_what_is_asked_and_until_when(client, clarifying, look_up):
    status = look_up(clarifying)
    assert (ASKED in status, "2026年3月26日" in status, SUPPLEMENT in status) == (True, True, True)
    html = client.get(SUPPLEMENT).content.decode()
    assert (ASKED in html, "2026年3月26日" in html, clarifying.description in html) == (True, True, True)


def test_article_30_a_supplement_restarts_the_clock_and_brings_text_and_file(
    client, clarifying, look_up, photo
):
    look_up(clarifying)
    posted = {"number": clarifying.number, "note": "2025年度中央外经贸资金", "file": photo()}
    page = client.post(SUPPLEMENT, posted, follow=True)
    case = fresh(clarifying)
    event = case.events.last()
    assert page.redirect_chain == [(STATUS, 302)]
    assert (case.stage, event.act, event.on, event.by) == ("handling", "receive_clarification", TODAY, None)
    assert event.note == "2025年度中央外经贸资金"
    assert case.due_on == date(2026, 4, 8)
    file = case.applicant_files.get()
    assert (file.event, file.name, file.size > 0) == (event, "补正材料.jpg", True)
    assert re.fullmatch(r"supplements/2026/[0-9a-f]{32}\.jpg", file.file.name)
    with file.file.open() as stored:
        assert b"secret-place" not in stored.read()
    html = page.content.decode()
    assert "补正已经收到" in html
    assert "2025年度中央外经贸资金" in html
    assert "附件：补正材料.jpg" in html


def test_a_supplement_without_words_is_refused_and_its_file_kept(client, clarifying, look_up, photo):
    look_up(clarifying)
    html = client.post(
        SUPPLEMENT, {"number": clarifying.number, "note": " ", "file": photo()}
    ).content.decode()
    assert "需要更正" in html
    assert "已收到您上传的文件" in html
    kept = re.search(r'name="kept_file" value="([^"]+)"', html).group(1)
    client.post(SUPPLEMENT, {"number": clarifying.number, "note": "2025年", "kept_file": kept})
    assert fresh(clarifying).applicant_files.count() == 1


def test_a_bad_file_is_refused_and_the_words_kept(client, clarifying, look_up):
    look_up(clarifying)
    posted = {"number": clarifying.number, "note": "2025年度", "file": SimpleUploadedFile("a.exe", b"MZ")}
    html = client.post(SUPPLEMENT, posted).content.decode()
    assert "类型不能上传" in html
    assert "2025年度</textarea>" in html
    assert (fresh(clarifying).stage, ApplicantFile.objects.count()) == ("clarifying", 0)


def test_a_second_click_supplements_once(client, clarifying, look_up, photo):
    look_up(clarifying)
    for _ in range(2):
        posted = {"number": clarifying.number, "note": "2025年", "file": photo()}
        page = client.post(SUPPLEMENT, posted, follow=True)
    case = fresh(clarifying)
    assert case.events.filter(act=Act.RECEIVE_CLARIFICATION).count() == 1
    assert case.applicant_files.count() == 1
    assert "不必重复提交" in page.content.decode()


def test_a_late_supplement_is_taken_while_the_case_stands(client, clarifying, look_up, time_machine):
    time_machine.move_to("2026-03-30 10:00 +0800")
    assert "已过" in look_up(clarifying)
    client.post(SUPPLEMENT, {"number": clarifying.number, "note": "2025年"})
    assert fresh(clarifying).stage == "handling"


# --- reasons (条例35) ---


def test_article_35_reasons_are_given_online(client, explaining, look_up):
    assert "一月内申请三百件" in look_up(explaining)
    assert "一月内申请三百件" in client.get(REASONS).content.decode()
    html = client.post(
        REASONS, {"number": explaining.number, "note": "撰写论文"}, follow=True
    ).content.decode()
    case = fresh(explaining)
    assert (case.stage, case.events.last().act, case.events.last().note) == (
        "handling",
        "receive_reasons",
        "撰写论文",
    )
    assert "您说明的理由已经收到" in html


def test_reasons_are_no_supplement_and_the_other_way_round(client, explaining, look_up):
    look_up(explaining)
    page = client.post(SUPPLEMENT, {"number": explaining.number, "note": "x"}, follow=True)
    assert "现在不需要补正" in page.content.decode()
    assert fresh(explaining).stage == "explaining"


# --- withdrawal ---


def test_withdrawing_asks_first_and_says_what_it_means(client, received, look_up):
    assert WITHDRAW in look_up(received)
    html = client.get(WITHDRAW).content.decode()
    assert ("不再答复" in html, "重新申请" in html, "终止办理告知书" in html) == (True, True, True)
    assert fresh(received).stage == "handling"


def test_a_withdrawn_case_is_closed_and_its_letter_can_be_downloaded(client, received, look_up):
    look_up(received)
    html = client.post(WITHDRAW, {"number": received.number}, follow=True).content.decode()
    case = fresh(received)
    assert (case.stage, case.outcome, case.closed_on, case.events.last().by) == (
        "closed",
        "OTHER_WITHDRAWN",
        TODAY,
        None,
    )
    letter = case.letters.get(code="L27")
    url = reverse("applications:letter", args=[letter.pk])
    assert url in html
    assert b"".join(client.get(url).streaming_content).startswith(b"PK")
    assert "您已经撤回申请" in html
    assert WITHDRAW not in html


@pytest.mark.parametrize("stage", ["submitted", "clarifying", "explaining", "paying"])
def test_withdrawing_is_possible_at_every_stage_before_the_end(client, received, do, look_up, stage):
    match stage:
        case "submitted":
            case = make_application(date(2026, 3, 9))
        case "clarifying":
            case = do(received, Act.ASK_CLARIFICATION, date(2026, 3, 5), note="x", until=date(2026, 3, 26))
        case "explaining":
            case = do(received, Act.ASK_REASONS, date(2026, 3, 5), note="x", until=date(2026, 3, 26))
        case _:
            case = do(received, Act.NOTIFY_FEE, date(2026, 3, 5), scale="pages", count=40, note="x")
    assert case.stage == stage
    look_up(case)
    client.post(WITHDRAW, {"number": case.number})
    assert (fresh(case).stage, fresh(case).letters.filter(code="L27").count()) == ("closed", 1)


def test_a_second_click_withdraws_once(client, received, look_up):
    look_up(received)
    for _ in range(2):
        page = client.post(WITHDRAW, {"number": received.number}, follow=True)
    assert fresh(received).events.filter(act=Act.WITHDRAW).count() == 1
    assert "不必重复操作" in page.content.decode()


def test_an_answered_case_cannot_be_withdrawn(client, received, do, look_up):
    case = do(received, Act.REPLY, date(2026, 3, 9), outcome="GRANT", note="见附件")
    assert WITHDRAW not in look_up(case)
    page = client.post(WITHDRAW, {"number": case.number}, follow=True)
    assert "不能再撤回" in page.content.decode()
    assert fresh(case).outcome == "GRANT"


# --- who may ---


@pytest.mark.parametrize("url", [SUPPLEMENT, REASONS, WITHDRAW])
def test_a_get_changes_nothing_and_is_never_cached(client, clarifying, look_up, url):
    look_up(clarifying)
    before = list(clarifying.events.values_list("pk"))
    response = client.get(url, {"number": clarifying.number, "note": "x"})
    assert "no-store" in response["Cache-Control"]
    assert list(clarifying.events.values_list("pk")) == before
    assert client.delete(url).status_code == 405


@pytest.mark.parametrize("url", [SUPPLEMENT, REASONS, WITHDRAW])
def test_s1_without_a_look_up_nothing_is_shown_and_nothing_done(client, clarifying, url):
    assert client.get(url)["Location"] == STATUS
    response = client.post(url, {"number": clarifying.number, "note": "我的补正"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "刚才的操作没有进行" in html
    assert (ASKED in html, clarifying.description in html) == (False, False)
    assert fresh(clarifying).stage == "clarifying"


@pytest.mark.parametrize("url", [SUPPLEMENT, WITHDRAW])
def test_s1_another_applicants_case_stays_as_it_is(client, clarifying, look_up, url):
    mine = make_application(date(2026, 3, 9))
    look_up(mine)
    response = client.post(url, {"number": clarifying.number, "note": "x"})
    assert response.status_code == 403
    assert (fresh(clarifying).stage, fresh(mine).stage) == ("clarifying", "submitted")


def test_a_page_of_one_case_does_not_act_on_another_looked_up_since(client, received, look_up):
    """Two windows: the first is about to withdraw, the second looks up another case."""
    second = make_application(date(2026, 3, 9))
    look_up(received)
    look_up(second)
    response = client.post(WITHDRAW, {"number": received.number})
    assert "另一个窗口查询了别的申请" in response.content.decode()
    assert (fresh(received).stage, fresh(second).stage) == ("handling", "submitted")


def test_after_half_an_hour_nothing_is_done_and_the_words_are_given_back(
    client, clarifying, look_up, time_machine
):
    look_up(clarifying)
    time_machine.shift(timedelta(minutes=31))
    response = client.post(SUPPLEMENT, {"number": clarifying.number, "note": "写了四十分钟的<补正>"})
    assert response.status_code == 403
    assert "写了四十分钟的&lt;补正&gt;" in response.content.decode()
    assert fresh(clarifying).stage == "clarifying"


def test_a_look_up_of_a_correction_opens_no_case(client, bureau, clarifying):
    session = client.session
    session["filed"] = {"kind": "feedback", "pk": clarifying.pk, "until": 9e9}
    session.save()
    assert client.post(WITHDRAW, {"number": clarifying.number}).status_code == 403
    assert fresh(clarifying).stage == "clarifying"


def test_a_stranger_without_a_token_is_refused(clarifying, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.post(STATUS, {"number": clarifying.number, "code": code_for(clarifying.submission_key)})
    assert strict.post(WITHDRAW, {"number": clarifying.number}).status_code == 403


def test_applicants_do_what_the_table_lets_them_and_no_more(received):
    assert own_case.open_acts(received) == {Act.WITHDRAW}
    allowed = {row.act for row in TRANSITIONS if row.by_applicant}
    assert allowed == {Act.RECEIVE_CLARIFICATION, Act.RECEIVE_REASONS, Act.WITHDRAW}


# --- the status page ---


def test_every_stage_says_what_to_do_next():
    assert set(own_case.NEXT) == set(Stage)


def test_109_a_fee_is_shown_with_amount_way_and_last_day(received, do, look_up):
    do(received, Act.NOTIFY_FEE, date(2026, 3, 5), scale="pages", count=40, note="到办公室205房间缴纳",
       party_received_on=date(2026, 3, 6))  # fmt: skip
    html = look_up(received)
    assert ("100 元" in html, "共 40 页" in html, "到办公室205房间缴纳" in html) == (True, True, True)
    assert "2026年4月3日" in html
    assert "缴清后，答复期限重新计算" in html


def test_a_paid_fee_is_shown_as_paid(received, do, look_up):
    do(received, Act.NOTIFY_FEE, date(2026, 3, 5), scale="pages", count=40, note="到办公室205房间缴纳")
    do(received, Act.RECEIVE_PAYMENT, date(2026, 3, 9))
    html = look_up(received)
    assert "信息处理费 100 元，已于2026年3月9日缴清" in html
    assert "到办公室205房间缴纳" not in html


def test_the_timeline_holds_moves_of_the_limit_in_order(received, look_up, time_machine):
    time_machine.move_to("2026-03-08 10:00 +0800")
    DueDateMove.objects.create(
        application=received, before=date(2026, 3, 31), after=date(2026, 4, 1), reason="国办发明电〔2026〕1号"
    )
    time_machine.move_to("2026-03-10 10:00 +0800")
    html = look_up(received)
    assert "答复期限由2026年3月31日改为2026年4月1日" in html
    assert html.index("确认收到") < html.index("放假安排调整")
    assert [entry.day.day for entry in own_case.timeline(received)] == [2, 3, 8]


def test_a_provisional_limit_made_firm_is_told(received):
    DueDateMove.objects.create(
        application=received,
        before=date(2026, 3, 31),
        before_provisional=True,
        after=date(2026, 3, 31),
        reason="通知",
    )
    assert own_case.timeline(received)[-1].what == "放假安排公布，答复期限2026年3月31日不变，不再暂定"


def test_article_16_the_offices_own_steps_and_notes_stay_inside(received, do, head, clerk, client, look_up):
    do(received, Act.TRANSFER, date(2026, 3, 4), handler=clerk, note="内部：转给小王")
    do(received, Act.REQUEST_EXTENSION, date(2026, 3, 5), note="内部：忙不过来")
    do(received, Act.DECLINE_EXTENSION, date(2026, 3, 5), by=head, note="内部：不同意")
    do(received, Act.PROPOSE_REPLY, date(2026, 3, 9), outcome="DENY_PROCESS", note="内部：拟不公开")
    html = look_up(received) + client.get(f"{STATUS}deadline/").content.decode()
    inside = ("内部", "拟稿送审", "转交承办人", "申请延期", "不批准", "待审批", "拟不公开")
    assert [word for word in inside if word in html] == []
    assert "办理中" in html


def test_what_staff_noted_with_a_supplement_on_paper_stays_inside(clarifying, do, look_up):
    do(clarifying, Act.RECEIVE_CLARIFICATION, date(2026, 3, 9), note="内部：当面补正，态度急躁")
    html = look_up(clarifying)
    assert "收到补正" in html
    assert "态度急躁" not in html


def test_the_status_page_says_how_to_get_a_new_code_and_shows_none(received, look_up):
    html = look_up(received)
    assert "核对身份后取得新的查询码" in html
    assert code_for(received.submission_key) not in html


def test_a_file_handed_over_on_paper_is_kept_with_the_event(clarifying, do):
    files = [("补充说明.pdf", ContentFile(b"%PDF", name="x.pdf"))]
    do(clarifying, Act.RECEIVE_CLARIFICATION, date(2026, 3, 9), note="当面", files=files)
    file = fresh(clarifying).applicant_files.get()
    assert (file.name, private_storage().exists(file.file.name)) == ("补充说明.pdf", True)


def test_the_status_page_reads_few_rows(client, clarifying, look_up, django_assert_max_num_queries):
    look_up(clarifying)
    with django_assert_max_num_queries(26):
        client.get(STATUS)


# --- corrections (条例41) ---


def test_article_41_a_correction_shows_the_offices_target(
    client, bureau, photo, look_up, time_machine, settings
):
    time_machine.move_to("2026-03-03 10:00 +0800")
    html = client.get("/correction/").content.decode()
    assert "20 个工作日" in html
    key = re.search(r'name="submission_key" value="([^"]+)"', html).group(1)
    posted = {"name": "张三丰", "phone": "0635-8888888", "page": "某名录", "content": "名称有误"}
    client.post("/correction/", posted | {"submission_key": key, "evidence": photo()})
    entry = Feedback.objects.get()
    html = look_up(entry)
    assert ("2026年3月31日前" in html, "条例没有规定期限" in html) == (True, True)
    settings.GK_CORRECTION_WORKDAYS = 10
    assert "2026年3月17日前" in client.get(STATUS).content.decode()


def test_a_complaint_shows_no_target(bureau, look_up, client):
    html = client.get("/feedback/").content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', html).group(1)
    client.post("/feedback/", {"kind": "complaint", "content": "逾期未公开", "submission_key": key})
    assert "预计办理" not in look_up(Feedback.objects.get())
