"""The door: what it files, what it refuses, and that a refusal leaves nothing behind."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from docx import Document

from applications.casework import perform, perform_as_applicant, record_service, refresh_due_dates, submit
from applications.deed import Deed
from applications.law.receipt import Channel
from applications.law.transitions import Act, NotAllowed, Stage
from applications.models import Application, CaseEvent, IdentityDocument, Letter
from applications.querycode import code_for, hash_of
from tests.factories.applications import FIELDS, make_application, reply, scan

SUBMITTED, CONFIRMED, REPLIED = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20)
TODAY = date(2026, 3, 25)


@pytest.fixture
def case(bureau):
    return make_application(SUBMITTED)


@pytest.fixture
def received(case, clerk, calendar):
    return perform(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), by=clerk, calendar=calendar, today=TODAY)


def text_of(letter: Letter) -> str:
    with letter.file.open() as file:
        return "\n".join(paragraph.text for paragraph in Document(file).paragraphs)


def test_submit_numbers_run_without_gap_and_begin_anew_each_year(bureau):
    numbers = [
        make_application(day).number for day in (date(2025, 12, 31), date(2026, 1, 4), date(2026, 1, 5))
    ]
    assert numbers == ["YSQ2025-0001", "YSQ2026-0001", "YSQ2026-0002"]


def test_submit_same_key_twice_files_once(bureau):
    key, at = uuid4(), timezone.now()
    first = submit(FIELDS, [scan()], submission_key=key, at=at)
    second = submit(FIELDS | {"name": "别人"}, [scan()], submission_key=key, at=at)
    assert (second.pk, second.name) == (first.pk, "张三丰")
    assert (Application.objects.count(), IdentityDocument.objects.count()) == (1, 1)
    assert make_application(timezone.localdate()).number.endswith("-0002")


def test_submit_refused_fields_give_their_number_back(bureau):
    with pytest.raises(ValidationError, match="联系人"):
        submit(FIELDS | {"applicant_kind": "company"}, [], submission_key=uuid4(), at=timezone.now())
    assert make_application(timezone.localdate()).number.endswith("-0001")


def test_the_year_of_a_number_is_that_of_the_bureaus_time_zone(bureau):
    just_after_midnight = datetime(2025, 12, 31, 16, 30, tzinfo=timezone.get_fixed_timezone(0))
    filed = submit(FIELDS, [scan()], submission_key=uuid4(), at=just_after_midnight)
    assert (filed.number, filed.submitted_on) == ("YSQ2026-0001", date(2026, 1, 1))


def test_query_code_is_stored_as_a_hash_only(case):
    row = Application.objects.filter(pk=case.pk).values().get()
    code = code_for(case.submission_key)
    assert row["query_code_hash"] == hash_of(code.lower().replace("-", ""))
    assert [name for name, value in row.items() if code[:4] in str(value).upper()] == []


def test_article_31_web_counts_from_the_day_both_sides_confirm(received):
    assert (received.received_on, received.due_on, received.due_provisional) == (
        CONFIRMED,
        date(2026, 3, 31),
        False,
    )


def test_article_31_office_may_count_from_submission(case, clerk, calendar, settings):
    settings.GK_WEB_RECEIPT_RULE = "submit"
    case = perform(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), by=clerk, calendar=calendar, today=TODAY)
    assert (case.received_on, case.due_on) == (SUBMITTED, date(2026, 3, 30))


def test_article_31_registered_letter_without_signing_day_is_refused(bureau, clerk, calendar):
    case = make_application(SUBMITTED, channel=Channel.MAIL_SIGNED)
    with pytest.raises(NotAllowed, match="签收日期"):
        perform(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), by=clerk, calendar=calendar, today=TODAY)
    assert CaseEvent.objects.count() == 0


def test_receipt_letter_names_the_day_the_limit_and_no_number_twice(received):
    letter = received.letters.get()
    text = text_of(letter)
    assert (letter.code, letter.number) == ("L02", "聊商公开收〔2026〕1号")
    assert "2026年3月3日" in text
    assert "2026年3月31日" in text


def test_reply_closes_with_outcome_letter_and_remedy(received, clerk, head, calendar):
    case = reply(
        received, "DENY_PROCESS", REPLIED, clerk=clerk, head=head, calendar=calendar, note="属于讨论记录。"
    )
    letter = case.letters.last()
    text = text_of(letter)
    assert (case.stage, case.outcome, case.closed_on) == (Stage.CLOSED, "DENY_PROCESS", REPLIED)
    assert (letter.code, letter.number) == ("L15", "聊商公开告〔2026〕1号")
    assert "应当先申请行政复议" in text
    assert "聊城市人民政府" in text
    assert "属于讨论记录。" in text
    assert "第十六条第二款" in text
    assert "聊城市商务局" in text


def test_reply_before_2024_keeps_the_remedies_of_its_time(bureau, clerk, head, calendar):
    case = make_application(date(2023, 3, 1))
    perform(Act.CONFIRM_RECEIPT, case, Deed(date(2023, 3, 2)), by=clerk, calendar=calendar, today=TODAY)
    case = reply(case, "DENY_PROCESS", date(2023, 3, 20), clerk=clerk, head=head, calendar=calendar)
    text = text_of(case.letters.last())
    assert "应当先申请行政复议" not in text
    assert "6个月内" in text


def test_article_37_partial_disclosure_says_what_is_withheld_and_why(received, clerk, head, calendar):
    case = reply(
        received, "PARTIAL", REPLIED, clerk=clerk, head=head, calendar=calendar,
        withheld="合同第三条价格条款", grounds=("15",),
    )  # fmt: skip
    text = text_of(case.letters.last())
    assert (
        "不予公开的部分：合同第三条价格条款（《中华人民共和国政府信息公开条例》第十五条，他人合法权益）"
        in text
    )
    assert "应当先申请行政复议" in text


def test_article_37_partial_disclosure_without_what_is_withheld_is_refused(received, clerk, calendar):
    with pytest.raises(ValidationError, match="条例第三十七条"):
        perform(
            Act.PROPOSE_REPLY,
            received,
            Deed(REPLIED, outcome="PARTIAL", note="x"),
            by=clerk,
            calendar=calendar,
            today=TODAY,
        )


def test_a_refusal_cannot_go_out_on_one_persons_word(received, clerk, staff, calendar):
    with pytest.raises(ValidationError, match="应先拟稿送审"):
        perform(
            Act.REPLY,
            received,
            Deed(REPLIED, outcome="DENY_CASE", note="x"),
            by=clerk,
            calendar=calendar,
            today=TODAY,
        )
    both = staff("both", "applications.handle_application", "applications.approve_application")
    deed = Deed(REPLIED, outcome="DENY_CASE", note="x")
    perform(Act.PROPOSE_REPLY, received, deed, by=both, calendar=calendar, today=TODAY)
    with pytest.raises(NotAllowed, match="须由另一人办理"):
        perform(Act.APPROVE_REPLY, received, Deed(REPLIED), by=both, calendar=calendar, today=TODAY)
    received.refresh_from_db()
    assert (received.stage, received.outcome, received.letters.count()) == (Stage.REVIEWING, "", 1)


def test_what_goes_out_is_what_was_approved(received, clerk, head, calendar):
    proposed = Deed(
        REPLIED,
        outcome="UNABLE_NONE",
        note="检索了2019年至2025年档案",
        files=[("检索记录.txt", ContentFile(b"x", name="a.txt"))],
    )
    perform(Act.PROPOSE_REPLY, received, proposed, by=clerk, calendar=calendar, today=TODAY)
    perform(Act.APPROVE_REPLY, received, Deed(REPLIED), by=head, calendar=calendar, today=TODAY)
    other = Deed(REPLIED, outcome="GRANT", note="偷换的内容")
    case = perform(Act.REPLY, received, other, by=clerk, calendar=calendar, today=TODAY)
    letter = case.letters.last()
    text = text_of(letter)
    assert (case.outcome, letter.code) == ("UNABLE_NONE", "L16")
    assert "检索了2019年至2025年档案" in text
    assert "偷换" not in text
    assert [file.name for file in letter.files.all()] == ["检索记录.txt"]


def test_a_returned_draft_can_be_proposed_again(received, clerk, head, calendar):
    for act, deed, by in (
        (Act.PROPOSE_REPLY, Deed(REPLIED, outcome="DENY_CASE", note="初稿"), clerk),
        (Act.RETURN_REPLY, Deed(REPLIED, note="依据不足"), head),
        (Act.PROPOSE_REPLY, Deed(REPLIED, outcome="UNABLE_CREATE", note="二稿"), clerk),
        (Act.APPROVE_REPLY, Deed(REPLIED), head),
        (Act.REPLY, Deed(REPLIED), clerk),
    ):
        case = perform(act, received, deed, by=by, calendar=calendar, today=TODAY)
    assert case.outcome == "UNABLE_CREATE"


def test_109_a_fee_is_computed_paid_and_restarts_the_period(received, clerk, calendar):
    notice = Deed(date(2026, 3, 5), scale="pages", count=150, note="请到205房间缴纳。")
    case = perform(Act.NOTIFY_FEE, received, notice, by=clerk, calendar=calendar, today=TODAY)
    text = text_of(case.letters.last())
    assert (case.stage, case.fee.yuan, case.due_on) == (Stage.PAYING, 1700, None)
    assert "第101至150页，每页20元，计1000元" in text
    assert "合计1700元。" in text
    case = perform(
        Act.RECEIVE_PAYMENT, case, Deed(date(2026, 3, 16)), by=clerk, calendar=calendar, today=TODAY
    )
    case.fee.refresh_from_db()
    assert (case.fee.paid_on, case.due_on) == (date(2026, 3, 16), date(2026, 4, 14))


def test_109_what_is_free_cannot_be_charged(received, clerk, calendar):
    with pytest.raises(ValidationError, match="不得收费"):
        perform(
            Act.NOTIFY_FEE, received, Deed(date(2026, 3, 5), scale="pages", count=30, note="x"), by=clerk,
            calendar=calendar, today=TODAY,
        )  # fmt: skip
    assert received.events.count() == 1


def test_service_is_entered_once_and_not_before_the_letter(received, clerk, calendar):
    case = perform(
        Act.REPLY, received, Deed(REPLIED, outcome="GRANT"), by=clerk, calendar=calendar, today=TODAY
    )
    with pytest.raises(NotAllowed, match="早于"):
        record_service(case.letters.last(), Deed(date(2026, 3, 19), way="registered"), by=clerk)
    served = Deed(date(2026, 3, 24), way="registered", proof="XA12345678901")
    case = perform(Act.SERVE, case, served, by=clerk, calendar=calendar, today=TODAY)
    service = case.letters.last().services.get()
    assert (service.served_on, service.way, service.proof) == (
        date(2026, 3, 24),
        "registered",
        "XA12345678901",
    )
    with pytest.raises(NotAllowed, match="已经登记过送达"):
        perform(Act.SERVE, case, served, by=clerk, calendar=calendar, today=TODAY)
    assert (case.stage, case.outcome) == (Stage.CLOSED, "GRANT")


def test_a_transferred_case_has_a_new_handler(received, clerk, staff, calendar):
    colleague = staff("colleague", "applications.handle_application")
    deed = Deed(date(2026, 3, 9), handler=colleague, note="休假")
    assert (
        perform(Act.TRANSFER, received, deed, by=clerk, calendar=calendar, today=TODAY).handler == colleague
    )


def test_a_case_reopened_after_review_keeps_its_first_outcome_in_the_events(received, clerk, head, calendar):
    case = reply(received, "DENY_CASE", REPLIED, clerk=clerk, head=head, calendar=calendar)
    reopened = Deed(date(2026, 3, 24), note="聊政复决字〔2026〕1号撤销")
    case = perform(Act.REOPEN, case, reopened, by=head, calendar=calendar, today=TODAY)
    assert (case.stage, case.outcome, case.closed_on, case.received_on) == (
        Stage.HANDLING,
        "",
        None,
        CONFIRMED,
    )
    assert case.due_on == date(2026, 4, 22)
    case = perform(
        Act.REPLY, case, Deed(date(2026, 3, 25), outcome="GRANT"), by=clerk, calendar=calendar, today=TODAY
    )
    closing = case.events.filter(clock="end").values_list("outcome", flat=True)
    assert (list(closing), case.outcome) == (["DENY_CASE", "GRANT"], "GRANT")


def test_an_applicant_supplements_and_withdraws_but_does_nothing_of_the_offices(received, clerk, calendar):
    with pytest.raises(NotAllowed, match="由行政机关办理"):
        perform_as_applicant(
            Act.REPLY, received, Deed(REPLIED, outcome="GRANT"), calendar=calendar, today=TODAY
        )
    asked = Deed(date(2026, 3, 9), note="请写明年度", until=date(2026, 3, 30))
    case = perform(Act.ASK_CLARIFICATION, received, asked, by=clerk, calendar=calendar, today=TODAY)
    supplement = Deed(date(2026, 3, 16), note="2025年度")
    case = perform_as_applicant(Act.RECEIVE_CLARIFICATION, case, supplement, calendar=calendar, today=TODAY)
    assert (case.stage, case.due_on, case.events.last().by) == (Stage.HANDLING, date(2026, 4, 14), None)
    case = perform_as_applicant(Act.WITHDRAW, case, Deed(date(2026, 3, 17)), calendar=calendar, today=TODAY)
    assert (case.outcome, case.letters.last().code) == ("OTHER_WITHDRAWN", "L27")


def test_letter_bears_the_bureaus_name_of_its_day(bureau, clerk, calendar):
    case = make_application(date(2021, 3, 1))
    case = perform(
        Act.CONFIRM_RECEIPT, case, Deed(date(2021, 3, 2)), by=clerk, calendar=calendar, today=TODAY
    )
    assert "聊城市商务和投资促进局" in text_of(case.letters.get())


def test_letter_to_a_third_party_does_not_name_the_applicant(received, clerk, calendar):
    deed = Deed(date(2026, 3, 9), party="某公司", note="合同价格")
    case = perform(Act.CONSULT_THIRD_PARTY, received, deed, by=clerk, calendar=calendar, today=TODAY)
    text = text_of(case.letters.get(code="L07"))
    assert "某公司：" in text
    assert "张三丰" not in text


def test_text_typed_by_people_is_never_read_as_a_template(bureau, clerk, calendar):
    case = make_application(SUBMITTED, description="{{ 7 * 7 }} {name} <b>&\"'</b> 𠮷")
    case = perform(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), by=clerk, calendar=calendar, today=TODAY)
    deed = Deed(REPLIED, outcome="GRANT", note="{% if x %} <w:p/> & 附件")
    text = text_of(perform(Act.REPLY, case, deed, by=clerk, calendar=calendar, today=TODAY).letters.last())
    assert "{{ 7 * 7 }} {name} <b>&\"'</b> 𠮷" in text
    assert "{% if x %} <w:p/> & 附件" in text


@pytest.mark.parametrize("outcome", ["", "NO_SUCH", "OTHER_WITHDRAWN"])
def test_reply_needs_an_outcome_the_office_may_choose(received, clerk, calendar, outcome):
    with pytest.raises(ValidationError, match="办理结果"):
        perform(Act.REPLY, received, Deed(REPLIED, outcome=outcome), by=clerk, calendar=calendar, today=TODAY)
    received.refresh_from_db()
    assert (received.stage, received.events.count(), received.letters.count()) == (Stage.HANDLING, 1, 1)


@pytest.fixture
def asked(received, clerk, calendar):
    deed = Deed(date(2026, 3, 19), note="需要检索历年档案")
    return perform(Act.REQUEST_EXTENSION, received, deed, by=clerk, calendar=calendar, today=TODAY)


def test_article_33_only_the_head_extends(asked, clerk, calendar):
    with pytest.raises(PermissionDenied, match="批准延期"):
        perform(
            Act.EXTEND,
            asked,
            Deed(date(2026, 3, 20), workdays=20),
            by=clerk,
            calendar=calendar,
            today=TODAY,
        )
    assert asked.acts == [Act.CONFIRM_RECEIPT, Act.REQUEST_EXTENSION]


def test_article_33_extension_after_the_limit_is_refused_and_leaves_nothing(asked, head, calendar):
    late, received = date(2026, 4, 1), asked
    with pytest.raises(NotAllowed, match="届满前"):
        perform(
            Act.EXTEND, received, Deed(late, workdays=5, note="x"), by=head, calendar=calendar, today=late
        )
    received.refresh_from_db()
    assert (received.due_on, received.events.count()) == (date(2026, 3, 31), 2)


def test_article_33_an_extension_nobody_asked_for_is_refused(received, head, calendar):
    with pytest.raises(NotAllowed, match="没有尚未答复的“申请延期”"):
        perform(
            Act.EXTEND, received, Deed(date(2026, 3, 20), workdays=5), by=head, calendar=calendar, today=TODAY
        )


def test_article_33_whoever_asked_for_an_extension_does_not_approve_it(received, staff, calendar):
    both = staff("both", "applications.handle_application", "applications.approve_application")
    perform(Act.REQUEST_EXTENSION, received, Deed(date(2026, 3, 19)), by=both, calendar=calendar, today=TODAY)
    with pytest.raises(NotAllowed, match="须由另一人办理"):
        perform(
            Act.EXTEND, received, Deed(date(2026, 3, 20), workdays=5), by=both, calendar=calendar, today=TODAY
        )


def test_article_33_extension_moves_the_due_date(asked, head, calendar):
    deed = Deed(date(2026, 3, 20), workdays=5, note="需要检索历年档案")
    case = perform(Act.EXTEND, asked, deed, by=head, calendar=calendar, today=TODAY)
    assert case.due_on == date(2026, 4, 8)
    assert "2026年4月8日" in text_of(case.letters.last())


def test_article_30_supplement_starts_the_period_afresh(received, clerk, calendar):
    asked = Deed(date(2026, 3, 9), note="请写明年度", until=date(2026, 3, 30))
    case = perform(Act.ASK_CLARIFICATION, received, asked, by=clerk, calendar=calendar, today=TODAY)
    assert (case.stage, case.due_on) == (Stage.CLARIFYING, None)
    case = perform(
        Act.RECEIVE_CLARIFICATION, case, Deed(date(2026, 3, 16)), by=clerk, calendar=calendar, today=TODAY
    )
    assert (case.stage, case.received_on, case.due_on) == (Stage.HANDLING, CONFIRMED, date(2026, 4, 14))


@pytest.mark.parametrize(
    ("on", "message"), [(date(2026, 3, 26), "还没有到"), (date(2026, 3, 2), "早于")], ids=["future", "before"]
)
def test_an_act_on_an_impossible_day_is_refused(received, clerk, calendar, on, message):
    with pytest.raises(NotAllowed, match=message):
        perform(Act.REPLY, received, Deed(on, outcome="GRANT"), by=clerk, calendar=calendar, today=TODAY)
    assert received.events.count() == 1


def test_letter_numbers_run_per_series_and_a_refusal_uses_none(bureau, clerk, calendar):
    numbers = []
    for _ in range(2):
        case = make_application(SUBMITTED)
        case = perform(Act.CONFIRM_RECEIPT, case, Deed(CONFIRMED), by=clerk, calendar=calendar, today=TODAY)
        with pytest.raises(ValidationError):
            perform(Act.REPLY, case, Deed(REPLIED), by=clerk, calendar=calendar, today=TODAY)
        case = perform(
            Act.REPLY, case, Deed(REPLIED, outcome="GRANT"), by=clerk, calendar=calendar, today=TODAY
        )
        numbers += case.letters.values_list("number", flat=True)
    assert numbers == [
        "聊商公开收〔2026〕1号",
        "聊商公开告〔2026〕1号",
        "聊商公开收〔2026〕2号",
        "聊商公开告〔2026〕2号",
    ]


def test_events_and_letters_are_never_changed_or_deleted(received):
    event, letter = received.events.get(), received.letters.get()
    for act in (event.save, event.delete):
        with pytest.raises(TypeError):
            act()
    for act in (letter.save, letter.delete):
        with pytest.raises(ValidationError):
            act()


def test_the_database_refuses_a_closed_case_without_outcome(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(stage=Stage.CLOSED)


def test_refresh_due_dates_follows_a_changed_calendar(received, calendar):
    assert refresh_due_dates(Application.objects.all(), calendar, TODAY) == 0
    bigger = type(calendar)(
        holidays={**calendar.holidays, date(2026, 3, 18): "临时"},
        makeup=calendar.makeup,
        notices=calendar.notices,
    )
    assert refresh_due_dates(Application.objects.all(), bigger, TODAY) == 1
    received.refresh_from_db()
    assert received.due_on == date(2026, 4, 1)
