"""S9, S10, S12, S14, S15 at the door: nothing goes out that the gate stopped, and what went through is on record."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from disclosure.corrections import revise
from disclosure.law.publication import NotAllowed, Status
from disclosure.law.review import Step
from disclosure.models import Attachment, GateStop, Item
from disclosure.publication import publish
from disclosure.release import GateClosed, inspect, release
from disclosure.reviewing import pass_step
from liaocheng_gk.models import AuditEntry, PublicPhone
from tests.factories.disclosure import ItemFactory, attach, moment, office, published, reviewed, reviewer
from tests.factories.documents import docx, mobile, pdf, picture, resident_number, with_parts, words, xlsx

pytestmark = pytest.mark.django_db
ID = resident_number()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def submit(item: Item, who: Step = Step.DRAFT) -> Item:
    return pass_step(Step.DRAFT, item, by=reviewer(who), at=moment())


def second() -> object:
    return reviewer(Step.SECRECY)


def test_s15_a_resident_number_in_the_text_stops_the_draft_and_is_on_record(bureau):
    item = ItemFactory(body=f"<p>名单</p><p>张某 {ID[:6]}<b>{ID[6:]}</b></p>")
    with pytest.raises(GateClosed, match="居民身份证号码"):
        submit(item)
    assert item.reviews.count() == 0
    stop = GateStop.objects.get(item=item)
    assert (stop.stopped_by, stop.stopped_at, stop.released_by) == (reviewer(Step.DRAFT), moment(), None)
    assert [(finding.rule, finding.place) for finding in stop.found] == [("ID", "正文，第 2 段")]
    assert ID not in str(stop.findings)
    entry = AuditEntry.objects.get(act="发布检查拦截")
    assert (entry.actor, entry.detail) == (reviewer(Step.DRAFT).username, "ID")


@pytest.mark.parametrize(
    "field", ["title", "summary", "keywords", "source", "department", "document_number", "publisher"]
)
def test_s15_every_field_that_readers_see_is_searched(bureau, field):
    with pytest.raises(GateClosed):
        submit(ItemFactory(**{field: f"甲{ID}"}))


@pytest.mark.parametrize("link", [f"http://x.cn/{ID}", f"mailto:{mobile()}@163.com"])
def test_s15_the_addresses_of_links_are_searched(bureau, link):
    with pytest.raises(GateClosed, match="正文中的链接"):
        submit(ItemFactory(body=f'<p><a href="{link}">看这里</a></p>'))


def test_eleven_digits_in_a_web_address_are_a_page_number(bureau):
    submit(ItemFactory(body=f'<p><a href="http://x.cn/art/{mobile()}.html">看这里</a></p>'))


def test_s15_an_item_that_changed_after_its_review_is_stopped_at_publication(bureau):
    """The gate does not trust the review: a file may be exchanged on the disk."""
    item = ItemFactory()
    row = attach(item, "名单.xlsx", xlsx(("甲", 1)))
    item = reviewed(item)
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(xlsx(("甲", ID)))
    with pytest.raises(GateClosed, match="没有放行：名单"):
        publish(item, by=office(), at=moment())
    item.refresh_from_db()
    assert (item.status, item.index_number) == (Status.DRAFT, None)
    assert GateStop.objects.get().stopped_by == office()


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("名单.xlsx", xlsx(change=lambda book: setattr(book.create_sheet("底稿"), "sheet_state", "hidden")), "HIDDEN-SHEET"),
        ("通知.docx", docx("甲", author="张三丰"), "AUTHOR"),
        ("批复.pdf", pdf(words("secret") + "0 g 60 690 300 30 re f"), "COVERED"),
        ("现场.jpg", picture(place=True), "EXIF"),
        ("旧文.doc", OLE, "LEGACY"),
        ("坏.docx", b"PK\x03\x04", "DAMAGED"),
    ],
)  # fmt: skip
def test_s14_s12_a_file_with_something_hidden_or_unreadable_stops_the_item(bureau, name, content, rule):
    item = ItemFactory()
    attach(item, name, content)
    with pytest.raises(GateClosed):
        submit(item)
    assert rule in [finding.rule for finding in GateStop.objects.get().found]


def test_a_file_with_macros_that_came_in_by_another_way_is_refused_for_good(bureau):
    item = ItemFactory()
    attach(item, "表.docx", with_parts(docx(), {"word/vbaProject.bin": b"x"}))
    part = inspect(item)[1]
    assert [finding.rule for finding in part.findings] == ["REFUSED"]
    assert part.final is True


def test_the_offices_published_numbers_pass_and_others_do_not(bureau):
    PublicPhone.objects.create(agency=bureau, number=mobile("139"), what="汛期值班")
    submit(ItemFactory(body=f"<p>值班电话 {mobile('139')}，{bureau.phone}</p>"))
    with pytest.raises(GateClosed):
        submit(ItemFactory(body=f"<p>电话 {mobile('138')}</p>"))


def _stopped(**fields) -> tuple[Item, GateStop]:
    item = ItemFactory(body=f"<p>公示 {ID}</p>", **fields)
    with pytest.raises(GateClosed):
        submit(item)
    return item, GateStop.objects.get(item=item)


def test_a_second_person_releases_with_a_reason_and_both_are_on_record(bureau):
    item, stop = _stopped()
    release(stop, by=second(), at=moment(11), reason="法院公告依法载明，已核对")
    stop.refresh_from_db()
    assert (stop.stopped_by, stop.released_by) == (reviewer(Step.DRAFT), second())
    assert (stop.reason, stop.released_at) == ("法院公告依法载明，已核对", moment(11))
    assert AuditEntry.objects.get(act="放行").actor == second().username
    item = publish(reviewed(item), by=office(), at=moment(12))
    assert item.status == Status.PUBLISHED


def test_nobody_releases_what_was_stopped_with_themselves_nor_without_reason_or_permission(bureau, staff):
    _, stop = _stopped()
    with pytest.raises(NotAllowed, match="另一人"):
        release(stop, by=reviewer(Step.DRAFT), at=moment(), reason="我自己看过了")
    with pytest.raises(NotAllowed, match="理由"):
        release(stop, by=second(), at=moment(), reason="  ")
    with pytest.raises(PermissionDenied):
        release(stop, by=staff("li", "disclosure.publish_item"), at=moment(), reason="看过了")
    release(stop, by=second(), at=moment(), reason="看过了")
    with pytest.raises(NotAllowed, match="已经放行"):
        release(stop, by=office(), at=moment(), reason="再放一次")


def test_the_database_refuses_a_release_by_the_same_person(bureau):
    _, stop = _stopped()
    with pytest.raises(IntegrityError), transaction.atomic():
        GateStop.objects.filter(pk=stop.pk).update(
            released_by=stop.stopped_by, released_at=moment(), reason="甲"
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        GateStop.objects.filter(pk=stop.pk).update(released_by=second(), released_at=moment(), reason="")


def test_any_change_voids_a_release(bureau):
    item, stop = _stopped()
    release(stop, by=second(), at=moment(), reason="已核对")
    item.body = item.body.replace("公示", "公示：")
    revise(item, by=reviewer(Step.DRAFT))
    with pytest.raises(GateClosed):
        submit(item)
    assert GateStop.objects.filter(item=item).count() == 2


def test_a_release_of_a_file_is_void_for_another_file_of_that_name(bureau):
    item = ItemFactory()
    row = attach(item, "名单.xlsx", xlsx(("甲", ID)))
    with pytest.raises(GateClosed):
        submit(item)
    release(GateStop.objects.get(), by=second(), at=moment(), reason="已核对")
    submit(item)
    row.delete()
    attach(item, "名单.xlsx", xlsx(("乙", ID)))
    with pytest.raises(GateClosed):
        submit(item)


def test_a_release_does_not_cover_what_was_found_later(bureau):
    """The gate learns new rules, or a number is no longer the office's own."""
    item = ItemFactory(body=f"<p>{ID} 电话 {mobile()}</p>")
    phone = PublicPhone.objects.create(agency=bureau, number=mobile(), what="值班")
    with pytest.raises(GateClosed):
        submit(item)
    release(GateStop.objects.get(), by=second(), at=moment(), reason="已核对")
    assert [part.stands for part in inspect(item)] == [False]
    phone.delete()
    assert [part.stands for part in inspect(item)] == [True]
    with pytest.raises(GateClosed):
        submit(item)
    release(GateStop.objects.open().get(), by=second(), at=moment(), reason="号码也核对了")
    assert [part.stands for part in inspect(item)] == [False]
    assert GateStop.objects.released().count() == 2


