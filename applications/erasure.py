"""What is kept no longer than needed: scans of closed cases, and drafts and scans of forms that were never filed."""

from datetime import date, datetime

from django.conf import settings

from .law.remedies import add_months
from .models import Draft, IdentityDocument
from .pending import FOLDER, GOOD_FOR
from .private import private_storage


def expired_scans(today: date):
    """Identity scans of cases closed longer ago than the office keeps them (``GK_SCAN_MONTHS`` after closing)."""
    closed_before = add_months(today, -settings.GK_SCAN_MONTHS)
    return IdentityDocument.objects.filter(application__closed_on__lt=closed_before)


def erase_scans(today: date) -> int:
    """Delete expired scans, file first: a row without a file is found again, a file without a row is not."""
    erased = 0
    for document in expired_scans(today):
        document.file.delete(save=False)
        document.delete()
        erased += 1
    return erased


def erase_pending(now: datetime) -> int:
    """Delete scans whose form was never filed and whose signed name has run out."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    old = [
        name
        for name in (f"{FOLDER}/{file}" for file in storage.listdir(FOLDER)[1])
        if storage.get_modified_time(name) < now - GOOD_FOR
    ]
    for name in old:
        storage.delete(name)
    return len(old)


def erase_drafts(now: datetime) -> int:
    """Delete forms that were begun and left for ``Draft.GOOD_FOR``."""
    erased, _ = Draft.objects.expired(now).delete()
    return erased
