"""Uploads that nobody confirmed are deleted after a while, with rows and files; the page says until when they are kept."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.utils import timezone

from disclosure.bulk.taking import confirm
from disclosure.bulk.work import go_on, start
from disclosure.models import BulkFile, BulkImport, BulkRow, BulkStage, Item
from liaocheng_gk.models import AuditEntry
from tests.factories.bulk import IMPORT, ROW, sheet, taken
from tests.factories.disclosure import PDF, CategoryFactory, office
from tests.factories.documents import zipped

pytestmark = pytest.mark.django_db
COLUMNS = (*ROW, "附件")
UPLOADED = "2026-03-01 23:30 +0800"
LAST_DAY, DAY_AFTER = "2026-03-31 23:59 +0800", "2026-04-01 00:01 +0800"  # 30 days after


@pytest.fixture
def clock(bureau, settings, tmp_path, time_machine):
    settings.MEDIA_ROOT = tmp_path
    CategoryFactory(title="政策文件")
    time_machine.move_to(UPLOADED, tick=False)
    return time_machine


def upload(**change: str) -> BulkImport:
    table, archive = sheet([ROW | {"附件": "甲.pdf"} | change], COLUMNS), zipped({"甲.pdf": PDF})
    made = start("表.xlsx", table, total=2, by=office(), at=timezone.now(), archive=("a.zip", archive, 1))
    return go_on(made)


def erase(capture) -> None:
    with capture(execute=True):
        call_command("erase_uploads")


def files_of(bulk: BulkImport) -> list[bool]:
    """Whether each of its files is there: table, zip, attachments."""
    private = [storages["private"].exists(file.name) for file in (bulk.file, bulk.zip_file)]
    return private + [default_storage.exists(name) for name in bulk.files.values_list("stored", flat=True)]


@pytest.mark.parametrize("stage", ["ready", "refused", "reading"])
def test_what_is_past_its_day_goes_with_its_rows_and_files(
    clock, stage, django_capture_on_commit_callbacks, capsys
):
    bulk = upload(标题="") if stage == "refused" else upload()
    BulkImport.objects.filter(pk=bulk.pk).update(stage=stage)  # reading: cut off long ago
    names = [bulk.file.name, bulk.zip_file.name]
    stored = list(bulk.files.values_list("stored", flat=True))
    assert files_of(bulk) == [True, True, True][: 2 + len(stored)]
    clock.move_to(DAY_AFTER, tick=False)
    erase(django_capture_on_commit_callbacks)
    assert (BulkImport.objects.count(), BulkRow.objects.count(), BulkFile.objects.count()) == (0, 0, 0)
    assert [name for name in names if storages["private"].exists(name)] == []
    assert [name for name in stored if default_storage.exists(name)] == []
    assert capsys.readouterr().out == "已删除没有确认的批量导入 1 份。\n"
    told = AuditEntry.objects.get(act="批量导入逾期未确认，已删除")
    assert (told.actor, told.object) == ("（系统）", f"批量导入 #{bulk.pk}")


def test_what_has_not_come_to_its_day_is_kept_and_the_page_says_until_when(
    clock, client, settings, django_capture_on_commit_callbacks
):
    bulk = upload()
    clock.move_to(LAST_DAY, tick=False)
    erase(django_capture_on_commit_callbacks)
    assert files_of(bulk) == [True, True, True]
    client.force_login(office())
    page = client.get(f"{IMPORT}{bulk.pk}/").content.decode()
    assert "没有确认的导入保存到 2026-03-31，过后自动删除" in page
    assert "不确认的保存到 03-31" in client.get(IMPORT).content.decode()
    settings.GK_BULK_UPLOAD_DAYS = 29
    assert "2026-03-30" in client.get(f"{IMPORT}{bulk.pk}/").content.decode()
    erase(django_capture_on_commit_callbacks)
    assert BulkImport.objects.count() == 0


def test_what_was_taken_in_stays_as_the_ledger(clock, client, django_capture_on_commit_callbacks):
    bulk = taken(upload())
    clock.move_to("2036-04-01 00:01 +0800", tick=False)
    erase(django_capture_on_commit_callbacks)
    kept = BulkImport.objects.get(pk=bulk.pk)
    assert (kept.stage, kept.counts["new"], kept.kept_until) == ("done", 1, None)
    [attachment] = Item.objects.get().attachments.all()
    assert default_storage.exists(attachment.file.name)
    client.force_login(office())
    assert "保存到" not in client.get(f"{IMPORT}{bulk.pk}/").content.decode()


def test_what_was_confirmed_and_cut_off_stays(clock, django_capture_on_commit_callbacks):
    bulk = upload()
    confirm(bulk, at=timezone.now())
    clock.move_to(DAY_AFTER, tick=False)
    erase(django_capture_on_commit_callbacks)
    kept = BulkImport.objects.get(pk=bulk.pk)
    assert files_of(kept) == [True, True, True]
    assert go_on(kept).stage == "done"


@pytest.mark.parametrize("stage", [BulkStage.READING, BulkStage.FILES, BulkStage.COMPARING])
def test_what_is_being_worked_on_waits(clock, stage, django_capture_on_commit_callbacks):
    bulk = upload()
    clock.move_to(DAY_AFTER, tick=False)
    moved = timezone.now() - timedelta(seconds=5)
    BulkImport.objects.filter(pk=bulk.pk).update(stage=stage, moved_at=moved)
    erase(django_capture_on_commit_callbacks)
    assert files_of(BulkImport.objects.get(pk=bulk.pk)) == [True, True, True]
    clock.shift(30)
    erase(django_capture_on_commit_callbacks)
    assert BulkImport.objects.count() == 0
