"""The audit log: a chain that shows every change, also to whoever can write the database."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import F, QuerySet

from liaocheng_gk import audit
from liaocheng_gk.audit_guard import set_guard
from liaocheng_gk.models import AuditEntry

OPERATIONS = Path(__file__).parents[2] / "docs/operations.md"


@pytest.fixture
def chain(db) -> list[AuditEntry]:
    for number in range(1, 6):
        audit.record("li", "办理", f"公开申请 YSQ2026-000{number}", "第一步")
    return list(AuditEntry.objects.order_by("seq"))


def change(seq: int, **values: object) -> None:
    """As somebody does who owns the database and lifted its guard."""
    QuerySet.update(AuditEntry.objects.filter(seq=seq), **values)


def remove(*numbers: int) -> None:
    with connection.cursor() as cursor:
        for seq in numbers:
            cursor.execute("DELETE FROM liaocheng_gk_auditentry WHERE seq = %s", [seq])


@pytest.fixture
def unguarded(chain):
    """PostgreSQL's guard stands in tests too; whoever owns the table can lift it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE liaocheng_gk_auditentry DISABLE TRIGGER USER")
    return chain


def test_a_chain_that_nobody_touched_holds(chain):
    head, faults = audit.verify()
    assert (head, faults) == (audit.Head(5, chain[-1].hash), [])
    assert [entry.previous for entry in chain] == [audit.BEGINNING, *(entry.hash for entry in chain[:-1])]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor", "wang"),
        ("act", "查看"),
        ("object", "公开申请 YSQ2026-0009"),
        ("detail", ""),
        ("at", F("at") + timedelta(seconds=1)),
        ("hash", "f" * 64),
        ("previous", "f" * 64),
    ],
)
def test_a_changed_row_is_found_whatever_was_changed(unguarded, field, value):
    change(3, **{field: value})
    faults = audit.verify()[1]
    assert faults != []
    assert all("第 3 条" in fault or "第 4 条" in fault for fault in faults)


def test_a_row_changed_together_with_its_hash_breaks_the_next(unguarded):
    forged = unguarded[2]
    forged.actor = "wang"
    change(3, actor="wang", hash=audit.hash_of(forged))
    assert audit.verify()[1] == ["第 4 条接不上前一条：被改写或者调换过顺序。"]


def test_a_removed_row_is_found(unguarded):
    remove(3)
    assert audit.verify()[1] == ["第 2 条之后缺少 1 条。"]


def test_the_first_row_removed_is_found(unguarded):
    remove(1)
    assert audit.verify()[1] == ["第 0 条之后缺少 1 条。"]


def test_two_rows_exchanged_are_found(unguarded):
    for seq, other in ((2, 3), (3, 2)):
        source = unguarded[other - 1]
        names = ("at", "actor", "act", "object", "detail", "previous", "hash")
        change(seq, **{name: getattr(source, name) for name in names})
    faults = audit.verify()[1]
    assert "第 2 条接不上前一条：被改写或者调换过顺序。" in faults
    assert "第 2 条的内容与校验值不符。" in faults


def test_a_tail_cut_off_is_found_by_the_anchor_and_only_by_it(unguarded):
    head, _ = audit.verify()
    remove(4, 5)
    assert audit.verify()[1] == []
    assert audit.verify([head])[1] == ["末尾缺失：锚点记到第 5 条，日志只到第 3 条。"]


def test_a_chain_forged_anew_to_its_end_is_found_by_the_anchor(unguarded):
    head, _ = audit.verify()
    previous = unguarded[1].hash
    for entry in unguarded[2:]:
        entry.actor, entry.previous = "wang", previous
        previous = audit.hash_of(entry)
        change(entry.seq, actor="wang", previous=entry.previous, hash=previous)
    assert audit.verify()[1] == []
    assert audit.verify([head])[1] == ["第 5 条与以前记下的锚点不符：这一条或者以前的内容被整段改写。"]


