"""S29: keys change while the portal runs, by a command that can be cut off anywhere and run again."""

from datetime import date
from io import StringIO

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from applications.hints import same_applicant
from applications.models import Application
from liaocheng_gk import rotation
from liaocheng_gk.keyring import DEMO, Keyring
from liaocheng_gk.vault import lookup_hash
from tests.factories.applications import make_application

NEW = b"n" * 32
BOTH = Keyring({"new": NEW, **DEMO.keys}, DEMO.lookup)
ONLY_NEW = Keyring({"new": NEW}, DEMO.lookup)


@pytest.fixture
def case(bureau):
    storage = storages["private"]
    for name in storage.names():  # of other tests
        storage.delete(name)
    return make_application(date(2026, 3, 2), address="甲路1号")


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_vault", *options, stdout=out)
    return out.getvalue()


def read(case: Application) -> tuple[str, str, bytes]:
    fresh = Application.objects.get(pk=case.pk)
    with fresh.identity_documents.get().file.open() as file:
        return fresh.name, fresh.address, file.read()


def test_rotation_seals_all_anew_so_that_the_old_key_can_go(case, settings):
    before = read(case)
    settings.GK_VAULT_KEYS = BOTH
    assert read(case) == before
    assert rotate("--check").splitlines()[-2:] != []
    assert rotation.keys_in_use() == {"demo": 6}
    assert "文字 5 项，文件 1 个" in rotate()
    assert rotation.keys_in_use() == {"new": 6}
    settings.GK_VAULT_KEYS = ONLY_NEW
    assert read(case) == before
    assert "文字 0 项，文件 0 个" in rotate()


def test_a_rotation_cut_off_in_the_middle_goes_on_where_it_stopped(case, settings, monkeypatch):
    second = make_application(date(2026, 3, 3))
    settings.GK_VAULT_KEYS = BOTH
    seal, calls = rotation.seal_text, []

    def killed(text, place):
        calls.append(place)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return seal(text, place)

    monkeypatch.setattr(rotation, "seal_text", killed)
    with pytest.raises(KeyboardInterrupt):
        rotate()
    monkeypatch.undo()
    settings.GK_VAULT_KEYS = BOTH
    assert rotation.keys_in_use() == {"new": 3, "demo": 8}
    assert (read(case)[0], read(second)[0]) == ("张三丰", "张三丰")
    rotate()
    assert rotation.keys_in_use() == {"new": 11}


def test_a_row_changed_meanwhile_keeps_its_change(case, settings, monkeypatch):
    settings.GK_VAULT_KEYS = BOTH
    seal = rotation.seal_text

    def beside(text, place):
        if place.startswith("applications.application.address"):
            changed = Application.objects.get(pk=case.pk)
            changed.address = "乙路2号"
            changed.save()
        return seal(text, place)

    monkeypatch.setattr(rotation, "seal_text", beside)
    rotate()
    assert read(case)[1] == "乙路2号"


def test_without_the_old_key_rotation_stops_in_words_and_harms_nothing(case, settings):
    settings.GK_VAULT_KEYS = ONLY_NEW
    with pytest.raises(CommandError, match="no key “demo” at hand"):
        rotate()
    settings.GK_VAULT_KEYS = DEMO
    assert read(case)[0] == "张三丰"


def test_a_new_lookup_key_finds_the_same_people_again(case, settings):
    twin = make_application(date(2026, 3, 3))
    settings.GK_VAULT_KEYS = Keyring(DEMO.keys, b"l" * 32)
    assert Application.objects.filter(name_hash=lookup_hash("name", "张三丰")).count() == 0
    assert "查找列 6 项" in rotate("--lookup")
    assert Application.objects.filter(name_hash=lookup_hash("name", "张三丰")).count() == 2
    assert list(same_applicant(Application.objects.get(pk=case.pk))) == [twin]
