"""S29 and the promise of the vault: whoever has the database and the files, but no key, reads nothing of a person."""

import base64

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, CaseEvent, LetterFile
from liaocheng_gk.keyring import Keyring
from liaocheng_gk.vault import VaultError
from tests.factories import person


@pytest.fixture
def everything(bureau, clerk, head, calendar, client):
    """A whole case, what lies beside it, and the traces of a colleague who looks at all of it."""
    case = person.whole_case(clerk, head, calendar)
    person.side_tables(clerk, timezone.now())
    client.force_login(clerk)
    scan = case.identity_documents.get()
    for page, args in (
        ("application_change", [case.pk]),
        ("application_changelist", []),
        ("application_ledger", []),
        ("application_identity", [case.pk, scan.pk]),
    ):
        answer = client.get(reverse(f"admin:applications_{page}", args=args), {"q": person.NAME})
        assert answer.status_code in (200, 302)
        answer.getvalue()
    client.post("/apply/", {"step": "save", **person.FIELDS})
    return case


def leaks(dump: bytes) -> dict[str, list[str]]:
    files = person.media_bytes()
    found = {name: person.readable(content + name.encode()) for name, content in files.items()}
    return {name: texts for name, texts in {"database": person.readable(dump), **found}.items() if texts}


def test_the_search_for_leaks_finds_a_leak():
    assert person.readable(person.NAME.encode()) == [person.NAME]
    assert person.readable(b"..." + person.SCAN) == [person.IDENTITY, "scan"]
    assert person.readable(repr(person.NAME).encode("ascii", "backslashreplace")) == [person.NAME]


def test_s29_a_dump_and_the_media_without_keys_show_nothing_of_the_person(everything):
    assert leaks(person.database_bytes()) == {}
    sealed = [name for name, content in person.media_bytes().items() if content.startswith(b"GKV1")]
    assert len(sealed) > 10
    folders = {name.split("/")[0] for name in sealed}
    assert folders >= {
        "identity",
        "supplements",
        "drafts",
        "replies",
        "letters",
        "service",
        "evidence",
        "pending",
    }


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_s29_pg_dump_and_the_media_without_keys_show_nothing_of_the_person(everything):
    dump = person.pg_dump()
    assert everything.number.encode() in dump
    assert leaks(dump) == {}


def test_s29_the_keys_are_in_neither(everything):
    dump, files = person.database_bytes(), b"".join(person.media_bytes().values())
    keyring = settings.GK_VAULT_KEYS
    for key in (*keyring.keys.values(), keyring.lookup):
        for spelling in (key, base64.b64encode(key), key.hex().encode()):
            assert spelling not in dump
            assert spelling not in files


def test_with_the_keys_everything_reads_as_it_was_written(everything):
    case = Application.objects.get(pk=everything.pk)
    assert [getattr(case, name) for name in person.FIELDS] == list(person.FIELDS.values())
    with case.identity_documents.get().file.open() as file:
        assert file.read() == person.SCAN
    assert [event.party for event in case.events.all() if event.party] == [person.PARTY] * 2
    assert [file.name for file in LetterFile.objects.all()] == [f"{person.FILE_NAME}答复.txt"]


def test_with_other_keys_nothing_opens(everything, settings):
    settings.GK_VAULT_KEYS = Keyring({"demo": b"x" * 32}, b"y" * 32)
    case = Application.objects.get(pk=everything.pk)
    with pytest.raises(VaultError, match="damaged"):
        _ = case.name
    with pytest.raises(VaultError, match="damaged"):
        case.identity_documents.get().file.open()


def test_a_text_or_file_moved_to_another_case_does_not_open(everything, clerk, head, calendar):
    other = person.whole_case(clerk, head, calendar)
    stolen = Application.objects.get(pk=everything.pk).__dict__["address"]
    Application.objects.filter(pk=other.pk).update(address=stolen)
    with pytest.raises(VaultError, match="another place"):
        _ = Application.objects.get(pk=other.pk).address
    note = CaseEvent.objects.filter(application=everything).first()
    CaseEvent.objects.filter(pk=other.events.first().pk).update(note=note.__dict__["note"])
    with pytest.raises(VaultError, match="another place"):
        _ = other.events.first().note
    mine, theirs = everything.identity_documents.get().file, other.identity_documents.get().file
    mine.storage.replace(theirs.name, mine.storage.stored(mine.name))
    with pytest.raises(VaultError, match="another place"):
        theirs.open()
