"""Addresses of files that were replaced or removed, and the one place that lists everything readers and machines can ask."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from disclosure.corrections import revise, revise_files
from disclosure.models import Attachment, FormerFile, Item
from disclosure.publication import publish
from tests.factories.disclosure import CategoryFactory, ItemFactory, attach, moment, office, reviewed
from tests.factories.documents import docx
from tests.trust.routes import open_addresses

pytestmark = pytest.mark.django_db
OLD, NEW = "甲级旧词", "乙级新词"
# What an outsider could learn of the files that wait: a name, a word inside, the words of the text.
WAITING = ("待审名单", NEW, "改正的题目")


@pytest.fixture
def public(bureau) -> Item:
    item = ItemFactory(title="名单公示", category=CategoryFactory(slug="notices"), article20="20-04")
    attach(item, "名单.docx", docx(OLD))
    attach(item, "说明.docx", docx("说明"))
    return publish(reviewed(item), by=office(), at=moment())


@pytest.fixture
def corrected(public) -> Item:
    """One file replaced, one removed, one added, and a new title; all of it waits."""
    first, second = public.attachments.all()
    first.file = SimpleUploadedFile("x.docx", docx(NEW))
    added = Attachment(item=public, file=ContentFile(docx(NEW), name="待审名单.docx"))
    revise_files(public, added=[added], changed=[first], removed=[second], by=office())
    public.title = "改正的题目"
    revise(public, by=office())
    return Item.objects.get(pk=public.pk)


def get(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address, follow=True)
    content = response.getvalue() if response.streaming else response.content
    return response.status_code, content.decode(errors="replace")


# --- readers ---

# Every address that is not the office's, as an outsider would ask it of this very item. Those of applications and of
# reports know no item, but are asked all the same; what needs a report of a year has none here.
GIVEN = {"slug": "notices", "duty": "20-04", "number": "0", "year": "2023"}
POST_ONLY = {"/display/"}


def readers(item: Item, file: int) -> list[str]:
    """The addresses; ``file`` is the key of the file that is asked for."""
    organisation, serial = item.index_number.split("/")
    given = GIVEN | {"organisation": organisation, "serial": serial, "pk": str(file)}
    addresses = [address for address in open_addresses(**given) if address not in POST_ONLY]
    words = [*WAITING, OLD, "名单", "docx"]
    return addresses + [
        f"/search/?q={word}&order={order}" for word in words for order in ("date", "relevance")
    ]


def told_outside(item: Item, file: int) -> tuple[dict[str, int], str]:
    """Status of each address, and everything that all of them say, but for the words somebody looked for."""
    client, statuses, told = Client(), {}, []
    for address in readers(item, file):
        statuses[address], page = get(client, address)
        looked_for = address.partition("q=")[2].partition("&")[0]
        page = page.replace(looked_for, "") if looked_for else page
        told.append(page.replace(address, ""))  # the page itself says where it stands
    return statuses, "\n".join(told)


def test_a_file_that_waits_is_told_of_by_no_reader_and_by_no_machine(corrected):
    waiting = corrected.attachments.filter(state="waiting")
    assert waiting.count() == 2
    for row in waiting:
        statuses, told = told_outside(corrected, row.pk)
        assert len(statuses) > 55
        assert statuses[row.address_in(corrected)] == 404
        assert [words for words in (*WAITING, row.file.name, Path(row.file.name).stem) if words in told] == []
        assert row.address_in(corrected) not in told
        assert [address for address, status in statuses.items() if status >= 500] == []
    assert "名单.docx" in told
    call_command("index_search")  # and after the search has taken the change in
    assert [words for words in WAITING if words in told_outside(corrected, row.pk)[1]] == []


def test_published_the_very_same_list_tells_of_them(corrected):
    """So the test above looks where there is something to see."""
    item = publish(reviewed(corrected), by=office(), at=moment(12))
    row = item.attachments.get(name="待审名单.docx")
    statuses, told = told_outside(item, row.pk)
    assert statuses[row.address_in(item)] == 200
    assert row.address_in(item) in told
    # A word inside a file is told by the search, which marks it.
    assert "改正的题目" in told
    assert told.count("待审名单") > 3
    assert f"<mark>{NEW}</mark>" in get(Client(), f"/search/?q={NEW}")[1]


# --- addresses ---


def test_the_address_of_a_replaced_file_says_so_and_leads_to_the_one_of_now(client, corrected):
    old = corrected.attachments.get(state="leaving", name="名单.docx")
    assert get(client, old.address_in(corrected))[0] == 200  # until the correction is public
    item = publish(reviewed(corrected), by=office(), at=moment(12))
    new = item.attachments.get(name="名单.docx")
    status, page = get(client, old.address_in(item))
    assert (status, "已于 2026年3月12日随信息的修改更换" in page) == (410, True)
    assert f'<a href="{new.address_in(item)}">名单.docx</a>' in page
    assert f'<a href="{item.get_absolute_url()}">改正的题目</a>' in page
    assert 'content="noindex"' in page
    assert client.head(old.address_in(item)).status_code == 410

    # Replaced once more, the first address leads to the newest; by its name, whatever its kind is.
    new.file = SimpleUploadedFile("x.txt", "第三版".encode())
    revise_files(item, changed=[new], by=office())
    item = publish(reviewed(Item.objects.get(pk=item.pk)), by=office(), at=moment(13))
    newest = item.attachments.get(name="名单.txt")
    for row in (old, new):
        status, page = get(client, row.address_in(item))
        assert (status, f'href="{newest.address_in(item)}"' in page) == (410, True)


def test_the_address_of_a_removed_file_leads_to_the_item_and_does_not_name_it(client, corrected):
    old = corrected.attachments.get(name="说明.docx")
    item = publish(reviewed(corrected), by=office(), at=moment(12))
    status, page = get(client, old.address_in(item))
    assert (status, "随信息的修改删除" in page, "下载现在的附件" in page) == (410, True, False)
    assert "说明.docx" not in page
    assert item.get_absolute_url() in page


def test_an_address_that_never_was_stays_as_if_nothing_were_there(client, corrected):
    other = publish(reviewed(ItemFactory()), by=office(), at=moment())
    old = corrected.attachments.get(name="说明.docx")
    waiting = corrected.attachments.get(name="待审名单.docx")
    revise_files(corrected, removed=[waiting], by=office())
    item = publish(reviewed(Item.objects.get(pk=corrected.pk)), by=office(), at=moment(12))
    assert get(client, old.address_in(other))[0] == 404  # under another item
    assert get(client, old.address_in(item).replace(f"/{old.pk}/", "/999999/"))[0] == 404
    assert get(client, waiting.address_in(item))[0] == 404  # waited and was taken back
    assert sorted(FormerFile.objects.values_list("name", flat=True)) == ["名单.docx", "说明.docx"]


def test_a_refused_correction_keeps_no_address_as_gone(client, corrected):
    """The books say that a file went only once it has."""
    corrected.formed_on = date(2026, 3, 2)
    with pytest.raises(Exception, match="先进行"):
        publish(corrected, by=office(), at=moment(12))
    assert not FormerFile.objects.exists()
    for row in corrected.attachments.filter(state="leaving"):
        assert get(client, row.address_in(corrected))[0] == 200


def test_the_number_of_a_file_is_not_given_again(public):
    """Its address would then lead to another file."""
    last = Attachment.objects.latest("pk")
    revise_files(public, removed=[last], by=office())
    item = publish(reviewed(Item.objects.get(pk=public.pk)), by=office(), at=moment(12))
    assert attach(item, "后来的.docx", docx("后来")).pk > last.pk


def test_the_page_has_no_word_of_the_machine(client, corrected):
    old = corrected.attachments.get(name="说明.docx")
    item = publish(reviewed(corrected), by=office(), at=moment(12))
    main = get(client, old.address_in(item))[1].partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"None|\{\{|FormerFile", main) == []
