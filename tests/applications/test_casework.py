"""The door: what it files, what it refuses, and that a refusal leaves nothing behind."""

from datetime import date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from docx import Document

from applications.casework import perform, refresh_due_dates, submit
from applications.deed import Deed
from applications.law.receipt import Channel
from applications.law.transitions import Act, NotAllowed, Stage
from applications.models import Application, CaseEvent, IdentityDocument, Letter
from applications.querycode import code_for, hash_of
from tests.factories.applications import FIELDS, make_application, scan

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


def test_reply_closes_with_outcome_letter_and_remedy(received, clerk, calendar):
    deed = Deed(REPLIED, outcome="DENY_PROCESS", note="属于讨论记录。")
    case = perform(Act.REPLY, received, deed, by=clerk, calendar=calendar, today=TODAY)
    letter = case.letters.last()
    text = text_of(letter)
    assert (case.stage, case.outcome, case.closed_on) == (Stage.CLOSED, "DENY_PROCESS", REPLIED)
    assert (letter.code, letter.number) == ("L15", "聊商公开告〔2026〕1号")
    assert "应当先申请行政复议" in text
    assert "聊城市人民政府" in text
    assert "属于讨论记录。" in text
    assert "第十六条第二款" in text
    assert "聊城市商务局" in text


def test_reply_before_2024_keeps_the_remedies_of_its_time(bureau, clerk, calendar):
    case = make_application(date(2023, 3, 1))
    for act, deed in (
        (Act.CONFIRM_RECEIPT, Deed(date(2023, 3, 2))),
        (Act.REPLY, Deed(date(2023, 3, 20), outcome="DENY_PROCESS", note="讨论记录")),
    ):
        case = perform(act, case, deed, by=clerk, calendar=calendar, today=TODAY)
    text = text_of(case.letters.last())
    assert "应当先申请行政复议" not in text
    assert "6个月内" in text


def test_letter_bears_the_bureaus_name_of_its_day(bureau, clerk, calendar):
    case = make_application(date(2021, 3, 1))
    case = perform(
        Act.CONFIRM_RECEIPT, case, Deed(date(2021, 3, 2)), by=clerk, calendar=calendar, today=TODAY
    )
    assert "聊城市商务和投资促进局" in text_of(case.letters.get())


def test_letter_to_a_third_party_does_not_name_the_applicant(received, clerk, calendar):
    deed = Deed(date(2026, 3, 9), party="某公司", note="合同价格")
    case = perform(Act.CONSULT_THIRD_PARTY, received, deed, by=clerk, calendar=calendar, today=TODAY)
    text = text_of(case.letters.last())
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


def test_article_33_only_the_head_extends(received, clerk, calendar):
    with pytest.raises(PermissionDenied, match="延长答复期限"):
        perform(
            Act.EXTEND,
            received,
            Deed(date(2026, 3, 20), workdays=20),
            by=clerk,
            calendar=calendar,
            today=TODAY,
        )
    assert received.acts == [Act.CONFIRM_RECEIPT]


def test_article_33_extension_after_the_limit_is_refused_and_leaves_nothing(received, head, calendar):
    late = date(2026, 4, 1)
    with pytest.raises(NotAllowed, match="届满前"):
        perform(
            Act.EXTEND, received, Deed(late, workdays=5, note="x"), by=head, calendar=calendar, today=late
        )
    received.refresh_from_db()
    assert (received.due_on, received.events.count()) == (date(2026, 3, 31), 1)


def test_article_33_extension_moves_the_due_date(received, head, calendar):
    deed = Deed(date(2026, 3, 20), workdays=5, note="需要检索历年档案")
    case = perform(Act.EXTEND, received, deed, by=head, calendar=calendar, today=TODAY)
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
