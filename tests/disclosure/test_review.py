"""The door of the review: order, hands, sending back, and what a changed text does to what was passed."""

import io
from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from disclosure.corrections import revise
from disclosure.law.publication import NotAllowed
from disclosure.law.review import CHAIN, Step, steps_for
from disclosure.models import Item, Review
from disclosure.publication import publish
from disclosure.review_ledger import VOID, ledger, with_void
from disclosure.reviewing import pass_step, progress, send_back
from disclosure.wording import review_weight, text_digest
from tests.factories.disclosure import (
    ItemFactory,
    attach,
    moment,
    office,
    published,
    reviewed,
    reviewer,
    withdrawn,
)

pytestmark = pytest.mark.django_db

ORDINARY = [Step.DRAFT, Step.FIRST, Step.DEPUTY, Step.SECRECY, Step.SIGN]


@pytest.mark.parametrize("number", ["", "聊商发〔2026〕3号"])
def test_article_17_publication_waits_for_every_step(bureau, number):
    item = ItemFactory(document_number=number)
    for step in steps_for(review_weight(item)):
        assert Item.objects.get(pk=item.pk).awaiting == step
        if step is Step.PUBLISH:
            break
        with pytest.raises(NotAllowed, match="现在应当先进行"):
            publish(item, by=office(), at=moment())
        pass_step(step, item, by=reviewer(step), at=moment())
    assert publish(item, by=office(), at=moment()).status == "published"
    assert Item.objects.get(pk=item.pk).awaiting == ""


@pytest.mark.parametrize("step", [rule.step for rule in CHAIN])
def test_each_step_needs_its_own_permission(bureau, staff, step):
    item = reviewed(ItemFactory(document_number="聊商发〔2026〕3号"), until=step)
    others = [f"disclosure.{rule.permission}" for rule in CHAIN if rule.step is not step]
    stranger = staff("stranger", *others)
    act = publish if step is Step.PUBLISH else partial(pass_step, step)
    with pytest.raises(PermissionDenied):
        act(item, by=stranger, at=moment())
    assert item.reviews.filter(step=step).count() == 0


def test_whoever_wrote_on_the_text_does_not_review_it(bureau):
    writer = reviewer(Step.FIRST)
    item = revise(ItemFactory.build(category=published().category), by=writer)
    pass_step(Step.DRAFT, item, by=reviewer(Step.DRAFT), at=moment())
    with pytest.raises(NotAllowed, match="不能由同一个人"):
        pass_step(Step.FIRST, item, by=writer, at=moment())


def test_the_secrecy_reviewer_is_kept_by_name_and_does_not_publish(bureau):
    item = reviewed(ItemFactory())
    with pytest.raises(NotAllowed, match="“统一发布”和“保密审查”不能由同一个人"):
        publish(item, by=reviewer(Step.SECRECY), at=moment())
    assert publish(item, by=office(), at=moment()).secrecy_reviewer == "审查员"


def test_sending_back_needs_a_reason_and_begins_again(bureau):
    item = reviewed(ItemFactory(), until=Step.DEPUTY)
    with pytest.raises(NotAllowed, match="退回的理由"):
        send_back(item, by=reviewer(Step.DEPUTY), at=moment(), reason=" ")
    send_back(item, by=reviewer(Step.DEPUTY), at=moment(), reason="数字与公报不一致")
    item.refresh_from_db()
    assert item.awaiting == Step.DRAFT
    assert progress(item).passed == []
    with pytest.raises(NotAllowed, match="“起草送审”"):
        pass_step(Step.FIRST, item, by=reviewer(Step.FIRST), at=moment())
    assert reviewed(item).awaiting == Step.PUBLISH


def test_what_is_not_under_review_cannot_be_sent_back(bureau):
    for item in (ItemFactory(), published(), withdrawn()):
        with pytest.raises(NotAllowed, match="不在审核中"):
            send_back(item, by=office(), at=moment(), reason="不行")


def test_the_database_refuses_sending_back_without_a_reason(bureau):
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            item=ItemFactory(),
            step="first",
            verdict="returned",
            by=office(),
            name="甲",
            at=moment(),
            digest="x",
        )


@pytest.mark.parametrize(
    "change",
    [
        {"title": "改过的标题"},
        {"body": "<p>改过的正文</p>"},
        {"formed_on": date(2026, 3, 3)},
        {"weight": "sensitive"},
        {"document_number": "聊商发〔2026〕9号"},
    ],
)
def test_a_changed_text_voids_what_was_passed(bureau, change):
    item = reviewed(ItemFactory(), until=Step.SIGN)
    for name, value in change.items():
        setattr(item, name, value)
    revise(item, by=office())
    item.refresh_from_db()
    assert item.awaiting == Step.DRAFT
    with pytest.raises(NotAllowed, match="“起草送审”"):
        pass_step(Step.SIGN, item, by=reviewer(Step.SIGN), at=moment())


