"""What was stored readable before the vault is sealed by the migration, and readable again if it is taken back."""

from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.db import connection

from tests.migrating import migrate

BEFORE, AFTER = ("applications", "0007_correction_reply"), ("applications", "0010_drop_readable_drafts")


def rows(table: str, *columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")  # noqa: S608
        return cursor.fetchall()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_readable_rows_and_files_are_sealed_and_opened_again(put_back):
    storage = storages["private"]
    for name in storage.names():  # of other tests, some of them spoilt on purpose
        storage.delete(name)
    old = migrate(BEFORE)
    case = old.get_model("applications", "Application").objects.create(
        number="YSQ2026-0001",
        submission_key="5a0c0f1e-0000-4000-8000-000000000001",
        query_code_hash="x",
        submitted_at="2026-03-02T09:00:00+08:00",
        applicant_kind="natural",
        name="张三丰",
        identity_kind="passport",
        identity_number="E1",
        phone="0635-8888888",
        description="要什么",
        carrier="electronic",
        delivery="online",
    )
    event = old.get_model("applications", "CaseEvent").objects.create(
        application=case,
        act="ask_clarification",
        on="2026-03-03",
        clock="none",
        article="条例30",
        note="请补正",
    )
    old.get_model("applications", "Draft").objects.create(
        fields={"name": "李四"}, saved_at="2026-03-02T09:00:00+08:00"
    )
    file = Path(storage.path("identity/2026/old.jpg"))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"readable scan")

    new = migrate(AFTER)
    (name, address, digest), (note,) = (
        rows("applications_application", "name", "address", "name_hash")[0],
        rows("applications_caseevent", "note")[0],
    )
    assert (name[:10], address, note[:10]) == ("gkv1:demo:", "", "gkv1:demo:")
    sealed = new.get_model("applications", "Application").objects.get(name_hash=digest)
    assert (sealed.name, sealed.identity_number) == ("张三丰", "E1")
    assert new.get_model("applications", "CaseEvent").objects.get(pk=event.pk).note == "请补正"
    assert new.get_model("applications", "Draft").objects.get().typed == '{"name": "李四"}'
    with storage.open("identity/2026/old.jpg") as opened:
        assert (opened.read(), file.read_bytes()[:4]) == (b"readable scan", b"GKV1")

    migrate(BEFORE)
    assert rows("applications_application", "name", "phone") == [("张三丰", "0635-8888888")]
    assert rows("applications_caseevent", "note") == [("请补正",)]
    assert file.read_bytes() == b"readable scan"
