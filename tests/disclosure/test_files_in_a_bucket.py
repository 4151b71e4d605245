"""Files that wait, in an S3-compatible store by settings alone: the portal is the only way to an object."""

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from disclosure import publication
from disclosure.corrections import drop_correction, revise_files
from disclosure.inspection import lost_files
from disclosure.models import Attachment, FormerFile, Item
from disclosure.publication import publish
from liaocheng_gk.settings.environment import Environment
from tests.buckets import BUCKET, Store, bucket_store
from tests.factories.disclosure import ItemFactory, attach, moment, office, reviewed
from tests.factories.documents import docx

pytestmark = pytest.mark.django_db
OLD, NEW = docx("旧名单"), docx("新名单")


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with bucket_store() as found:
        yield found


@pytest.fixture
def held(store, settings, request):
    """What the owner of the store sees, by content."""
    prefix = request.node.name
    settings.STORAGES = settings.STORAGES | Environment(store.settings(prefix)).bucket()
    return lambda: sorted(store.objects(f"{prefix}/").values())


@pytest.fixture
def corrected(bureau, held) -> Item:
    """A public file that waits to be replaced, and another one that waits to be added."""
    item = ItemFactory(title="名单公示")
    attach(item, "名单.docx", OLD)
    item = publish(reviewed(item), by=office(), at=moment())
    row = item.attachments.get()
    row.file = SimpleUploadedFile("x.docx", NEW)
    added = Attachment(item=item, file=ContentFile(b"added", name="补充.txt"))
    revise_files(item, changed=[row], added=[added], by=office())
    return Item.objects.get(pk=item.pk)


def answers(client, item: Item) -> dict[tuple[str, str], tuple[int, bytes]]:
    """(name, state) of each file -> what an outsider is given at its address."""
    found = {}
    for row in item.attachments.all():
        response = client.get(row.address_in(item))
        found[row.name, row.state] = (
            response.status_code,
            response.getvalue() if response.streaming else b"",
        )
    return found


PUBLIC_ONLY = {
    ("名单.docx", "leaving"): (200, OLD),
    ("名单.docx", "waiting"): (404, b""),
    ("补充.txt", "waiting"): (404, b""),
}


def test_what_waits_lies_in_the_store_and_nobody_is_given_it(client, corrected, held, store):
    assert held() == sorted([OLD, NEW, b"added"])
    assert answers(client, corrected) == PUBLIC_ONLY
    for row in corrected.attachments.all():
        with pytest.raises(ValueError, match="by the portal only"):
            row.file.url  # noqa: B018
    for name in store.objects():
        grants = store.client.get_object_acl(Bucket=BUCKET, Key=name)["Grants"]
        assert [grant for grant in grants if "URI" in grant["Grantee"]] == []  # nobody but the owner


def test_published_the_new_objects_are_served_and_the_old_one_leaves_the_store(
    client, corrected, held, django_capture_on_commit_callbacks
):
    old = corrected.attachments.get(state="leaving")
    with django_capture_on_commit_callbacks() as later:
        item = publish(reviewed(corrected), by=office(), at=moment(12))
    assert held() == sorted([OLD, NEW, b"added"])  # nothing is moved, and nothing goes before it is committed
    for callback in later:
        callback()
    assert held() == sorted([NEW, b"added"])
    assert answers(client, item) == {("名单.docx", "own"): (200, NEW), ("补充.txt", "own"): (200, b"added")}
    assert client.get(old.address_in(item)).status_code == 410
    assert list(lost_files()) == []


def test_a_publication_that_is_rolled_back_leaves_every_object_where_it_was(
    client, corrected, held, monkeypatch, django_capture_on_commit_callbacks
):
    """The last thing publication does breaks: no reader is given what waits, and what they had is still there."""

    def broken(*args, **kwargs):
        raise RuntimeError("the disk of the database is full")

    item = reviewed(corrected)
    monkeypatch.setattr(publication, "_let_links_take_effect", broken)
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        publish(item, by=office(), at=moment(12))
    assert held() == sorted([OLD, NEW, b"added"])
    assert answers(client, item) == PUBLIC_ONLY
    assert not FormerFile.objects.exists()
    assert "补充.txt" not in client.get(item.get_absolute_url()).content.decode()


def test_a_store_that_fails_at_the_end_undoes_no_publication(
    client, corrected, held, monkeypatch, django_capture_on_commit_callbacks
):
    """The old object stays behind, and no address leads to it; the clerk sees that the correction is public."""
    old = corrected.attachments.get(state="leaving")
    item = reviewed(corrected)

    def refuses(self: Storage, name: str) -> None:
        raise ClientError({"Error": {"Code": "500"}}, "DeleteObject")

    monkeypatch.setattr(type(storages["default"]), "delete", refuses)
    with django_capture_on_commit_callbacks(execute=True):
        item = publish(item, by=office(), at=moment(12))
    assert held() == sorted([OLD, NEW, b"added"])
    assert client.get(old.address_in(item)).status_code == 410
    assert item.attachments.get(name="名单.docx").state == "own"


def test_a_dropped_correction_leaves_the_store_as_it_was(
    client, corrected, held, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        item = drop_correction(corrected, by=office())
    assert held() == [OLD]
    assert answers(client, item) == {("名单.docx", "own"): (200, OLD)}
