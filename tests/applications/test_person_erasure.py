"""S28: when the time is over nothing of the person is left, neither for a thief nor for whoever has the keys."""

from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from applications import erasure
from applications.casework import perform
from applications.deed import Deed
from applications.hints import hints_for
from applications.law.transitions import Act, NotAllowed
from applications.letters import issue_extra
from applications.models import Application, Dispute, Feedback, SavedFilter
from applications.querycode import code_for
from liaocheng_gk.audit import verify
from liaocheng_gk.models import AuditEntry
from tests.factories import person
from tests.factories.applications import make_application

ZONE = ZoneInfo("Asia/Shanghai")
FILED, ANSWERED = datetime(2025, 5, 1, 9, tzinfo=ZONE), date(2025, 5, 1)
# Closed on 2025-03-24, the review ended on 2025-05-20, the correction was answered on 2025-05-01.
LAST_DAY, OVER = date(2030, 5, 20), date(2030, 5, 21)


@pytest.fixture
def case(bureau, clerk, head, calendar) -> Application:
    storage = storages["private"]
    for name in storage.names():  # of other tests
        storage.delete(name)
    made = person.whole_case(clerk, head, calendar)
    person.side_tables(clerk, FILED)
    return made


def erase(now: date) -> int:
    """As the command does, by day."""
    moment = datetime(now.year, now.month, now.day, 3, tzinfo=ZONE)
    erasure.erase_scans(now)
    for name in storages["private"].names(erasure.FOLDER):
        storages["private"].delete(name)  # its age is the file's own, tested elsewhere
    erasure.erase_drafts(moment)
    return erasure.erase_people(now)


def test_s28_after_erasure_nothing_of_the_person_is_left_anywhere(case):
    before = person.opened()
    assert {text for texts in before.values() for text in texts} == {*person.STRINGS, "scan"}
    sealed = person.tokens(case)
    assert [token for token in sealed if token not in person.database_bytes()] == []
    assert erase(OVER) == 2
    assert person.opened() == {}
    dump = person.database_bytes()
    assert [token for token in sealed if token in dump] == []
    assert storages["private"].names() == []
    erased = Application.objects.get(pk=case.pk)
    assert (erased.name_hash, erased.phone_hash, erased.identity_hash, erased.query_code_hash) == ("",) * 4
    assert SavedFilter.objects.count() == 0


def test_the_bones_of_the_register_stay(case):
    def bones() -> tuple:
        found = Application.objects.get(pk=case.pk)
        return (
            found.number,
            found.stage,
            found.outcome,
            found.received_on,
            found.due_on,
            found.closed_on,
            found.applicant_kind,
            list(found.events.values_list("act", "on", "clock", "article", "outcome", "grounds", "by")),
            list(found.letters.values_list("code", "number", "issued_on", "sha256")),
            list(found.disputes.values_list("kind", "result", "accepted_on", "concluded_on")),
        )

    before = bones()
    erase(OVER)
    assert bones() == before
    found = Application.objects.get(pk=case.pk)
    assert [event.party for event in found.events.all() if event.party] == ["第三方1", "第三方1"]


def test_the_clock_of_an_erased_case_still_explains_the_same_day(case, calendar):
    before = case.deadline(calendar, OVER)
    erase(OVER)
    after = Application.objects.get(pk=case.pk).deadline(calendar, OVER)
    assert (after.due_on, after.ended_on, after.used, after.overdue) == (
        before.due_on,
        before.ended_on,
        before.used,
        before.overdue,
    )


def test_not_a_day_too_early_and_never_while_a_suit_is_open(case):
    assert list(erasure.expired_cases(LAST_DAY)) == []
    assert list(erasure.expired_cases(OVER)) == [case]
    Dispute.objects.update(result=Dispute.Result.PENDING, concluded_on=None)
    assert list(erasure.expired_cases(date(2040, 1, 1))) == []
    assert (
        list(erasure.expired_entries(date(2030, 5, 1))),
        erasure.expired_entries(date(2030, 5, 2)).count(),
    ) == ([], 1)


def test_the_period_is_the_offices_own(case, settings):
    settings.GK_PERSON_MONTHS = 24
    assert list(erasure.expired_cases(date(2027, 5, 20))) == []
    assert list(erasure.expired_cases(date(2027, 5, 21))) == [case]


def test_others_and_open_cases_keep_everything(case):
    other = make_application(date(2025, 3, 3), name="另一人", phone="0635-1231231", identity_number="E1")
    entry = Feedback.objects.create(
        number="TS2025-0001",
        submission_key=other.submission_key,
        submitted_at=FILED,
        kind=Feedback.Kind.COMPLAINT,
        name="第三人",
        content="意见",
    )
    erase(OVER)
    kept = Application.objects.get(pk=other.pk)
    assert (kept.name, kept.erased_on, kept.identity_documents.count()) == ("另一人", None, 1)
    assert Feedback.objects.get(pk=entry.pk).name == "第三人"


