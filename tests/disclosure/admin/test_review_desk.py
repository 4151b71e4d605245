"""The review at the desk: only the legal next step is offered, by whom it is for, and to nobody else."""

import io

import pytest
from django.contrib.auth.models import Group, User
from openpyxl import load_workbook

from disclosure.law.review import CHAIN, Step
from disclosure.models import Item
from disclosure.wording import text_digest
from liaocheng_gk.models import AuditEntry
from liaocheng_gk.roles import ROLES
from tests.factories.disclosure import ItemFactory, attach, office, published, reviewed, reviewer

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosure/item/"


@pytest.fixture
def role(client, bureau):
    """Log in as somebody who holds one role."""

    def enter(name: str) -> User:
        user, _ = User.objects.get_or_create(username=f"role-{name}", first_name=name, is_staff=True)
        user.groups.set([Group.objects.get(name=name)])
        client.force_login(user)
        return user

    return enter


def decide(client, item: Item, step: Step, verdict: str = "passed", note: str = "", seen: str | None = None):
    data = {
        "step": step,
        "verdict": verdict,
        "note": note,
        "seen": text_digest(item) if seen is None else seen,
    }
    return client.post(f"{LIST}{item.pk}/review/", data, follow=True).content.decode()


def test_the_chain_names_roles_that_exist():
    assert {rule.who for rule in CHAIN} <= {role.name for role in ROLES}
    held = {role.name: role.permissions for role in ROLES}
    assert all(f"disclosure.{rule.permission}" in held[rule.who] for rule in CHAIN)


def test_an_issued_document_goes_through_the_whole_office(client, role):
    item = ItemFactory(document_number="聊商发〔2026〕3号")
    for rule in CHAIN[:-1]:
        role(rule.who)
        assert f"“{rule.step.label}”已通过" in decide(client, item, rule.step) or rule.step is Step.DRAFT
    role(CHAIN[-1].who)
    client.post(f"{LIST}publish/?ids={item.pk}")
    item.refresh_from_db()
    assert (item.status, item.secrecy_reviewer) == ("published", "保密审查岗")
    assert [row.name for row in item.reviews.all()] == [rule.who for rule in CHAIN]


@pytest.mark.parametrize("rule", CHAIN, ids=lambda rule: rule.step)
def test_only_the_next_step_is_offered_and_only_to_its_role(client, role, rule):
    item = reviewed(ItemFactory(document_number="聊商发〔2026〕3号"), until=rule.step)
    for who in {other.who for other in CHAIN}:
        user = role(who)
        page = client.get(f"{LIST}{item.pk}/review/").content.decode()
        offered = 'value="passed"' in page or "可以<a" in page
        assert offered == User.objects.get(pk=user.pk).has_perm(f"disclosure.{rule.permission}")
        if who == rule.who and rule.step is not Step.PUBLISH:
            assert f'name="step" value="{rule.step}"' in page
    refused = next(other for other in CHAIN if other.step not in (rule.step, Step.PUBLISH))
    role(refused.who)
    assert "没有登记" in decide(client, item, refused.step)
    assert item.reviews.count() == CHAIN.index(rule)


def test_sending_back_keeps_what_was_written_and_asks_for_the_reason(client, role):
    item = reviewed(ItemFactory(), until=Step.FIRST)
    role("科室负责人")
    assert "请写明退回的理由" in decide(client, item, Step.FIRST, "returned")
    assert "已退回起草人" in decide(client, item, Step.FIRST, "returned", "缺少联系方式")
    role("科室信息员")
    page = client.get(f"{LIST}{item.pk}/change/").content.decode()
    assert "缺少联系方式" in page
    assert f"{LIST}{item.pk}/review/" in page


def test_a_page_of_an_earlier_text_is_refused(client, role):
    item = reviewed(ItemFactory(), until=Step.FIRST)
    role("科室负责人")
    assert "文本又有改动" in decide(client, item, Step.FIRST, seen="0" * 64)
    assert item.reviews.count() == 1


@pytest.mark.parametrize("data", [{}, {"step": "no-such", "seen": "x"}, {"verdict": "x", "seen": "x"}])
def test_an_empty_or_forged_button_is_answered_in_words(client, role, data):
    item = reviewed(ItemFactory(), until=Step.FIRST)
    role("科室负责人")
    response = client.post(f"{LIST}{item.pk}/review/", data)
    assert (response.status_code, "没有登记" in response.content.decode()) == (200, True)


def test_editing_under_review_is_told_to_void_it(client, bureau):
    item = reviewed(ItemFactory(), until=Step.SIGN)
    client.force_login(office())
    data = {
        **{"title": "改过", "body": item.body, "formed_on": "2026-03-02", "validity": "not_applicable"},
        **{"weight": "ordinary", "category": item.category_id},
        **{"attachments-TOTAL_FORMS": "0", "attachments-INITIAL_FORMS": "0"},
        **{"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"},
    }
    page = client.post(f"{LIST}{item.pk}/change/", data, follow=True).content.decode()
    assert "已经通过的审核作废" in page
    assert "作废：其后文本已改" in client.get(f"{LIST}{item.pk}/change/").content.decode()


def test_reviewers_read_the_files_of_a_draft_as_downloads(client, role):
    item = ItemFactory()
    file = attach(item, "草稿附件.pdf")
    role("保密审查岗")
    response = client.get(f"{LIST}{item.pk}/files/{file.pk}/")
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.getvalue() != b""
    assert client.get(f"{LIST}{ItemFactory().pk}/files/{file.pk}/").status_code == 404
    role("登记岗")
    assert client.get(f"{LIST}{item.pk}/files/{file.pk}/").status_code == 403
    assert client.get(f"{LIST}{item.pk}/review/").status_code == 403


def test_the_ledger_is_for_those_who_may_see_reviews(client, role):
    published()
    role("监督岗")
    assert f'href="{LIST}reviews.xlsx"' in client.get(LIST).content.decode()
    for year, rows in (("", 7), ("?year=2026", 7), ("?year=2019", 1)):
        response = client.get(f"{LIST}reviews.xlsx{year}")
        assert load_workbook(io.BytesIO(response.getvalue())).active.max_row == rows
    exports = AuditEntry.objects.filter(act="导出审核台账").order_by("seq")
    assert [row.detail for row in exports] == ["全部年份", "2026年", "2019年"]
    role("登记岗")
    assert client.get(f"{LIST}reviews.xlsx").status_code == 403
    assert exports.count() == 3


def test_s16_payloads_in_the_review(client, bureau):
    payload = "<script>alert(1)</script>"
    item = reviewed(ItemFactory(title=f"甲{payload}", department="<b>x</b>"), until=Step.FIRST)
    client.force_login(reviewer(Step.FIRST))
    decide(client, item, Step.FIRST, "returned", payload)
    for url in (f"{LIST}{item.pk}/review/", f"{LIST}{item.pk}/change/"):
        assert "<script>alert(1)" not in client.get(url).content.decode()
