"""What of an item stays in public when it goes, and what it did to others."""

from datetime import date

import pytest
from django.utils import timezone

from disclosure.corrections import drop_correction, revise
from disclosure.law.lifetime import LinkKind
from disclosure.law.publication import NotAllowed
from disclosure.models import Item, Version
from disclosure.publication import link, publish, retire, withdraw
from disclosure.scanning import scan_items
from liaocheng_gk.models import AuditEntry
from tests.factories.disclosure import ItemFactory, moment, office, published, reviewed

pytestmark = pytest.mark.django_db
PHONE = "13800138000"


@pytest.fixture
def repealed(bureau) -> Item:
    """Repealed by 《新办法》, which is public."""
    old, new = published(title="旧办法", validity="in_force"), ItemFactory(title="新办法")
    link(new, LinkKind.REPEALS, old, by=office(), at=moment(), on=date(2026, 3, 9))
    publish(reviewed(new), by=office(), at=moment())
    return Item.objects.get(pk=old.pk)


@pytest.fixture
def retired(bureau, time_machine) -> Item:
    """Its time online is over, and a correction of its title was still under review."""
    time_machine.move_to("2026-03-11 09:00 +0800")
    item = published(title="到期的通知")
    item.title = f"改正的通知 {PHONE}"
    revise(item, by=office())
    time_machine.move_to("2029-03-11 09:00 +0800")
    return retire(item, by=None, at=timezone.now())


def test_a_withdrawn_text_is_not_named_by_what_it_repealed(client, repealed):
    page = client.get(repealed.get_absolute_url()).content.decode()
    assert "新办法" in page
    withdraw(Item.objects.get(title="新办法"), by=office(), at=moment(20), reason="误发")
    page = client.get(repealed.get_absolute_url()).content.decode()
    assert "新办法" not in page
    assert "已废止" in page


def test_the_desk_names_what_a_withdrawn_text_has_ended(client, repealed):
    new = Item.objects.get(title="新办法")
    client.force_login(office())
    address = f"/admin/disclosure/item/withdraw/?ids={new.pk}"
    page = client.post(address, {"reason": "误发"}, follow=True).content.decode()
    assert "曾改变《旧办法》的有效性" in page


def test_a_repeal_reaches_a_text_that_comes_out_after_it(bureau):
    old, new = ItemFactory(title="补录的旧办法", validity="in_force"), ItemFactory(title="新办法")
    link(new, LinkKind.REPEALS, old, by=office(), at=moment(), on=date(2026, 3, 9))
    publish(reviewed(new), by=office(), at=moment())
    old = publish(reviewed(Item.objects.get(pk=old.pk)), by=office(), at=moment(11))
    assert (old.validity, old.repealed_on) == ("repealed", date(2026, 3, 9))


def test_the_page_of_a_retired_item_says_only_what_was_reviewed(client, retired):
    page = client.get(retired.get_absolute_url())
    assert page.status_code == 410
    assert "到期的通知" in page.content.decode()
    assert PHONE not in page.content.decode()


def test_a_correction_under_review_waits_on_at_the_reading_point(client, retired):
    assert Item.objects.get(pk=retired.pk).pending == {"title": f"改正的通知 {PHONE}"}
    assert retired.versions.latest("number").words["title"] == "到期的通知"
    client.force_login(office())
    listed = client.get("/admin/disclosure/item/reading-point/").content.decode()
    assert ("到期的通知" in listed, "改正的" in listed) == (True, False)
    page = client.get(f"/admin/disclosure/item/{retired.pk}/change/").content.decode()
    assert "公共查阅点仍是原来的文字和附件" in page
    assert f"改正的通知 {PHONE}" in page
    item = drop_correction(retired, by=office())
    assert (item.title, item.pending, item.status) == ("到期的通知", None, "retired")
    entry = AuditEntry.objects.latest("seq")
    assert (entry.act, entry.actor) == ("放弃修改", "office")
    assert "放弃修改" not in client.get(f"/admin/disclosure/item/{retired.pk}/change/").content.decode()


def test_edited_at_the_reading_point_a_text_waits_too(retired):
    retired.title = "再改的通知"
    item = revise(retired, by=office())
    assert (item.title, item.pending) == ("到期的通知", {"title": "再改的通知"})
    item.article20 = "20-01"  # laws stay online
    revise(item, by=office())
    item = publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=timezone.now())
    assert (item.status, item.article20, item.pending) == ("published", "20-01", None)


def test_the_scan_reads_the_titles_of_retired_items(retired):
    assert list(scan_items()) == []
    version = retired.versions.latest("number")
    words = version.words | {"title": f"通知 {PHONE}"}
    Version.objects.filter(pk=version.pk).update(words=words)
    assert [row.part for row in scan_items()] == ["标题"]


def test_the_door_itself_refuses_a_reason_that_repeats_what_goes(client, bureau):
    item = published()
    with pytest.raises(NotAllowed, match="撤下原因中有"):
        withdraw(item, by=office(), at=moment(20), reason=f"公开了手机号 {PHONE}")
    assert client.get(item.get_absolute_url()).status_code == 200
