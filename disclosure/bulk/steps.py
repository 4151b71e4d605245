"""How the stages of an upload follow one another, whoever works on it."""

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from disclosure.models import BulkImport, BulkRow, BulkStage
from liaocheng_gk.storage import delete_on_commit


class Overtaken(Exception):
    """Somebody else is at work on the same upload."""


def claim(bulk: BulkImport) -> BulkImport:
    """Lock the upload inside a transaction; returns it as it stands.

    Raises:
        Overtaken: it is no more as ``bulk`` says, or somebody else holds it.
    """
    now = BulkImport.objects.select_for_update(skip_locked=True).filter(pk=bulk.pk).first()
    mine = (bulk.stage, bulk.read, bulk.files_read)
    if now is None or (now.stage, now.read, now.files_read) != mine:
        raise Overtaken
    now.moved_at = timezone.now()
    now.save(update_fields=["moved_at"])
    return now


@transaction.atomic
def step_on(bulk: BulkImport, stage: BulkStage) -> None:
    claim(bulk)
    bulk.stage = stage
    bulk.save(update_fields=["stage"])


@transaction.atomic
def refuse(bulk: BulkImport, fault: str) -> None:
    """Nothing of the file can be taken, and this is why."""
    claim(bulk)
    drop_rows(bulk)
    forget_attachments(bulk)
    bulk.stage, bulk.fault = BulkStage.REFUSED, fault
    bulk.save(update_fields=["stage", "fault"])


@transaction.atomic
def hand_back(bulk: BulkImport, fault: str) -> None:
    """What was confirmed was not taken in, and this is why; its uploader decides again."""
    claim(bulk)
    bulk.stage, bulk.fault, bulk.confirmed_at = BulkStage.READY, fault, None
    bulk.save(update_fields=["stage", "fault", "confirmed_at"])


@transaction.atomic
def begin_anew(bulk: BulkImport, fault: str) -> None:
    """Check the whole file once more, for the reason that ``fault`` says."""
    claim(bulk)
    drop_rows(bulk)
    forget_attachments(bulk)
    bulk.stage = BulkStage.READING if bulk.file else BulkStage.FILES
    bulk.read, bulk.files_read, bulk.heads = 0, 0, []
    bulk.fault, bulk.confirmed_at = fault, None
    bulk.save(update_fields=["stage", "read", "files_read", "heads", "fault", "confirmed_at"])


def drop_rows(bulk: BulkImport) -> None:
    rows = BulkRow.objects.filter(bulk=bulk)
    rows._raw_delete(rows.db)  # nothing hangs on a row, so none has to be fetched first


def forget_attachments(bulk: BulkImport) -> None:
    """Those that wait; what was taken in stays."""
    for name in bulk.files.exclude(stored="").values_list("stored", flat=True):
        delete_on_commit(default_storage, name)
    bulk.files.all().delete()


def forget_uploads(bulk: BulkImport) -> None:
    for file in (bulk.file, bulk.zip_file):
        if file:
            delete_on_commit(file.storage, file.name)


def forget(bulk: BulkImport) -> None:
    """The upload and all that came with it."""
    drop_rows(bulk)
    forget_attachments(bulk)
    forget_uploads(bulk)
    bulk.delete()