def test_an_erasure_cut_off_in_the_middle_is_finished_by_the_next_run(case, monkeypatch):
    def killed(case):
        raise KeyboardInterrupt

    monkeypatch.setattr(erasure, "_erase_words", killed)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        erase(OVER)
    monkeypatch.undo()
    assert Application.objects.get(pk=case.pk).erased_on is None
    assert erase(OVER) == 2
    assert person.opened() == {}
    assert erase(OVER) == 0


@pytest.mark.parametrize(
    ("kind", "identity", "delivery"),
    [
        ("natural", "passport", "post"),
        ("company", "credit_code", "email"),
        ("company", "credit_code", "post"),
    ],
)
def test_every_kind_of_applicant_and_delivery_can_be_erased(
    bureau, clerk, calendar, kind, identity, delivery
):
    case = make_application(
        date(2025, 3, 3),
        applicant_kind=kind,
        identity_kind=identity,
        delivery=delivery,
        contact_name="" if kind == "natural" else person.NAME,
        email=person.EMAIL,
        address=person.ADDRESS,
    )
    for act in (Act.CONFIRM_RECEIPT, Act.WITHDRAW):
        perform(act, case, Deed(date(2025, 3, 4)), by=clerk, calendar=calendar, today=date(2025, 3, 4))
    assert erasure.erase_people(date(2030, 3, 5)) == 1
    erased = Application.objects.get(pk=case.pk)
    assert [getattr(erased, name) for name in ("name", "identity_number", "phone", "description")] == [""] * 4
    texts = " ".join(getattr(erased, name) for name in erasure.OF_THE_APPLICANT)
    assert person.readable(texts.encode()) == []


def test_an_erased_case_takes_no_further_act_or_letter(case, clerk, head, calendar):
    erase(OVER)
    with pytest.raises(NotAllowed, match="按期清除"):
        perform(Act.REOPEN, case, Deed(OVER, note="判决"), by=head, calendar=calendar, today=OVER)
    with pytest.raises(NotAllowed, match="按期清除"):
        issue_extra(case, "L01", Deed(OVER), clerk, today=OVER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=case.pk).update(stage="handling", closed_on=None, outcome="")


def test_the_pages_of_an_erased_case_say_so_and_show_nothing(client, case, clerk):
    erase(OVER)
    client.force_login(User.objects.create_superuser("root", password="x"))
    page = client.get(reverse("admin:applications_application_change", args=[case.pk]))
    assert page.status_code == 200
    assert "已于2030年5月21日按期清除" in page.content.decode()
    assert person.readable(page.content) == []
    assert client.get(reverse("admin:applications_application_changelist")).status_code == 200
    letter = case.letters.first()
    gone = client.get(reverse("admin:applications_application_letter", args=[case.pk, letter.pk]))
    assert gone.status_code == 404
    entry = Feedback.objects.get()
    assert client.get(reverse("admin:applications_feedback_change", args=[entry.pk])).status_code == 200
    assert client.get(reverse("admin:applications_application_ledger")).getvalue()[:2] == b"PK"


def test_the_old_query_code_finds_nothing_any_more(client, case):
    posted = {"number": case.number, "code": code_for(case.submission_key)}
    assert client.post("/apply/status/", posted).status_code == 302
    erase(OVER)
    client.cookies.clear()
    assert "没有找到与编号和查询码相符的记录" in client.post("/apply/status/", posted).content.decode()


def test_erased_cases_are_nobody_s_earlier_cases(case, clerk, head, calendar):
    person.whole_case(clerk, head, calendar)
    Application.objects.exclude(pk=case.pk).get().disputes.all().delete()
    erase(OVER)
    found = hints_for(Application.objects.get(pk=case.pk))
    assert (found.own, found.frequency.in_year) == ([], 1)


def test_the_erasure_is_on_record_without_the_person(case):
    erase(OVER)
    entries = AuditEntry.objects.filter(act="清除个人信息").order_by("seq")
    assert [(entry.actor, entry.object) for entry in entries] == [
        ("（系统）", f"公开申请 {case.number}"),
        ("（系统）", "投诉举报、纠错与更正 GZ2025-0001"),
    ]
    assert verify()[1] == []


def test_the_command_says_what_it_would_do_and_does_it(case, time_machine):
    time_machine.move_to("2030-05-21 03:00 +0800", tick=False)
    out = StringIO()
    call_command("erase_expired", "--dry-run", stdout=out)
    assert "将清除个人信息 2 件" in out.getvalue()
    assert Application.objects.get(pk=case.pk).name == person.NAME
    call_command("erase_expired", stdout=out)
    assert "已删除身份证明扫描件 1 个" in out.getvalue()
    assert "已清除个人信息 2 件" in out.getvalue()
    assert Application.objects.get(pk=case.pk).name == ""
