"""Scans that were uploaded with a form that is not filed yet: kept, so that a correction needs no second upload.

The browser holds a signed name that is good for a day; ``erase_expired`` removes what was never filed.
"""

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.signing import BadSignature, TimestampSigner

from liaocheng_gk.storage import PlaceAway

from .private import private_storage
from .uploads import CheckedFile

FOLDER = "pending"
GOOD_FOR = timedelta(days=1)
_TYPES = {".jpg": "image/jpeg", ".pdf": "application/pdf"}
_signer = TimestampSigner(salt="applications.pending")


def keep(scan: CheckedFile) -> str:
    """Store a checked scan and return the signed name that brings it back."""
    name = private_storage().save(f"{FOLDER}/{uuid4().hex}{scan.suffix}", scan.content)
    return _signer.sign(name)


def fetch(token: str) -> CheckedFile | None:
    """The scan behind a signed name; None if the name is forged, too old, or the scan is gone or bad."""
    name = _name(token)
    storage = private_storage()
    if name is None or not storage.exists(name):
        return None
    if storage.is_infected(name):
        return None
    suffix = "." + name.rsplit(".", 1)[-1]
    if storage.quarantine(name):
        content = ContentFile(storage.waiting(name))
        content.unscanned = True
    else:
        with storage.open(name) as file:
            content = ContentFile(file.read())
    return CheckedFile(content, _TYPES[suffix], suffix)


def is_kept(token: str) -> bool:
    """Whether the scan behind a signed name still waits."""
    name = _name(token)
    return name is not None and private_storage().exists(name)


def discard(token: str) -> None:
    """Forget a scan whose form is filed; the filing stands whatever comes of it, and what stays is swept in a day."""
    name = _name(token)
    if name is not None:
        with suppress(PlaceAway):
            private_storage().delete(name)


def _name(token: str) -> str | None:
    try:
        return _signer.unsign(token, max_age=GOOD_FOR)
    except BadSignature:
        return None
