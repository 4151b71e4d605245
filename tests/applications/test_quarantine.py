"""S26, quarantine until scanned: taken, encrypted, shut to everybody, and freed or destroyed by the timer's command."""

import socket
import struct
import threading
from contextlib import contextmanager
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from applications.case_file import case_file_context
from applications.forms import new_submission_key
from applications.models import ApplicantFile, Application
from applications.private import private_storage
from liaocheng_gk.keyring import DEMO, Keyring
from liaocheng_gk.models import AuditEntry
from liaocheng_gk.storage import InQuarantine
from liaocheng_gk.uploads import clamd
from tests.factories.applications import FIELDS

DOWN = "/nowhere/clamd.ctl"


@contextmanager
def scanner(path, answer: bytes):
    """A clamd that gives every stream the same answer; none at all for an empty one, as slow as can be."""
    line = socket.socket(socket.AF_UNIX)
    line.bind(str(path))
    line.listen()
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            try:
                caller, _ = line.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as stream:
                stream.read(10)
                while size := struct.unpack("!I", stream.read(4))[0]:
                    stream.read(size)
                if answer:
                    caller.sendall(answer)
                else:
                    stop.wait(5)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield str(path)
    finally:
        stop.set()
        line.shutdown(socket.SHUT_RDWR)
        line.close()
        thread.join(5)


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (60, 40), "#ccddee").save(out, "JPEG")
    return SimpleUploadedFile("证件.jpg", out.getvalue())


def file_one(client) -> Application:
    fields = {name: value for name, value in FIELDS.items() if value}
    posted = fields | {"submission_key": new_submission_key(), "step": "submit", "scan_front": picture()}
    assert client.post("/apply/", posted).status_code == 302
    return Application.objects.get()


def look() -> str:
    out = StringIO()
    call_command("scan_quarantine", stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture(autouse=True)
def nothing_else_waits():
    for name in private_storage().names():  # of other tests
        private_storage().delete(name)


@pytest.fixture
def waiting(bureau, client, settings) -> Application:
    settings.GK_CLAMD = DOWN
    return file_one(client)


@pytest.fixture
def desk(client, clerk, waiting):
    client.force_login(clerk)
    return client


def addresses(case: Application) -> list[str]:
    document = case.identity_documents.get()
    return [
        reverse(f"admin:applications_application_{name}", args=[case.pk, document.pk])
        for name in ("identity_page", "identity")
    ]


def test_a_silent_scanner_costs_the_applicant_nothing_and_shows_nobody_the_file(waiting, desk):
    file = waiting.identity_documents.get().file
    stored = file.storage.stored(file.name)
    assert (stored[:4], b"JFIF" in stored, b"\xff\xd8" in stored[:8]) == (b"GKQ1", False, False)
    with pytest.raises(InQuarantine):
        file.open()
    page, scan = (desk.get(address) for address in addresses(waiting))
    assert ("正在等待病毒检查" in page.content.decode(), "<img class" in page.content.decode()) == (
        True,
        False,
    )
    assert (scan.status_code, "正在等待病毒检查" in scan.content.decode()) == (403, True)
    case = desk.get(reverse("admin:applications_application_change", args=[waiting.pk])).content.decode()
    assert "正在等待病毒检查" in case


def test_the_case_file_names_it_and_leaves_it_out(waiting, clerk, calendar, bureau, desk):
    identity = waiting.identity_documents.get()
    event = waiting.events.create(act="withdraw", on=date(2026, 3, 2), clock="none", article="x", by=clerk)
    ApplicantFile.objects.create(
        application=waiting, event=event, name="补.jpg", file=identity.file.name, size=1
    )
    (attachment,) = case_file_context(waiting, calendar, date(2026, 3, 25), agency=bureau)["attachments"]
    assert (attachment.pages, attachment.remark) == (0, "正在等待病毒检查，检查通过以后才能查看")
    material = reverse(
        "admin:applications_application_material", args=[waiting.pk, ApplicantFile.objects.get().pk]
    )
    assert desk.get(material).status_code == 403


def test_a_clean_file_is_freed_when_the_scanner_is_back(waiting, desk, settings, tmp_path):
    assert "仍在等待 1 个" in look()
    with scanner(tmp_path / "s", b"stream: OK\0") as settings.GK_CLAMD:
        assert "通过 1 个，有病毒 0 个，仍在等待 0 个" in look()
        assert "通过 0 个" in look()
    assert [desk.get(address).status_code for address in addresses(waiting)] == [200, 200]
    with waiting.identity_documents.get().file.open() as file:
        assert file.read()[:2] == b"\xff\xd8"


def test_an_infected_file_is_destroyed_and_that_is_on_record(waiting, desk, settings, tmp_path):
    with scanner(tmp_path / "s", b"stream: Test-Virus FOUND\0") as settings.GK_CLAMD:
        assert "有病毒 1 个" in look()
    file = waiting.identity_documents.get().file
    assert file.storage.stored(file.name) == b"GKX1"
    page, scan = (desk.get(address) for address in addresses(waiting))
    assert ("没有通过病毒检查" in page.content.decode(), scan.status_code) == (True, 403)
    assert AuditEntry.objects.get(act="病毒检查未通过，文件已删除").detail == "Test-Virus"


def test_a_scanner_too_slow_to_wait_for_is_as_one_that_is_down(
    bureau, client, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr(clamd, "TIMEOUT", 0.2)
    with scanner(tmp_path / "s", b"") as settings.GK_CLAMD:
        case = file_one(client)
        assert "仍在等待 1 个" in look()
    file = case.identity_documents.get().file
    assert file.storage.quarantine(file.name).startswith("正在等待")


def test_a_scan_that_waits_with_an_unfinished_form_stays_shut_and_goes_along(bureau, client, settings):
    settings.GK_CLAMD = DOWN
    fields = {name: value for name, value in FIELDS.items() if value}
    first = client.post(
        "/apply/", fields | {"submission_key": new_submission_key(), "step": "check", "scan_front": picture()}
    )
    html = first.content.decode()
    assert ("正在等待病毒检查，不影响提交" in html, "data:image/jpeg" in html) == (True, False)
    kept = first.context["form"].data["kept_front"]
    posted = fields | {"submission_key": new_submission_key(), "step": "submit", "kept_front": kept}
    assert client.post("/apply/", posted).status_code == 302
    file = Application.objects.get().identity_documents.get().file
    assert file.storage.quarantine(file.name).startswith("正在等待")


def test_keys_rotate_in_quarantine_too(waiting, settings):
    settings.GK_VAULT_KEYS = Keyring({"new": b"n" * 32, **DEMO.keys}, DEMO.lookup)
    call_command("rotate_vault", stdout=StringIO())
    settings.GK_VAULT_KEYS = Keyring({"new": b"n" * 32}, DEMO.lookup)
    file = waiting.identity_documents.get().file
    assert file.storage.waiting(file.name)[:2] == b"\xff\xd8"
    with pytest.raises(InQuarantine):
        file.open()


def test_without_a_scanner_nothing_waits(bureau, client, settings):
    settings.GK_CLAMD = ""
    with file_one(client).identity_documents.get().file.open() as file:
        assert file.read()[:2] == b"\xff\xd8"
