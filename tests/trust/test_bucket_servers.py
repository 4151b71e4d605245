"""Two web servers with nothing in common but a database and an S3-compatible store, by settings alone."""

import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.buckets import Store, bucket_store
from tests.clusters import Site

# One server takes in: an item with an attachment, a case with a scan. In one process, for each takes seconds to start.
TAKE_IN = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("load_bureau", verbosity=0)
import io, json
from datetime import date, datetime, timezone
from uuid import uuid4
from django.core.files.base import ContentFile
from PIL import Image
from applications.casework import submit
from applications.law.receipt import Channel
from applications.uploads import CheckedFile
from tests.factories.applications import FIELDS
from tests.factories.disclosure import attach, office, published
office()
item = published()
attachment = attach(item)
picture = io.BytesIO()
Image.new("RGB", (200, 120), "white").save(picture, "JPEG", comment=b"scan of a passport")
scan = CheckedFile(ContentFile(picture.getvalue()), "image/jpeg", ".jpg")
case = submit(FIELDS, [scan], submission_key=uuid4(), at=datetime(2026, 3, 2, 1, tzinfo=timezone.utc), channel=Channel.WEB)
document = case.identity_documents.get()
print(json.dumps({
    "attachment": attachment.address_in(item), "public": attachment.file.name, "scan": document.file.name,
    "desk": f"/admin/applications/application/{case.pk}/identity/{document.pk}/", "case": case.pk,
}))
"""
# Another one hands out: to whoever comes, and to the office only.
HAND_OUT = """
import json
from django.contrib.auth.models import User
from django.test import Client, override_settings
far = {name: 60 * 24 * 365 * 10 for name in ("GK_IDLE_MINUTES", "GK_CONFIRM_MINUTES", "GK_SESSION_HOURS")}
with override_settings(GK_SECOND_FACTOR=False, SECURE_SSL_REDIRECT=False, **far):
    stranger, office = Client(headers={"host": "127.0.0.1"}), Client(headers={"host": "127.0.0.1"})
    office.force_login(User.objects.create_superuser("head", password="x"), backend="django.contrib.auth.backends.ModelBackend")
    public, refused, scan = stranger.get(%(attachment)r), stranger.get(%(desk)r), office.get(%(desk)r, secure=True)
    print(json.dumps({
        "public": [public.status_code, public.getvalue().hex()], "stranger": refused.status_code,
        "scan": [scan.status_code, scan.headers["Content-Type"], scan.getvalue().hex()],
    }))
"""
ERASE = """
from datetime import date
from django.core.management import call_command
from applications.models import Application
Application.objects.filter(pk=%(case)r).update(stage="closed", outcome="GRANT", closed_on=date(2024, 1, 5))
call_command("erase_expired")
"""


class Server(Site):
    """A web server with no folder for files."""

    def __init__(self, folder: Path, database: str, store: Store, prefix: str, keys: str = "") -> None:
        super().__init__(folder, database=database)
        for name in ("GK_MEDIA_ROOT", "GK_PRIVATE_ROOT"):
            del self.environment[name]
        self.environment |= store.settings(prefix) | {
            "GK_AUDIT_ANCHOR": str(folder / "anchor"),
            "GK_BACKUP_ROOT": str(folder / "backups"),
        }
        if keys:
            self.environment["GK_VAULT_KEYS"] = keys

    @property
    def keys(self) -> str:
        return self.environment["GK_VAULT_KEYS"]

    def answer(self, script: str) -> dict:
        return json.loads(self.manage("shell", "-v", "0", "-c", script).splitlines()[-1])


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with bucket_store() as found:
        yield found


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gk-bucket-test-") as found:
        yield Path(found)


@pytest.fixture(scope="module")
def first(store, folder) -> Server:
    return Server(folder / "first", f"sqlite:///{folder}/db.sqlite3", store, "portal")


@pytest.fixture(scope="module")
def taken_in(first) -> dict:
    return first.answer(TAKE_IN)


@pytest.fixture(scope="module")
def second(store, folder, first) -> Server:
    return Server(folder / "second", f"sqlite:///{folder}/db.sqlite3", store, "portal", first.keys)


def test_what_one_server_takes_in_the_other_hands_out_to_whom_it_may(store, folder, taken_in, second):
    held = store.objects("portal/")
    assert set(held) == {f"portal/media/{taken_in['public']}", f"portal/private/{taken_in['scan']}"}
    given = second.answer(HAND_OUT % taken_in)
    assert given["public"] == [200, held[f"portal/media/{taken_in['public']}"].hex()]
    assert given["stranger"] in (302, 403)
    status, kind, picture = given["scan"]
    assert (status, kind) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(bytes.fromhex(picture))).size == (200, 120)
    assert [path.name for path in folder.rglob("*") if path.suffix in (".jpg", ".pdf")] == []


def test_whoever_holds_the_bucket_reads_no_scan(store, taken_in):
    sealed = store.objects(f"portal/private/{taken_in['scan']}")
    assert len(sealed) == 1
    words = (b"scan of a passport", b"JFIF", "张三丰".encode(), b"E12345678")
    assert [word for stored in sealed.values() for word in words if word in stored] == []


def test_a_backup_copies_the_bucket_and_comes_back_into_another(store, folder, taken_in, second):
    made = Path(second.manage("backup").strip())
    assert (made / "private" / taken_in["scan"]).read_bytes() == store.objects("portal/private/")[
        f"portal/private/{taken_in['scan']}"
    ]
    new = Server(folder / "new", f"sqlite:///{folder}/new.sqlite3", store, "other", second.keys)
    assert "全部核对一致" in new.manage("restore", str(made))
    moved = {name.removeprefix("other/"): stored for name, stored in store.objects("other/").items()}
    assert moved == {
        name.removeprefix("portal/"): stored for name, stored in store.objects("portal/").items()
    }
    with pytest.raises(AssertionError, match=r"现在不是空的.*gk-files/other/media"):
        new.manage("restore", str(made))


def test_erasure_takes_the_scan_out_of_the_bucket(store, taken_in, first):
    """Last in this file: the case is over afterwards."""
    first.manage("shell", "-v", "0", "-c", ERASE % taken_in)
    assert list(store.objects("portal/")) == [f"portal/media/{taken_in['public']}"]
