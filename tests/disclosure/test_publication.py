from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from disclosure.corrections import revise
from disclosure.law.publication import NotAllowed, Status
from disclosure.models import Item, StaleItem
from disclosure.publication import publish, withdraw
from tests.factories.disclosure import ItemFactory, attach, moment, office, published, reviewed, withdrawn

pytestmark = pytest.mark.django_db


def test_publish_gives_number_time_and_the_name_of_that_day(bureau):
    item = published(formed_on=date(2020, 3, 2))
    assert item.status == Status.PUBLISHED
    assert item.index_number == f"{bureau.organisation_code}/2026-00001"
    assert item.published_at == moment()
    assert item.publisher == "聊城市商务和投资促进局"
    assert item.history.first().history_user == office()


def test_publish_counts_serials_by_year(bureau):
    assert [published().index_number[-10:] for _ in range(2)] == ["2026-00001", "2026-00002"]
    last_year = moment() - timedelta(days=365)
    assert published(at=last_year, formed_on=date(2025, 1, 2)).index_number[-10:] == "2025-00001"


def test_article_17_the_database_refuses_a_public_item_without_review(bureau):
    item = ItemFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=item.pk).update(status="published")


def test_publish_refuses_a_document_of_tomorrow(bureau):
    item = reviewed(ItemFactory(formed_on=date(2026, 3, 9)))
    with pytest.raises(NotAllowed, match="晚于今天"):
        publish(item, by=office(), at=moment(8))


def test_publish_refuses_an_empty_item_but_takes_a_file_alone(bureau):
    item = ItemFactory(body="<p></p>", summary="只有附件的通知")
    with pytest.raises(NotAllowed, match="没有正文"):
        reviewed(item)
    attach(item)
    assert publish(reviewed(item), by=office(), at=moment()).status == Status.PUBLISHED


def test_publish_twice_is_refused_and_takes_no_number(bureau):
    item = published()
    with pytest.raises(NotAllowed, match="已经发布"):
        publish(item, by=office(), at=moment(11))
    assert published().index_number[-5:] == "00002"


def test_publish_and_withdraw_need_the_permission(bureau, staff):
    liaison = staff("liaison", "disclosure.change_item")
    with pytest.raises(PermissionDenied):
        publish(reviewed(ItemFactory()), by=liaison, at=moment())
    with pytest.raises(PermissionDenied):
        withdraw(published(), by=liaison, at=moment(), reason="误发")


def test_withdraw_needs_a_reason_and_a_public_item(bureau):
    item = published()
    with pytest.raises(NotAllowed, match="撤下原因"):
        withdraw(item, by=office(), at=moment(), reason=" ")
    with pytest.raises(NotAllowed, match="草稿"):
        withdraw(ItemFactory(), by=office(), at=moment(), reason="误发")


def test_republished_item_keeps_number_and_time(bureau):
    item = withdrawn()
    again = publish(reviewed(item), by=office(), at=moment(25))
    assert (again.index_number, again.published_at) == (item.index_number, item.published_at)
    assert (again.withdrawn_at, again.withdrawn_reason) == (None, "")


def test_index_number_never_changes(bureau):
    item = published()
    item.index_number = "1/2026-99999"
    with pytest.raises(ValidationError, match="不能改动"):
        item.save()


def test_revise_keeps_what_only_the_door_may_set(bureau):
    item = published(title="原标题")
    item.status, item.secrecy_reviewer, item.title = "draft", "", "改过的标题"
    revise(item, by=office())
    item.refresh_from_db()
    assert (item.status, item.secrecy_reviewer, item.title) == ("published", "审查员", "原标题")
    assert item.pending == {"title": "改过的标题"}


def test_revise_of_a_public_item_needs_the_permission_to_publish(bureau, staff):
    liaison = staff("liaison", "disclosure.change_item")
    item = published(title="原标题")
    item.title = "偷改"
    with pytest.raises(PermissionDenied):
        revise(item, by=liaison)
    assert Item.objects.get(pk=item.pk).title == "原标题"


@pytest.mark.parametrize(
    ("validity", "ended_on"),
    [("repealed", None), ("in_force", date(2026, 1, 1)), ("pending", date(2026, 1, 1))],
)
def test_validity_and_its_day_belong_together(bureau, validity, ended_on):
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemFactory(validity=validity, repealed_on=ended_on)


def test_saving_cleans_the_body_whoever_saves(db):
    item = ItemFactory(body='<p onclick="x()">甲<script>y()</script></p>')
    assert item.body == "<p>甲</p>"


def test_s17_the_database_holds_the_raw_text(db):
    raw = "<b>&'\"𠅤😀"
    item = ItemFactory(title=raw)
    item.refresh_from_db()
    assert item.title == raw


def test_attachment_gets_a_name_that_tells_nothing(bureau, django_capture_on_commit_callbacks):
    item = ItemFactory()
    with django_capture_on_commit_callbacks(execute=True):
        attachment = attach(item, "张三身份证.pdf")
    stored = attachment.file.name
    assert "张三" not in stored
    assert attachment.name == "张三身份证.pdf"
    with django_capture_on_commit_callbacks(execute=True):
        attachment.delete()
    assert not attachment.file.storage.exists(stored)


def test_attachment_with_a_very_long_name_keeps_its_ending(bureau):
    attachment = attach(ItemFactory(), "长" * 300 + ".pdf")
    assert len(attachment.name) == 200
    assert attachment.name.endswith("长.pdf")


def test_versions_tell_what_happened_when_and_what_readers_saw(bureau):
    item = published(title="原标题")
    item.title = "新标题"
    revise(item, by=office(), at=moment(11))
    publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(12))
    item.refresh_from_db()
    item.validity, item.repealed_on = "repealed", date(2026, 3, 13)
    revise(item, by=office(), at=moment(13))
    withdraw(item, by=office(), at=moment(14), reason="误发")
    publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(15))
    rows = [(row.number, row.change, row.at.day, row.note, row.words["title"]) for row in item.versions.all()]
    assert rows == [
        (1, "first", 10, "", "原标题"),
        (2, "corrected", 12, "修改了标题", "新标题"),
        (3, "validity", 13, "废止（2026-03-13起）", "新标题"),
        (4, "withdrawn", 14, "误发", "新标题"),
        (5, "restored", 15, "", "新标题"),
    ]
    assert item.versions.first().occurred_on == item.formed_on


def delete_past_the_models(item: Item) -> None:
    with transaction.atomic():
        item.reviews.all()._raw_delete(DEFAULT_DB_ALIAS)
        Item.objects.filter(pk=item.pk)._raw_delete(DEFAULT_DB_ALIAS)
        connection.check_constraints()


def test_the_database_refuses_to_delete_what_was_public(bureau):
    item = published()
    with pytest.raises(ProtectedError):
        item.delete()
    with pytest.raises(IntegrityError):
        delete_past_the_models(item)
    assert published().index_number[-5:] == "00002"


def test_a_stale_save_does_not_put_back_what_was_withdrawn(bureau):
    item = published()
    stale = Item.objects.get(pk=item.pk)
    withdraw(item, by=office(), at=moment(11), reason="内容有误")

    stale.title = "改过的标题"
    with pytest.raises(StaleItem, match="已变为“已撤下”，没有保存"):
        stale.save()
    stored = Item.objects.get(pk=item.pk)
    assert (stored.status, stored.title) == ("withdrawn", item.title)

    stale.refresh_from_db()
    stale.title = "重新打开后改的标题"
    stale.save()
    assert Item.objects.get(pk=item.pk).title == "重新打开后改的标题"
