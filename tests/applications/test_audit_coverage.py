"""Every act of the staff and every look at personal data is on record; the record itself names nobody but the staff."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from applications.casework import perform
from applications.deed import Deed
from applications.law.transitions import Act
from applications.models import ApplicantFile, Dispute, DraftFile, Letter, Service
from liaocheng_gk.audit import APPLICANT, verify
from liaocheng_gk.models import AuditEntry
from tests.factories import person
from tests.factories.applications import make_application

DESK = "admin:applications_application"


def recorded(**wanted) -> list[tuple[str, str, str, str]]:
    entries = AuditEntry.objects.filter(**wanted).order_by("seq")
    return [(entry.actor, entry.act, entry.object, entry.detail) for entry in entries]


def test_each_act_of_the_procedure_is_on_record_and_a_refused_one_is_not(bureau, clerk, head, calendar):
    case = person.whole_case(clerk, head, calendar)
    entries = recorded(object=f"公开申请 {case.number}")
    assert [(actor, act) for actor, act, _, _ in entries] == [
        (APPLICANT, "提交申请"),
        *(
            (event.by.username if event.by else APPLICANT, event.get_act_display())
            for event in case.events.all()
        ),
    ]
    with pytest.raises(Exception, match="没有"):
        perform(Act.REOPEN, case, Deed(date(2026, 1, 5)), by=clerk, calendar=calendar, today=date(2026, 1, 5))
    assert recorded(object=f"公开申请 {case.number}") == entries


@pytest.fixture
def pages(bureau, clerk, head, calendar) -> dict[str, str]:
    """Every page and file of the desk that shows something of a person, with what its entry says."""
    case = person.whole_case(clerk, head, calendar)
    entry = person.side_tables(clerk, timezone.now())
    still_open = make_application(date(2026, 3, 2))
    scan, letter = case.identity_documents.get(), case.letters.first()
    handed = Letter.objects.get(files__isnull=False)

    def at(page: str, *args: object) -> str:
        return reverse(f"{DESK}_{page}", args=args)

    return {
        at("changelist"): "列表",
        at("change", case.pk): "页面",
        at("act", still_open.pk, "confirm_receipt"): "办理页面",
        at("extra_letter", case.pk): "另行制发页面",
        at("deadline", case.pk): "期限计算书",
        at("identity", case.pk, scan.pk): "身份证明",
        at("material", case.pk, ApplicantFile.objects.get().pk): "申请人材料",
        at("draft_letter", case.pk): "拟稿",
        at("draft_file", case.pk, DraftFile.objects.get().pk): "拟稿附件",
        at("letter", case.pk, letter.pk): "告知书或者随附文件",
        f"{at('letter', case.pk, handed.pk)}?file={handed.files.get().pk}": "告知书或者随附文件",
        reverse("admin:applications_feedback_changelist"): "列表",
        reverse("admin:applications_feedback_change", args=[entry.pk]): "页面",
        reverse("admin:applications_feedback_evidence", args=[entry.pk]): "证据材料",
        reverse("admin:applications_dispute_changelist"): "列表",
        reverse("admin:applications_dispute_change", args=[Dispute.objects.get().pk]): "页面",
        reverse("admin:applications_service_changelist"): "列表",
        reverse("admin:applications_service_proof", args=[Service.objects.get().pk]): "送达凭证",
    }


def test_each_look_at_personal_data_is_on_record(client, pages):
    root = User.objects.create_superuser("root", password="x")
    client.force_login(root)
    missing = []
    for address, what in pages.items():
        before = AuditEntry.objects.count()
        answer = client.get(address)
        answer.getvalue()
        assert (address, answer.status_code) == (address, 200)
        new = AuditEntry.objects.filter(seq__gt=before)
        if [(entry.actor, entry.act, entry.detail) for entry in new] != [("root", "查看", what)]:
            missing.append((address, list(new.values_list("act", "detail"))))
    assert missing == []


def test_a_look_that_is_refused_is_not_on_record_as_a_look(client, pages, staff):
    client.force_login(staff("other", "disclosure.view_item"))
    for address in pages:
        assert client.get(address).status_code == 403
    assert recorded(actor="other", act="查看") == []


def test_exports_are_on_record_without_the_words_looked_for(client, bureau, clerk):
    make_application(date(2026, 3, 2))
    client.force_login(clerk)
    client.get(reverse(f"{DESK}_ledger"), {"q": "张三丰"}).getvalue()
    client.get(reverse(f"{DESK}_masked_ledger")).getvalue()
    assert recorded(act="导出登记台账") == [
        ("clerk", "导出登记台账", "", "1 件"),
        ("clerk", "导出登记台账", "", "1 件（隐去姓名）"),
    ]


def test_logins_are_on_record_and_a_password_in_the_wrong_field_is_not(client, staff):
    staff("li")
    for name, password in (("li", "demo-password-1"), ("li", "wrong"), ("my-secret-password", "li")):
        client.logout()
        client.post("/admin/login/", {"username": name, "password": password})
    assert [(actor, act) for actor, act, _, _ in recorded()] == [
        ("li", "登录"),
        ("li", "退出"),
        ("li", "登录失败"),
        ("（未知账号）", "登录失败"),
    ]


def test_saves_and_deletes_of_the_admin_are_on_record_with_field_names_only(client, db):
    root = User.objects.create_superuser("root", password="x")
    client.force_login(root)
    groups = reverse("admin:auth_group_changelist")
    for name in ("值班", "轮岗"):
        client.post(reverse("admin:auth_group_add"), {"name": name})
    chosen = [group.pk for group in Group.objects.filter(name__in=("值班", "轮岗"))]
    client.post(groups, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
    acts = [(actor, act) for actor, act, _, _ in recorded(actor="root")][1:]
    assert acts == [("root", "后台增加")] * 2 + [("root", "后台删除")] * 2


def test_the_log_names_no_applicant_and_holds(client, pages, clerk):
    client.force_login(User.objects.create_superuser("root", password="x"))
    for address in pages:
        client.get(address, {"q": person.NAME} if "?" not in address else None).getvalue()
    texts = " ".join(
        " ".join((entry.actor, entry.act, entry.object, entry.detail)) for entry in AuditEntry.objects.all()
    )
    assert person.readable(texts.encode()) == []
    assert verify()[1] == []


def test_the_log_is_read_by_supervisors_and_changed_by_nobody(client, bureau, clerk, staff):
    make_application(date(2026, 3, 2))
    supervisor = staff("jiandu", "liaocheng_gk.read_auditentry")
    page = reverse("admin:liaocheng_gk_auditentry_changelist")
    client.force_login(clerk)
    assert client.get(page).status_code == 403
    client.force_login(supervisor)
    html = client.get(page).content.decode()
    assert "提交申请" in html
    entry = AuditEntry.objects.first()
    for name in ("change", "delete"):
        address = reverse(f"admin:liaocheng_gk_auditentry_{name}", args=[entry.pk])
        assert client.post(address, {"actor": "x", "post": "yes"}).status_code == 403
    assert client.get(reverse("admin:liaocheng_gk_auditentry_add")).status_code == 403
