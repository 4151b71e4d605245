"""The files of a public item: what is new or to go waits with the correction of the words, and follows its review."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from disclosure.corrections import drop_correction, revise, revise_files
from disclosure.duty import owed
from disclosure.inspection import lost_files
from disclosure.law.publication import NotAllowed
from disclosure.law.review import Step
from disclosure.models import Attachment, GateStop, Item
from disclosure.publication import publish, retire, withdraw
from disclosure.release import GateClosed, release
from disclosure.review_ledger import with_void
from disclosure.reviewing import pass_step, progress
from disclosure.scanning import scan_items
from disclosure.search.finding import search
from liaocheng_gk.calendars import load_calendar
from tests.factories.disclosure import ItemFactory, attach, moment, office, published, reviewed, reviewer
from tests.factories.documents import docx, resident_number, xlsx

pytestmark = pytest.mark.django_db
OLD, NEW, ID = "旧名单甲", "新名单乙", resident_number()
LIST = "/admin/disclosure/item/"


def new_file(name: str = "补充.docx", words: str = NEW) -> Attachment:
    return Attachment(file=ContentFile(docx(words), name=name))


def add(item: Item, row: Attachment) -> Item:
    row.item = item
    return revise_files(item, added=[row], by=office())


def replace(row: Attachment, content: bytes, name: str = "名单.docx") -> Item:
    row.file = SimpleUploadedFile(name, content)
    return revise_files(row.item, changed=[row], by=office())


@pytest.fixture
def public(bureau) -> Item:
    """With two files."""
    item = ItemFactory(title="名单公示")
    attach(item, "名单.docx", docx(OLD))
    attach(item, "说明.docx", docx("说明"))
    return publish(reviewed(item), by=office(), at=moment())


@pytest.fixture
def corrected(public) -> Item:
    """One file replaced, one to go, one new, and a new title."""
    first, second = public.attachments.all()
    replace(first, docx(NEW))
    revise_files(public, removed=[second], by=office())
    add(public, new_file())
    public.title = "改正的名单公示"
    revise(public, by=office())
    return Item.objects.get(pk=public.pk)


def answer(client, row: Attachment) -> int:
    response = client.get(row.get_absolute_url())
    if response.streaming:
        response.getvalue()
    return response.status_code


def seen_outside(client, item: Item) -> str:
    """All that readers and machines can get of the item."""
    pages = [
        item.get_absolute_url(),
        f"{item.get_absolute_url()}print/",
        "/",
        f"/search/?q={NEW}",
        "/feed.atom",
    ]
    told = [client.get(page).content.decode() for page in pages]
    told += [client.get(f"/open-data/items.{kind}").getvalue().decode() for kind in ("csv", "json")]
    return "\n".join(told)


def test_what_waits_is_nowhere_outside_and_the_public_files_stay(client, corrected):
    for row in corrected.attachments.all():
        assert answer(client, row) == (404 if row.state == "waiting" else 200)
    told = seen_outside(client, corrected)
    assert "名单.docx" in told
    assert "说明.docx" in told
    assert "补充.docx" not in told
    assert "改正的" not in told
    assert (search(OLD).count, search(NEW).count) == (1, 0)
    assert corrected.awaiting == "draft"
    assert list(scan_items()) == list(lost_files()) == []


def test_the_files_change_with_the_words_in_one_act_and_the_history_says_which(
    client, corrected, django_capture_on_commit_callbacks
):
    before = {row.file.name: row for row in corrected.attachments.all()}
    gone = [row for row in before.values() if row.state == "leaving"]
    with corrected.attachments.filter(state="waiting").first().file.open() as file:
        content = file.read()
    with django_capture_on_commit_callbacks(execute=True):
        item = publish(reviewed(corrected), by=office(), at=moment(12))
    rows = list(item.attachments.all())
    assert [(row.name, row.state, len(row.cleared)) for row in rows] == [
        ("名单.docx", "own", 64), ("补充.docx", "own", 64),
    ]  # fmt: skip
    storage = rows[0].file.storage
    assert [storage.exists(row.file.name) for row in gone] == [False, False]
    assert [answer(client, row) for row in gone] == [410, 410]
    assert client.get(rows[0].get_absolute_url()).getvalue() == content
    assert (search(OLD).count, search(NEW).count) == (0, 1)
    version = item.versions.latest("number")
    assert version.note == "修改了标题；更换附件“名单.docx”；增加附件“补充.docx”；删除附件“说明.docx”"
    assert version.words["files"] == ["名单.docx", "补充.docx"]
    assert item.versions.first().words["files"] == ["名单.docx", "说明.docx"]
    told = seen_outside(client, item)
    assert "说明.docx" not in told.replace(version.note, "")
    assert "补充.docx" in told
    assert (item.awaiting, item.pending) == ("", None)


def test_a_correction_refused_at_the_last_moment_changes_no_file(client, corrected):
    item = reviewed(corrected)
    row = item.attachments.get(name="补充.docx")
    with row.file.storage.open(row.file.name, "wb") as file:
        file.write(docx(ID))
    before = list(item.attachments.values())
    with pytest.raises(GateClosed):
        publish(item, by=office(), at=moment(12))
    assert list(item.attachments.values()) == before
    assert "补充.docx" not in seen_outside(client, item)


@pytest.mark.parametrize("act", ["another", "removed", "kept"])
def test_a_review_is_of_these_very_files(corrected, act):
    pass_step(Step.DRAFT, corrected, by=reviewer(Step.DRAFT), at=moment())
    assert [void for _, void in with_void(corrected, corrected.reviews.all())][-1] is False
    if act == "another":
        add(corrected, new_file("再加.docx"))
    elif act == "removed":
        revise_files(corrected, removed=[corrected.attachments.get(name="补充.docx")], by=office())
    else:
        revise_files(corrected, changed=[corrected.attachments.get(name="说明.docx")], by=office())
    assert progress(corrected).passed == []
    assert [void for _, void in with_void(corrected, corrected.reviews.all())][-1] is True


def test_a_correction_of_files_alone_is_reviewed_and_due_like_one_of_words(public):
    with pytest.raises(NotAllowed, match="也没有待审的修改"):
        pass_step(Step.DRAFT, public, by=reviewer(Step.DRAFT), at=moment())
    add(public, new_file())
    Item.objects.filter(pk=public.pk).update(changed_on=date(2026, 3, 2))
    assert [row.item for row in owed(load_calendar(), date(2026, 4, 30))] == [public]
    item = publish(reviewed(Item.objects.get(pk=public.pk)), by=office(), at=moment(12))
    assert item.versions.latest("number").note == "增加附件“补充.docx”"


def test_who_brought_a_file_does_not_review_it(public):
    row = new_file()
    row.item = public
    revise_files(public, added=[row], by=reviewer(Step.FIRST))
    pass_step(Step.DRAFT, public, by=reviewer(Step.DRAFT), at=moment())
    with pytest.raises(NotAllowed, match="不能由同一个人"):
        pass_step(Step.FIRST, public, by=reviewer(Step.FIRST), at=moment())


def test_the_gate_stops_a_file_that_waits_and_a_second_person_lets_it_pass(client, public):
    add(public, Attachment(file=ContentFile(xlsx(("甲", ID)), name="表.xlsx")))
    with pytest.raises(GateClosed):
        pass_step(Step.DRAFT, public, by=reviewer(Step.DRAFT), at=moment())
    release(GateStop.objects.get(), by=office(), at=moment(), reason="已核对")
    row = public.attachments.get(name="表.xlsx")
    assert (row.state, row.cleared) == ("waiting", "")
    assert answer(client, row) == 404
    publish(reviewed(public), by=reviewer(Step.DRAFT), at=moment(12))
    assert answer(client, row) == 200


def test_a_dropped_correction_leaves_everything_as_it_was(corrected, django_capture_on_commit_callbacks):
    waiting = list(corrected.attachments.filter(state="waiting"))
    with django_capture_on_commit_callbacks() as later:
        item = drop_correction(corrected, by=office())
    storage = waiting[0].file.storage
    assert [storage.exists(row.file.name) for row in waiting] == [True, True]  # until it is committed
    for callback in later:
        callback()
    assert [storage.exists(row.file.name) for row in waiting] == [False, False]
    assert [(row.name, row.state) for row in item.attachments.all()] == [
        ("名单.docx", "own"),
        ("说明.docx", "own"),
    ]
    assert (item.title, item.pending, item.awaiting) == ("名单公示", None, "")
    with pytest.raises(NotAllowed, match="没有待审的修改"):
        drop_correction(item, by=office())


@pytest.fixture
def retired(corrected, time_machine, django_capture_on_commit_callbacks) -> Item:
    time_machine.move_to("2029-03-11 09:00 +0800")
    with django_capture_on_commit_callbacks(execute=True):
        return retire(corrected, by=None, at=timezone.now())


def test_retired_an_item_has_the_files_that_readers_had_and_its_correction_waits(client, retired):
    rows = {(row.name, row.state): row for row in retired.attachments.all()}
    assert set(rows) == {
        ("名单.docx", "leaving"), ("说明.docx", "leaving"), ("名单.docx", "waiting"), ("补充.docx", "waiting"),
    }  # fmt: skip
    assert retired.versions.latest("number").words["files"] == ["名单.docx", "说明.docx"]
    assert list(lost_files()) == []
    told = seen_outside(client, retired)
    assert [name for name in ("补充", "改正的") if name in told] == []
    client.force_login(office())
    page = client.get(f"{LIST}{retired.pk}/change/").content.decode()
    assert page.count("待删除</strong>（公共查阅点还在）") == page.count("新增，待公开</strong>（送审") == 2
    extra = {"file": SimpleUploadedFile("再补.docx", docx(NEW))}
    kept = [{"id": row.pk, "name": row.name} for row in retired.attachments.all()]
    for row in kept[:2]:  # as the page has them: what is to go is ticked
        row["DELETE"] = "on"
    page = client.post(f"{LIST}{retired.pk}/change/", posted(retired, [*kept, extra]), follow=True)
    assert "公共查阅点的文字和附件照旧" in page.content.decode()
    assert retired.attachments.get(name="再补.docx").state == "waiting"
    assert retired.attachments.filter(state="leaving").count() == 2


def test_back_from_the_reading_point_an_item_has_its_corrected_files(client, retired):
    gone = list(retired.attachments.filter(state="leaving"))
    Item.objects.filter(pk=retired.pk).update(article20="20-01")  # laws stay online
    item = publish(reviewed(Item.objects.get(pk=retired.pk)), by=office(), at=timezone.now())
    assert (item.title, item.status) == ("改正的名单公示", "published")
    assert [row.name for row in item.attachments.all()] == ["名单.docx", "补充.docx"]
    assert [answer(client, row) for row in gone] == [410, 410]


def test_withdrawn_an_item_has_its_files_as_they_were_being_corrected(client, corrected):
    gone = list(corrected.attachments.filter(state="leaving"))
    item = withdraw(corrected, by=office(), at=moment(20), reason="内容有误")
    rows = list(item.attachments.all())
    assert [(row.name, row.state, row.cleared) for row in rows] == [
        ("名单.docx", "own", ""), ("补充.docx", "own", ""),
    ]  # fmt: skip
    assert [answer(client, row) for row in [*gone, *rows]] == [410] * 4
    item.refresh_from_db()
    assert (item.title, item.pending, item.status) == ("改正的名单公示", None, "withdrawn")
    assert "改正的" not in seen_outside(client, item)
    assert publish(reviewed(item), by=office(), at=moment(21)).attachments.cleared().count() == 2
    assert [answer(client, row) for row in [*gone, *rows]] == [410, 410, 200, 200]


def test_the_database_itself_holds_the_files_of_a_public_item(public):
    row = public.attachments.first()
    add(public, new_file())
    waiting = public.attachments.get(state="waiting")
    other = ItemFactory()
    for change in (
        lambda: Attachment.objects.filter(pk=row.pk).update(file="items/other.docx"),
        lambda: Attachment.objects.filter(pk=row.pk).update(name="别的.docx"),
        lambda: Attachment.objects.filter(pk=row.pk).update(item=other),
        lambda: Attachment.objects.bulk_create(
            [Attachment(item=public, file="items/x.docx", name="x", size=1)]
        ),
        lambda: Attachment.objects.filter(pk=waiting.pk).update(cleared="x"),
        lambda: Attachment.objects.filter(pk=row.pk).update(state="other"),
        lambda: Attachment.objects.filter(item=public).delete(),
        lambda: Attachment.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda: row.delete(),
        lambda: _delete_by_hand(row),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert public.attachments.cleared().count() == 2
    assert row.file.storage.exists(row.file.name)
    Attachment.objects.filter(pk=waiting.pk).update(name="改名.docx")
    Attachment.objects.filter(pk=waiting.pk).delete()
    draft = attach(ItemFactory(), "稿.docx", docx("稿"))
    Attachment.objects.filter(pk=draft.pk).update(name="改名.docx")
    Item.objects.filter(pk=draft.item_id).delete()
    assert not Attachment.objects.filter(pk=draft.pk).exists()


def _delete_by_hand(row: Attachment) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM disclosure_attachmenttext WHERE attachment_id = %s", [row.pk])
        cursor.execute("DELETE FROM disclosure_attachment WHERE id = %s", [row.pk])


def test_what_was_withdrawn_is_erased_at_once_and_its_address_stays(client, public):
    """A file that should never have been public must not wait for a review to leave the disk."""
    row = public.attachments.first()
    item = withdraw(public, by=office(), at=moment(20), reason="内容有误")
    Attachment.objects.get(pk=row.pk).delete()
    assert answer(client, row) == 410
    item = publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(21))
    response = client.get(row.get_absolute_url())
    assert (response.status_code, "已经更换或者删除" in response.content.decode()) == (410, True)


def test_a_long_list_of_changes_is_counted(bureau):
    item = published()
    for number in range(5):
        add(item, new_file(f"{'长' * 50}{number}.docx"))
    item = publish(reviewed(item), by=office(), at=moment(12))
    assert item.versions.latest("number").note == "增加附件 5 个"


# --- at the desk ---


def posted(item: Item, rows: list[dict]) -> dict:
    """The form of ``item`` as the page has it, with ``rows`` of files."""
    words = (
        "title",
        "body",
        "validity",
        "weight",
        "summary",
        "keywords",
        "department",
        "document_number",
        "source",
    )
    data = {name: getattr(item, name) for name in words} | {
        **{"category": item.category_id, "formed_on": "2026-03-02", "publisher": item.publisher},
        **{"links-TOTAL_FORMS": "0", "links-INITIAL_FORMS": "0"},
        **{"attachments-TOTAL_FORMS": len(rows)},
        **{"attachments-INITIAL_FORMS": sum("id" in row for row in rows)},
    }
    for number, row in enumerate(rows):
        given = {"item": item.pk, "position": 0, "name": ""} | row
        data |= {f"attachments-{number}-{name}": value for name, value in given.items()}
    return data


def test_the_desk_replaces_adds_and_removes_and_takes_it_back(client, public):
    client.force_login(office())
    address = f"{LIST}{public.pk}/change/"
    first, second = public.attachments.all()
    kept = [{"id": row.pk, "name": row.name} for row in (first, second)]
    extra = {"file": SimpleUploadedFile("补充.docx", docx(NEW))}
    rows = [
        kept[0] | {"file": SimpleUploadedFile("x.docx", docx(NEW)), "name": "偷改.docx"},
        kept[1] | {"DELETE": "on"},
    ]
    page = client.post(address, posted(public, [*rows, extra]), follow=True).content.decode()
    assert "网站上的文字和附件照旧" in page
    page = client.get(address).content.decode()
    assert "放弃修改" in page
    found = [(row.name, row.state) for row in public.attachments.order_by("pk")]
    assert found == [
        ("名单.docx", "leaving"), ("说明.docx", "leaving"), ("名单.docx", "waiting"), ("补充.docx", "waiting"),
    ]  # fmt: skip
    assert page.count("待删除</strong>（网站上还在）") == 2
    assert page.count("新增，待公开</strong>（送审、发布时检查）") == 2
    review = client.get(f"{LIST}{public.pk}/review/").content.decode()
    assert review.count("待删除</strong>") == review.count("新增，待公开</strong>") == 2

    now = list(public.attachments.all())
    rows = [{"id": row.pk, "name": row.name} | ({} if row == second else {"DELETE": "on"}) for row in now]
    client.post(address, posted(public, rows))
    assert [(row.name, row.state) for row in public.attachments.all()] == [
        ("名单.docx", "leaving"),
        ("说明.docx", "own"),
    ]

    asked = client.get(f"{LIST}drop/?ids={public.pk}").content.decode()
    assert "确认放弃修改" in asked
    assert "待审的修改：删除附件“名单.docx”。放弃以后不能恢复，网站上的文字和附件不变。" in asked
    assert public.attachments.filter(state="leaving").exists()
    assert "已放弃修改" in client.post(f"{LIST}drop/?ids={public.pk}", {}, follow=True).content.decode()
    assert [row.state for row in public.attachments.all()] == ["own", "own"]


def test_a_save_that_changes_no_file_makes_no_correction(client, public):
    client.force_login(office())
    rows = [{"id": row.pk, "name": row.name} for row in public.attachments.all()]
    client.post(f"{LIST}{public.pk}/change/", posted(public, rows))
    public.refresh_from_db()
    assert (public.awaiting, public.pending) == ("", None)