def test_a_changed_file_voids_what_was_passed(bureau):
    item = reviewed(ItemFactory(), until=Step.SIGN)
    attach(item)
    with pytest.raises(NotAllowed, match="“起草送审”"):
        pass_step(Step.SIGN, item, by=reviewer(Step.SIGN), at=moment())


def test_an_edit_that_changes_nothing_voids_nothing(bureau):
    item = reviewed(ItemFactory(), until=Step.SIGN)
    item.validity = "in_force"
    assert revise(item, by=office()).awaiting == Step.SIGN


def test_a_reviewer_passes_only_the_text_he_saw(bureau):
    item = reviewed(ItemFactory(), until=Step.FIRST)
    seen = text_digest(item)
    item.title = "页面打开之后改的标题"
    revise(item, by=office())
    pass_step(Step.DRAFT, item, by=reviewer(Step.DRAFT), at=moment())
    with pytest.raises(NotAllowed, match="文本又有改动"):
        pass_step(Step.FIRST, item, by=reviewer(Step.FIRST), at=moment(), seen=seen)


def test_a_correction_of_a_public_text_waits_for_its_own_review(bureau, client):
    item = published(title="原标题", body="<p>原正文</p>")
    item.title, item.body = "更正的标题", "<p>更正的正文</p>"
    revise(item, by=office())
    page = client.get(item.get_absolute_url()).content.decode()
    assert ("原标题" in page, "更正的" in page) == (True, False)
    stored = Item.objects.get(pk=item.pk)
    assert (stored.title, stored.awaiting) == ("原标题", Step.DRAFT)
    with pytest.raises(NotAllowed, match="现在应当先进行"):
        publish(stored, by=office(), at=moment(20))
    publish(reviewed(stored), by=office(), at=moment(20))
    page = client.get(item.get_absolute_url()).content.decode()
    assert ("原标题" in page, "更正的标题" in page, "更正的正文" in page) == (False, True, True)
    after = Item.objects.get(pk=item.pk)
    assert (after.index_number, after.published_at, after.pending) == (
        item.index_number,
        item.published_at,
        None,
    )


def test_a_correction_taken_back_leaves_nothing_to_review(bureau):
    item = published(title="原标题")
    item.title = "更正的标题"
    revise(item, by=office())
    item.title = "原标题"
    revise(item, by=office())
    stored = Item.objects.get(pk=item.pk)
    assert (stored.pending, stored.awaiting) == (None, "")
    with pytest.raises(NotAllowed, match="没有待审的修改"):
        pass_step(Step.DRAFT, stored, by=reviewer(Step.DRAFT), at=moment())


def test_a_withdrawn_text_needs_a_new_review(bureau):
    item = withdrawn()
    with pytest.raises(NotAllowed, match="现在应当先进行"):
        publish(item, by=office(), at=moment(25))
    assert publish(reviewed(item), by=office(), at=moment(25)).status == "published"


def test_the_ledger_holds_every_step_and_says_what_is_void(bureau):
    item = reviewed(ItemFactory(title="=试点", department="流通科"), until=Step.DEPUTY)
    item.body = "<p>改过</p>"
    revise(item, by=office())
    publish(reviewed(item), by=office(), at=moment(12))
    returned = reviewed(ItemFactory(), until=Step.FIRST)
    send_back(returned, by=reviewer(Step.FIRST), at=moment(), reason="重写")
    file = io.BytesIO(b"".join(ledger(Review.objects.all())))
    rows = list(load_workbook(file).active.iter_rows(values_only=True))
    assert [row[4] for row in rows[1:]] == [
        *("起草送审", "科室初审"),
        *("起草送审", "科室初审", "分管领导审核", "保密审查", "主要负责人签批", "统一发布"),
        *("起草送审", "科室初审"),
    ]
    assert [row[11] == VOID for row in rows[1:]] == [True] * 2 + [False] * 8
    assert rows[1][:3] == (Item.objects.get(pk=item.pk).index_number, "'=试点", "流通科")
    assert rows[6][7] == "审查员"
    assert (rows[-1][6], rows[-1][9]) == ("退回", "重写")


def test_an_open_round_is_held_against_the_text_of_now(bureau):
    item = reviewed(ItemFactory(), until=Step.DEPUTY)
    assert [void for _, void in with_void(item, item.reviews.all())] == [False, False]
    attach(item)
    assert [void for _, void in with_void(item, item.reviews.all())] == [True, True]
