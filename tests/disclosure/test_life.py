"""An item's life on the website: scheduled opening, history, links, the end of its time online, its number."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosure.corrections import revise
from disclosure.law.lifetime import LinkKind
from disclosure.law.publication import NotAllowed, Status
from disclosure.law.review import Step
from disclosure.models import Item, Link
from disclosure.publication import link, open_scheduled, publish, retire, unlink, withdraw
from disclosure.reviewing import pass_step
from liaocheng_gk.models import Heartbeat
from tests.factories.disclosure import (
    CategoryFactory,
    ItemFactory,
    attach,
    moment,
    office,
    published,
    reviewed,
    reviewer,
)

pytestmark = pytest.mark.django_db

OPENS = moment(12, 8)
LISTS = (
    "/",
    "/search/?q=定时",
    "/feed.atom",
    "/sitemap.xml",
    "/open-data/items.csv",
    "/open-data/items.json",
)


def read(response) -> str:
    return b"".join(response).decode() if response.streaming else response.content.decode()


def shut(client, item: Item, lists=LISTS) -> list[str]:
    """Where ``item`` cannot be seen."""
    pages = {url: read(client.get(url)) for url in lists}
    hidden = [url for url, page in pages.items() if item.index_number not in page]
    return hidden + ([] if client.get(item.get_absolute_url()).status_code == 200 else ["page"])


@pytest.fixture
def scheduled(bureau, time_machine) -> Item:
    time_machine.move_to("2026-03-10 09:00 +0800")
    item = ItemFactory(title="定时公开的通知", other_limit=date(2026, 3, 31))
    attach(item)
    return publish(reviewed(item), by=office(), at=moment(), opens_at=OPENS)


def test_a_scheduled_item_opens_at_its_time_and_not_before(client, scheduled, time_machine):
    file = scheduled.attachments.get()
    time_machine.move_to(OPENS - timedelta(minutes=1))
    call_command("open_items")
    assert shut(client, scheduled) == [*LISTS, "page"]
    assert client.get(file.address_in(scheduled)).status_code == 404
    with pytest.raises(NotAllowed, match="没有到"):
        open_scheduled(scheduled)
    time_machine.move_to(OPENS + timedelta(minutes=3))
    call_command("open_items")
    assert shut(client, scheduled) == []
    version = scheduled.versions.get()
    assert (version.change, version.at, version.occurred_on) == ("first", OPENS, scheduled.formed_on)
    assert version.other_limit == date(2026, 3, 31)
    assert Heartbeat.objects.filter(name="open_items").exists()


@pytest.mark.django_db(transaction=True)
def test_kept_pages_are_other_ones_once_something_opens(client, scheduled, time_machine):
    time_machine.move_to(OPENS - timedelta(minutes=5))
    first = client.get("/")
    assert scheduled.title not in read(first)
    time_machine.move_to(OPENS + timedelta(minutes=5))
    call_command("open_items")
    second = client.get("/", headers={"If-None-Match": first.headers.get("ETag", "x")})
    assert (second.status_code, scheduled.title in read(second)) == (200, True)


def test_a_timer_that_is_dead_is_seen_on_the_dashboard(client, scheduled, time_machine):
    client.force_login(office())
    time_machine.move_to(OPENS + timedelta(minutes=10))
    assert "open_items" not in read(client.get("/admin/"))
    time_machine.move_to(OPENS + timedelta(minutes=20))
    assert "有 1 条定时公开的信息已过时间" in read(client.get("/admin/"))


def test_what_is_scheduled_is_neither_edited_nor_reviewed_again(scheduled):
    scheduled.title = "偷改"
    with pytest.raises(NotAllowed, match="待定时公开"):
        revise(scheduled, by=office())
    with pytest.raises(NotAllowed, match="待定时公开"):
        pass_step(Step.DRAFT, scheduled, by=office(), at=moment())
    assert Item.objects.get(pk=scheduled.pk).title == "定时公开的通知"


def test_links_of_a_scheduled_text_wait_for_its_opening(bureau, time_machine):
    time_machine.move_to("2026-03-10 09:00 +0800")
    old, new = published(validity="in_force"), ItemFactory()
    link(new, LinkKind.AMENDS, old, by=office(), at=moment(), on=date(2026, 3, 12))
    publish(reviewed(new), by=office(), at=moment(), opens_at=OPENS)
    assert Item.objects.get(pk=old.pk).validity == "in_force"
    time_machine.move_to(OPENS)
    call_command("open_items")
    assert Item.objects.get(pk=old.pk).validity == "amended"


def test_taken_back_before_it_opened_it_is_a_draft_under_its_number(client, scheduled):
    item = withdraw(scheduled, by=office(), at=moment(11), reason="另行安排")
    assert (item.status, item.published_at, item.index_number) == ("draft", None, scheduled.index_number)
    assert client.get(scheduled.get_absolute_url()).status_code == 404
    assert item.versions.count() == 0
    again = publish(reviewed(item), by=office(), at=moment(13))
    assert (again.index_number, again.published_at) == (scheduled.index_number, moment(13))
    assert published().index_number[-5:] == "00002"


@pytest.mark.parametrize("opens_at", [moment(), moment(9)])
def test_a_schedule_lies_ahead(bureau, opens_at):
    with pytest.raises(NotAllowed, match="晚于现在"):
        publish(reviewed(ItemFactory()), by=office(), at=moment(), opens_at=opens_at)


def test_a_correction_is_not_scheduled(bureau):
    item = published()
    item.title = "改过"
    revise(item, by=office())
    with pytest.raises(NotAllowed, match="首次公开"):
        publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(11), opens_at=moment(12))


def test_the_page_tells_its_short_history(client, bureau):
    item = published(title="原标题")
    assert "更新记录" not in read(client.get(item.get_absolute_url()))
    item.title = "新标题"
    revise(item, by=office())
    publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(12))
    page = read(client.get(item.get_absolute_url()))
    assert "修改内容：修改了标题" in page
    assert "2026年3月12日" in page
    assert "原标题" not in page


def test_validity_follows_the_day(client, bureau, time_machine):
    item = published(validity="in_force", in_force_on=date(2026, 4, 1), expires_on=date(2026, 6, 30))
    shown = {}
    for day in ("2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01"):
        time_machine.move_to(f"{day} 09:00 +0800")
        page = read(client.get(item.get_absolute_url()))
        shown[day] = (
            next(word for word in ("尚未施行", "失效", "有效") if f"<dd>{word}" in page),
            "不再作为办事依据" in page,
        )
    assert shown == {
        "2026-03-31": ("尚未施行", False),
        "2026-04-01": ("有效", False),
        "2026-06-30": ("有效", False),
        "2026-07-01": ("失效", True),
    }


def test_open_data_tells_the_validity_of_the_day(client, bureau, time_machine):
    time_machine.move_to("2026-03-20 09:00 +0800")
    published(validity="in_force", in_force_on=date(2026, 3, 1), expires_on=date(2026, 3, 31))
    first = client.get("/open-data/items.csv")
    assert ",有效," in read(first)
    time_machine.move_to("2026-03-31 23:59 +0800")
    assert ",有效," in read(client.get("/open-data/items.csv"))
    time_machine.move_to("2026-04-01 00:01 +0800")
    later = client.get("/open-data/items.csv", headers={"if-none-match": first.headers["ETag"]})
    assert later.status_code == 200
    assert ",失效," in read(later)


def test_a_repeal_takes_effect_when_the_repealing_text_is_public(client, bureau):
    old = published(title="旧办法", validity="in_force")
    new = ItemFactory(title="新办法", document_number="聊商发〔2026〕8号")
    link(new, LinkKind.REPEALS, old, by=office(), at=moment(), on=date(2026, 3, 20))
    old.refresh_from_db()
    assert old.validity == "in_force"
    assert "新办法" not in read(client.get(old.get_absolute_url()))
    new = publish(reviewed(new), by=office(), at=moment(12))
    old.refresh_from_db()
    assert (old.validity, old.repealed_on) == ("repealed", date(2026, 3, 20))
    assert old.versions.last().note == f"被索引号 {new.index_number} 废止（2026-03-20）"
    page = read(client.get(old.get_absolute_url()))
    for words in ("本文件已废止", "本文件被以下文件废止", "新办法", "聊商发〔2026〕8号"):
        assert words in page
    assert "本文件废止的文件" in read(client.get(new.get_absolute_url()))


def test_an_amendment_by_a_public_text_takes_effect_at_once(bureau):
    old, new = published(validity="in_force"), published()
    link(new, LinkKind.AMENDS, old, by=office(), at=moment(12), on=date(2026, 3, 12))
    old.refresh_from_db()
    assert (old.validity, old.repealed_on) == ("amended", None)


def test_an_interpretation_and_its_policy_lead_to_each_other(client, bureau):
    policy, reading = published(title="汽车补贴办法"), published(title="补贴怎么领")
    made = link(reading, LinkKind.INTERPRETS, policy, by=office(), at=moment())
    assert "政策解读</h2>" in read(client.get(policy.get_absolute_url()))
    assert policy.get_absolute_url() in read(client.get(reading.get_absolute_url()))
    unlink(made, by=office())
    assert "政策解读</h2>" not in read(client.get(policy.get_absolute_url()))


def test_s4_links_do_not_tell_of_what_is_not_public(client, bureau):
    item, gone, draft = published(), published(title="撤下的标题"), ItemFactory(title="草稿的标题")
    link(gone, LinkKind.INTERPRETS, item, by=office(), at=moment())
    link(draft, LinkKind.INTERPRETS, item, by=office(), at=moment())
    withdraw(gone, by=office(), at=moment(11), reason="误发")
    page = read(client.get(item.get_absolute_url()))
    assert ("撤下的标题" in page, "草稿的标题" in page) == (False, False)


def test_links_of_a_text_are_reviewed_with_it(bureau):
    item = reviewed(ItemFactory(), until=Step.SIGN)
    link(item, LinkKind.AMENDS, published(), by=office(), at=moment(), on=date(2026, 3, 12))
    with pytest.raises(NotAllowed, match="“起草送审”"):
        pass_step(Step.SIGN, item, by=reviewer(Step.SIGN), at=moment())


@pytest.mark.parametrize(
    ("kind", "on", "words"),
    [(LinkKind.REPEALS, None, "必须填写日期"), (LinkKind.INTERPRETS, date(2026, 3, 1), "必须填写日期")],
)
def test_a_day_where_it_matters(bureau, kind, on, words):
    with pytest.raises(ValidationError, match=words):
        link(ItemFactory(), kind, published(), by=office(), at=moment(), on=on)


def test_links_twice_or_with_oneself_are_refused(bureau):
    item, other = ItemFactory(), published()
    with pytest.raises(ValidationError, match="与自己"):
        link(item, LinkKind.INTERPRETS, item, by=office(), at=moment())
    link(item, LinkKind.INTERPRETS, other, by=office(), at=moment())
    with pytest.raises(ValidationError, match="已经登记"):
        link(item, LinkKind.INTERPRETS, other, by=office(), at=moment())


def test_links_of_a_public_text_are_for_those_who_publish(bureau, staff):
    liaison, item = staff("liaison", "disclosure.change_item", "disclosure.add_link"), published()
    with pytest.raises(PermissionDenied):
        link(item, LinkKind.INTERPRETS, published(), by=liaison, at=moment())
    assert Link.objects.count() == 0


@pytest.fixture
def old(bureau):
    """Published on 10 March 2024, one of each kind: common, normative document, licence."""
    at = datetime(2024, 3, 10, 9, tzinfo=timezone.get_default_timezone())
    columns = [CategoryFactory(article20=key) for key in ("20-04", "20-01", "20-05")]
    return [published(at, category=column, formed_on=date(2024, 3, 1)) for column in columns]


def test_guide_two_years_online_but_not_for_documents_and_licences(old, client, time_machine):
    common, document, licence = old
    attachment = attach(common)
    time_machine.move_to("2026-03-10 23:00 +0800")
    call_command("retire_items")
    assert Item.objects.public().count() == 3
    time_machine.move_to("2026-03-11 01:00 +0800")
    call_command("retire_items")
    assert set(Item.objects.public()) == {document, licence}
    assert Heartbeat.objects.filter(name="retire_items").exists()
    for url in (common.get_absolute_url(), attachment.address_in(common)):
        response = client.get(url)
        page = read(response)
        assert response.status_code == 410
        for words in ("已转到公共查阅点", common.title, common.index_number, "2 年", "查阅点"):
            assert words in page
    assert common.index_number not in read(client.get("/open-data/items.csv"))


def test_an_item_of_its_own_kind_stays_in_a_common_column(bureau):
    at = datetime(2024, 3, 10, 9, tzinfo=timezone.get_default_timezone())
    item = published(at, formed_on=date(2024, 3, 1), article20="20-01")
    with pytest.raises(NotAllowed, match="长期公开"):
        retire(item, by=office(), at=moment(20))


def test_what_is_retired_comes_back_only_as_a_kind_that_stays(old):
    item = retire(old[0], by=office(), at=moment(20))
    with pytest.raises(NotAllowed, match="网上留存期已于 2026-03-10 届满"):
        publish(reviewed(item), by=office(), at=moment(21))
    item.refresh_from_db()
    assert item.status == Status.RETIRED
    item.article20 = "20-01"
    revise(item, by=office())
    back = publish(reviewed(item), by=office(), at=moment(22))
    assert (back.status, back.retired_at, back.published_at.year) == ("published", None, 2024)


def test_retiring_is_for_those_who_publish(old, staff):
    with pytest.raises(PermissionDenied):
        retire(old[0], by=staff("liaison", "disclosure.change_item"), at=moment(20))


def test_the_database_refuses_to_change_a_number(bureau):
    item = published()
    for number in ("1/2026-99999", None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=item.pk).update(index_number=number)
    Item.objects.filter(pk=item.pk).update(index_number=item.index_number)
    assert Item.objects.get(pk=item.pk).index_number == item.index_number


def test_the_database_refuses_to_use_a_number_again(bureau):
    used = [published(), withdraw(published(), by=office(), at=moment(11), reason="误发")]
    draft = ItemFactory()
    for item in used:
        with pytest.raises(IntegrityError), transaction.atomic():
            Item.objects.filter(pk=draft.pk).update(index_number=item.index_number)
    numbers = {item.index_number for item in used}
    assert published().index_number not in numbers
