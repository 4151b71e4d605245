"""Public files that no row names go, in a folder and in a bucket; nothing that a row names, and nothing young."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from disclosure.bulk.steps import forget_attachments
from disclosure.models import Attachment, BulkFile, BulkImport
from disclosure.models import attachment as attachment_module
from liaocheng_gk import orphans as orphans_module
from liaocheng_gk.orphans import named_files, orphans, sweep
from liaocheng_gk.settings.environment import Environment
from liaocheng_gk.storage import FolderStorage, PlaceAway
from tests.buckets import Store, bucket_store
from tests.factories.disclosure import ItemFactory, attach, published

A_DAY_LATER = timedelta(days=1, minutes=1)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with bucket_store() as found:
        yield found


@pytest.fixture(params=["folder", "bucket"])
def public(request, settings, tmp_path, store) -> Storage:
    """An empty place for public files."""
    if request.param == "bucket":
        made = Environment(store.settings(request.node.name)).bucket()["default"]
    else:
        made = {"BACKEND": "liaocheng_gk.storage.FolderStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": made}
    return storages["default"]


def waiting(name: str) -> BulkFile:
    """A file of a bulk import that nobody has confirmed yet."""
    by = User.objects.create_user("clerk")
    bulk = BulkImport.objects.create(by=by, at=timezone.now(), name="表.xlsx", digest="0" * 64)
    return BulkFile.objects.create(bulk=bulk, number=1, path="附件.pdf", stored=name, whole=True)


def test_an_upload_that_was_rolled_back_is_swept_after_a_day(bureau, public):
    kept = attach(ItemFactory()).file.name
    with transaction.atomic():
        attach(ItemFactory(), "撤回的附件.pdf")
        transaction.set_rollback(True)
    now = timezone.now()
    [left] = set(public.names()) - {kept}
    assert (orphans(now, place="default"), sweep(now)) == ([], 0)
    assert orphans(now + A_DAY_LATER, place="default") == [left]
    sweep(now + A_DAY_LATER)
    assert public.names() == [kept]


def test_whatever_a_row_names_stays_however_old_it_is(bureau, public):
    """Of a draft, of a public item, withdrawn, waiting with a correction, waiting with a bulk import."""
    item = published(title="有附件的通知")
    rows = [attach(item), attach(ItemFactory()), attach(item, "另一个.pdf")]
    Attachment.objects.filter(pk=rows[2].pk).update(state="leaving")
    stored = public.save(attachment_module.stored_name(rows[0], "表.pdf"), ContentFile(b"%PDF-1.4"))
    waiting(stored)
    wanted = sorted([stored, *(row.file.name for row in rows)])
    assert sorted(named_files("default")) == wanted
    sweep(timezone.now() + timedelta(days=4000))
    assert public.names() == wanted


def test_a_name_that_moves_from_one_table_to_another_meanwhile_stays(bureau, public, monkeypatch):
    """A bulk import that is confirmed while the sweep reads the rows: missed in both tables, found in the second look."""
    attachment = attach(ItemFactory())
    looks = iter([set(), {attachment.file.name}])
    monkeypatch.setattr(orphans_module, "named_files", lambda place: next(looks))
    assert orphans(timezone.now() + A_DAY_LATER, place="default") == []


def test_a_file_that_could_not_be_deleted_stops_nothing_and_is_swept(
    bureau, public, monkeypatch, django_capture_on_commit_callbacks
):
    """The act that forgets files is done all the same, and the others go."""
    first, _ = attach(ItemFactory()), attach(ItemFactory(), "第二个.pdf")
    delete = type(public).delete

    def away(self, name):
        if name == first.file.name:
            raise PlaceAway(name)
        delete(self, name)

    monkeypatch.setattr(type(public), "delete", away)
    with django_capture_on_commit_callbacks(execute=True):
        Attachment.objects.order_by("pk").forget()
    assert public.names() == [first.file.name]
    monkeypatch.undo()
    sweep(timezone.now() + A_DAY_LATER)
    assert public.names() == []


def test_what_a_bulk_import_left_behind_is_swept(bureau, public, django_capture_on_commit_callbacks):
    row = waiting(public.save("items/a.pdf", ContentFile(b"%PDF-1.4")))
    BulkFile.objects.filter(pk=row.pk).delete()  # its process was ended before the file was deleted
    forget_attachments(row.bulk)
    sweep(timezone.now() + A_DAY_LATER)
    assert public.names() == []


def test_a_place_without_any_file_yet_is_swept_in_peace(db, settings, tmp_path):
    made = {"BACKEND": "liaocheng_gk.storage.FolderStorage", "OPTIONS": {"location": str(tmp_path / "none")}}
    settings.STORAGES = settings.STORAGES | {"default": made}
    assert isinstance(storages["default"], FolderStorage)
    assert orphans(timezone.now(), place="default") == []