def test_s12_what_cannot_be_read_is_released_by_nobody(bureau):
    item = ItemFactory()
    attach(item, "旧文.xls", OLE)
    with pytest.raises(GateClosed):
        submit(item)
    with pytest.raises(NotAllowed, match="无法检查"):
        release(GateStop.objects.get(), by=second(), at=moment(), reason="我看过了")


def test_a_correction_of_a_public_item_passes_the_gate_as_well(bureau):
    item = published()
    item.body = f"<p>更正 {ID}</p>"
    revise(item, by=office())
    with pytest.raises(GateClosed):
        submit(Item.objects.get(pk=item.pk))
    item.refresh_from_db()
    assert ID not in item.body


def test_s10_a_file_is_served_only_after_it_passed(bureau, client):
    item = ItemFactory()
    row = attach(item, "表.xlsx", xlsx())
    assert Attachment.objects.get(pk=row.pk).cleared == ""
    item = publish(reviewed(item), by=office(), at=moment())
    row.refresh_from_db()
    assert len(row.cleared) == 64
    assert _served(client, row) == 200


def test_s9_what_a_correction_took_out_is_nowhere_any_more(bureau, client):
    """Page, search, feed, open data, site map, the words the index is made of: the old text is in none of them."""
    secret = "误公开的联系人赵六"
    item = published(title="名单公示", body=f"<p>{secret}</p>", summary=secret, keywords=secret)
    addresses = [
        *(
            item.get_absolute_url(),
            "/",
            "/feed.atom",
            "/sitemap.xml",
            "/open-data/items.csv",
            "/open-data/items.json",
        ),
        *(f"/search/?q={secret}", f"{item.category.get_absolute_url()}"),
    ]
    assert secret in _read(client, item.get_absolute_url())
    item.body, item.summary, item.keywords = "<p>更正后的名单</p>", "", ""
    revise(item, by=office())
    item = publish(reviewed(Item.objects.get(pk=item.pk), moment(11)), by=office(), at=moment(12))
    assert secret not in item.search_text
    assert "共 0 条" in _read(client, f"/search/?q={secret}")
    shown = {address: _read(client, address).replace(f'value="{secret}"', "") for address in addresses}
    found = [address for address, text in shown.items() if secret in text and "/search/" not in address]
    assert found == []
    assert item.get_absolute_url() not in shown[f"/search/?q={secret}"]


def test_a_reason_of_withdrawal_must_not_repeat_what_goes(bureau, client):
    item = published()
    client.force_login(office())
    page = client.post(
        f"/admin/disclosure/item/withdraw/?ids={item.pk}", {"reason": f"误公开 {ID}"}
    ).content.decode()
    assert "撤下原因中有居民身份证号码" in page
    item.refresh_from_db()
    assert item.status == Status.PUBLISHED


def _read(client, address: str) -> str:
    answer = client.get(address)
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def _served(client, row: Attachment) -> int:
    """The status; the streamed file is read to its end, as a browser does."""
    answer = client.get(row.get_absolute_url())
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def test_publishing_many_costs_few_queries(bureau, django_assert_max_num_queries):
    item = ItemFactory()
    for number in range(5):
        attach(item, f"{number}.xlsx", xlsx())
    with django_assert_max_num_queries(6):
        inspect(item)