def test_the_command_keeps_the_anchor_and_ends_with_the_head(unguarded, tmp_path):
    anchor, out = tmp_path / "kept" / "audit.anchor", StringIO()
    call_command("audit_verify", anchor=anchor, stdout=out)
    last = unguarded[-1]
    assert out.getvalue().splitlines() == ["审计日志 5 条，核对无误。", f"5 {last.hash}"]
    audit.record("li", "退出")
    call_command("audit_verify", anchor=anchor, stdout=out)
    call_command("audit_verify", anchor=anchor, stdout=out)
    assert [head.seq for head in audit.read_heads(anchor.read_text(encoding="utf-8"))] == [5, 6]
    remove(6)
    with pytest.raises(CommandError, match="锚点记到第 6 条，日志只到第 5 条"):
        call_command("audit_verify", anchor=anchor)
    anchor.write_text("spoilt", encoding="utf-8")
    with pytest.raises(CommandError, match="无法读取，没有核对"):
        call_command("audit_verify", anchor=anchor)


def test_an_empty_log_needs_no_anchor(db, tmp_path):
    out = StringIO()
    call_command("audit_verify", anchor=tmp_path / "anchor", stdout=out)
    assert (out.getvalue().splitlines()[0], list(tmp_path.iterdir())) == ("审计日志 0 条，核对无误。", [])


def test_the_code_offers_no_way_to_change_an_entry(chain):
    entry = chain[0]
    for attempt in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(actor="wang")


def test_the_database_refuses_to_change_or_delete_an_entry(chain):
    if connection.vendor == "sqlite":  # lifted for the suite, see tests/conftest.py
        set_guard(connection)
    for statement in (
        "UPDATE liaocheng_gk_auditentry SET actor = 'wang'",
        "DELETE FROM liaocheng_gk_auditentry",
    ):
        with (
            pytest.raises(DatabaseError, match="only grow"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    audit.record("li", "退出")
    assert (AuditEntry.objects.count(), audit.verify()[1]) == (6, [])


def test_a_migration_sets_the_guard():
    migration = MigrationLoader(None).get_migration("liaocheng_gk", "0007_audit_only_grows")
    assert [operation.reversible for operation in migration.operations] == [True]


def test_an_act_that_is_rolled_back_leaves_no_entry(chain):
    with transaction.atomic():
        audit.record("li", "办理")
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_parallel_writers_make_one_chain():
    def write(writer: int) -> None:
        try:
            for _ in range(10):
                audit.record(f"writer-{writer}", "办理")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(write, range(20)))
    head, faults = audit.verify()
    assert (head.seq, faults) == (200, [])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_role_of_the_application_can_append_and_nothing_else():
    """The statements are the ones of docs/operations.md, word for word."""
    told = OPERATIONS.read_text(encoding="utf-8")
    grants = re.search(r"```sql\n(.*?)```", told, re.DOTALL).group(1)
    audit.record("li", "办理")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE liaocheng_gk_auditentry DISABLE TRIGGER USER")
        cursor.execute(grants)
        try:
            cursor.execute("SET ROLE gk_app")
            audit.record("li", "退出")
            for statement in (
                "UPDATE liaocheng_gk_auditentry SET actor = 'wang'",
                "DELETE FROM liaocheng_gk_auditentry",
                "TRUNCATE liaocheng_gk_auditentry",
                "ALTER TABLE liaocheng_gk_auditentry ENABLE TRIGGER USER",
            ):
                with pytest.raises(DatabaseError), transaction.atomic():
                    cursor.execute(statement)
        finally:
            cursor.execute("RESET ROLE")
            cursor.execute("ALTER TABLE liaocheng_gk_auditentry ENABLE TRIGGER USER")
            cursor.execute("DROP OWNED BY gk_app; DROP ROLE gk_app")
    assert (audit.verify()[0].seq, audit.verify()[1]) == (2, [])
