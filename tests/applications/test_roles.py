"""Who may do what at the desk: every admin view and action of this room, role by role.

The groups come from ``migrate`` itself; nothing here makes them.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from applications.casework import perform, record_service
from applications.correction_letter import Finding, issue
from applications.deed import Deed
from applications.law.corrections import Correction
from applications.law.transitions import Act, Permission
from applications.models import (
    ApplicantFile,
    Application,
    Dispute,
    Feedback,
    LetterTemplate,
    Notice,
    SavedFilter,
)
from liaocheng_gk.roles import ROLES, UnknownPermission, sync_roles
from tests.factories.applications import make_application
from tests.factories.documents import pdf, words

TODAY = date(2026, 3, 25)
names = [role.name for role in ROLES]
登, 承, 审, 发, 科, *_, 监 = names
看 = {登, 承, 审, 监}  # whoever sees cases
NOBODY: set[str] = set()

# fmt: off
PAGES = {
    "application_changelist":    看,
    "application_add":           {登, 承},
    "application_change":        看,
    "application_history":       看,
    "application_delete":        NOBODY,
    "application_deadline":      看,
    "application_case_file":     看,
    "application_extra_letter":  看,
    "application_identity":      看,
    "application_identity_page": 看,
    "application_material":      看,
    "application_draft_letter":  看,
    "application_draft_file":    看,
    "application_letter":        看,
    "application_service":       {承},
    "application_hand_over":     {登, 承, 审},
    "application_ledger":        看,
    "application_masked_ledger": 看,
    "dispute_changelist":        看,
    "dispute_add":               {承},
    "dispute_change":            看,
    "dispute_history":           看,
    "dispute_delete":            NOBODY,
    "notice_changelist":         看,
    "notice_add":                NOBODY,
    "notice_change":             看,
    "notice_history":            看,
    "notice_delete":             NOBODY,
    "service_changelist":        看,
    "service_add":               NOBODY,
    "service_change":            看,
    "service_history":           看,
    "service_delete":            NOBODY,
    "service_proof":             看,
    "service_strike":            {承},
    "feedback_changelist":       看,
    "feedback_add":              NOBODY,
    "feedback_change":           看,
    "feedback_history":          看,
    "feedback_delete":           NOBODY,
    "feedback_evidence":         看,
    "feedback_reply":            {承},
    "feedback_letter":           看,
    "lettertemplate_changelist": 看,
    "lettertemplate_add":        {承},
    "lettertemplate_change":     看,
    "lettertemplate_history":    看,
    "lettertemplate_delete":     NOBODY,
    "lettertemplate_standard":   看,
    "lettertemplate_own":        看,
}
WRITES = {
    "application_add":           {登, 承},
    "application_change":        {登, 承, 审},
    "application_delete":        NOBODY,
    "application_service":       {承},
    "application_hand_over":     {登, 承, 审},
    "application_save_filter":   看,
    "application_delete_filter": 看,
    "dispute_add":               {承},
    "dispute_change":            {承},
    "dispute_delete":            NOBODY,
    "notice_change":             NOBODY,
    "notice_delete":             NOBODY,
    "service_change":            NOBODY,
    "service_delete":            NOBODY,
    "service_strike":            {承},
    "feedback_reply":            {承},
    "feedback_change":           {登, 承},
    "feedback_delete":           NOBODY,
    "lettertemplate_add":        {承},
    "lettertemplate_change":     {承},
    "lettertemplate_delete":     NOBODY,
}
ACTS = {  # one for each permission of the table of transitions
    Act.CONFIRM_RECEIPT:   {登, 承},
    Act.TRANSFER:          {登, 承, 审},
    Act.REQUEST_EXTENSION: {承},
    Act.DEFER:             {审},
}
ACTIONS = {
    "confirm_receipt":      {登, 承},
    "assign_to":            {登, 承, 审},
    "export_ledger":        看,
    "export_masked_ledger": 看,
}
# fmt: on


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to("2026-03-25 10:00 +0800")


@pytest.fixture
def people(db) -> dict[str, User]:
    made = {}
    for number, name in enumerate(names):
        user = User.objects.create_user(f"role{number}", password="demo-password-1", is_staff=True)
        user.groups.add(Group.objects.get(name=name))
        made[name] = user
    return made


@pytest.fixture
def where(bureau, clerk, calendar) -> dict[str, list]:
    """What each address of the table needs: a case on which everything has happened that leaves a paper."""
    case = make_application(date(2026, 3, 2))
    by = {"by": clerk, "calendar": calendar, "today": TODAY}
    perform(Act.CONFIRM_RECEIPT, case, Deed(date(2026, 3, 3)), **by)
    deed = Deed(
        date(2026, 3, 20),
        outcome="UNABLE_NONE",
        note="检索",
        files=[("表.pdf", ContentFile(pdf(words("x")), "a.pdf"))],
    )
    perform(Act.PROPOSE_REPLY, case, deed, **by)
    proposed = case.events.last()
    letter = case.letters.first()
    proof = ContentFile(b"x", "receipt.jpg")
    service = record_service(letter, Deed(TODAY, way="online", proof_file=proof), by=clerk)
    material = ApplicantFile(
        application=case, event=proposed, name="补.pdf", file=ContentFile(b"x", "b.pdf"), size=1
    )
    material.save()
    notice = Notice.objects.create(
        application=case, event=proposed, kind="reply", to="zhang@example.com", created_at=timezone.now()
    )
    dispute = Dispute.objects.create(
        application=case, kind="review", body="聊城市人民政府", accepted_on=TODAY
    )
    feedback = Feedback(
        kind="correction",
        name="张三丰",
        phone="0635-8888888",
        content="x",
        number="GZ2026-0001",
        submission_key=uuid4(),
        query_code_hash="x",
        submitted_at=timezone.now() - timedelta(days=1),
    )
    feedback.evidence.save("e.jpg", ContentFile(b"x"))
    finding = Finding(TODAY, Correction.CORRECTED, "户口簿", "已更正。")
    issue(feedback, finding, by=clerk, agency=bureau, today=TODAY)
    template = LetterTemplate(code="L02")
    template.file.save("L02.docx", ContentFile(b"x"))
    own = {"change", "history", "delete"}
    return (
        {f"application_{name}": [case.pk] for name in own | {"deadline", "case_file", "extra_letter"}}
        | {f"dispute_{name}": [dispute.pk] for name in own}
        | {f"notice_{name}": [notice.pk] for name in own}
        | {f"service_{name}": [service.pk] for name in own | {"proof", "strike"}}
        | {f"feedback_{name}": [feedback.pk] for name in own | {"evidence", "reply", "letter"}}
        | {f"lettertemplate_{name}": [template.pk] for name in own | {"own"}}
        | {
            "application_identity": [case.pk, case.identity_documents.get().pk],
            "application_identity_page": [case.pk, case.identity_documents.get().pk],
            "application_material": [case.pk, material.pk],
            "application_draft_letter": [case.pk],
            "application_draft_file": [case.pk, proposed.draft_files.get().pk],
            "application_letter": [case.pk, letter.pk],
            "application_service": [case.pk, letter.pk],
            "lettertemplate_standard": ["L02"],
        }
    )


def allowed(client, people, ask) -> set[str]:
    """The roles for whom ``ask`` is not refused; whatever it did is undone."""
    found = set()
    for name, user in people.items():
        with transaction.atomic():
            client.force_login(user)
            response = ask(user)
            if response.streaming:  # read to the end, which closes the file
                list(response.streaming_content)
            transaction.set_rollback(True)
        assert response.status_code in (200, 302, 403)
        if response.status_code != 403:
            found.add(name)
    return found


def address(name: str, args: list) -> str:
    return reverse(f"admin:applications_{name}", args=args)


def test_migrate_makes_the_groups_of_the_table(db):
    assert [set(Group.objects.values_list("name", flat=True))] == [set(names)]
    auditor = Group.objects.get(name=监).permissions.values_list("codename", flat=True)
    assert [codename for codename in auditor if not codename.startswith(("view_", "read_"))] == []


def test_a_permission_that_does_not_exist_is_told_and_changes_no_group(db, monkeypatch):
    wrong = (*ROLES[:1], type(ROLES[0])("新岗位", "", ("applications.no_such_thing",)))
    monkeypatch.setattr("liaocheng_gk.roles.ROLES", wrong)
    with pytest.raises(UnknownPermission, match=r"applications\.no_such_thing"):
        sync_roles()
    assert Group.objects.filter(name="新岗位").count() == 0


def test_every_admin_view_of_this_room_stands_in_the_table():
    known = {
        name.removeprefix("applications_")
        for name in get_resolver("liaocheng_gk.urls").namespace_dict["admin"][1].reverse_dict
        if isinstance(name, str) and name.startswith("applications_")
    }
    assert known == PAGES.keys() | WRITES.keys() | {"application_act"}
    assert set(admin.site.get_model_admin(Application).actions) == ACTIONS.keys()


def test_pages_are_open_to_exactly_these_roles(client, people, where):
    found = {
        name: allowed(client, people, lambda user, name=name: client.get(address(name, where.get(name, []))))
        for name in PAGES
    }
    assert found == PAGES


def test_changes_are_open_to_exactly_these_roles(client, people, where):
    def post(user: User, name: str):
        args = where.get(name, [])
        if name == "application_delete_filter":
            args = [SavedFilter.objects.create(user=user, name="我的", query="due=open").pk]
        return client.post(address(name, args), {"post": "yes"})

    found = {name: allowed(client, people, lambda user, name=name: post(user, name)) for name in WRITES}
    assert found == WRITES


def test_acts_are_open_to_exactly_these_roles(client, people, bureau, confirmed):
    new, handled = make_application(date(2026, 3, 23)), confirmed(date(2026, 3, 2))
    found = {
        act: allowed(
            client,
            people,
            lambda user, act=act: client.get(
                address("application_act", [(new if act is Act.CONFIRM_RECEIPT else handled).pk, act.value])
            ),
        )
        for act in ACTS
    }
    assert found == ACTS
    assert len(ACTS) == len(Permission)


def test_actions_of_the_list_are_offered_to_exactly_these_roles(people, rf):
    register = admin.site.get_model_admin(Application)
    found: dict[str, set[str]] = {name: set() for name in ACTIONS}
    for name, user in people.items():
        request = rf.get("/")
        request.user = user
        for action in register.get_actions(request):
            found[action].add(name)
    assert found == ACTIONS


def test_nobody_gets_in_without_logging_in(client, where):
    refused = {
        name: client.get(address(name, where.get(name, []))).headers.get("Location", "") for name in PAGES
    }
    assert [name for name, to in refused.items() if not to.startswith("/admin/login/")] == []


def test_a_filter_of_a_colleague_cannot_be_deleted(client, people):
    kept = SavedFilter.objects.create(user=people[承], name="我的", query="due=open")
    client.force_login(people[登])
    assert client.post(address("application_delete_filter", [kept.pk])).status_code == 404
    assert list(SavedFilter.objects.all()) == [kept]
