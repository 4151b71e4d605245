"""Uploads that nobody confirms are not kept for ever: with them go their rows and files."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from disclosure.models import BulkImport
from disclosure.models.bulk import CONFIRMED
from liaocheng_gk import audit

from .steps import forget


def expired(today: date) -> QuerySet[BulkImport]:
    """Uploaded more than ``GK_BULK_UPLOAD_DAYS`` before ``today`` and not confirmed.

    What was confirmed stays: taken in, as the ledger of the imports; cut off, because somebody relies on it.
    """
    first_kept = today - timedelta(days=settings.GK_BULK_UPLOAD_DAYS)
    midnight = timezone.make_aware(datetime.combine(first_kept, time()))
    return BulkImport.objects.exclude(stage__in=CONFIRMED).filter(at__lt=midnight)


def erase_expired(today: date) -> int:
    """Delete them; returns how many. One that is being worked on waits for another day."""
    return sum(_erase(pk, today) for pk in list(expired(today).order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _erase(pk: int, today: date) -> bool:
    bulk = expired(today).select_for_update(skip_locked=True).filter(pk=pk).first()
    if bulk is None or (bulk.running and not bulk.stalled):
        return False
    audit.record(audit.SYSTEM, "批量导入逾期未确认，已删除", bulk)
    forget(bulk)
    return True
