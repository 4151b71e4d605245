"""The database itself holds the files of a public item: triggers, made after migrating, whoever asks.

A file comes to a public item waiting only, and one that readers have is not exchanged, renamed or given to another item.
It is deleted only once its address stands in ``FormerFile``, so that nobody who kept it meets a bare 404.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from .law.publication import WITH_READERS, FileState

TABLE = "disclosure_attachment"
_READ = ", ".join(f"'{status.value}'" for status in WITH_READERS)
_PUBLIC = f"(SELECT status FROM disclosure_item WHERE id = {{row}}.item_id) IN ({_READ})"  # noqa: S608
_WRITTEN_DOWN = "EXISTS (SELECT 1 FROM disclosure_formerfile WHERE number = OLD.id)"
# Event, the row that belongs to the item, what is refused while the item is public.
_REFUSED = (
    ("INSERT", "NEW", f"NEW.state <> '{FileState.WAITING.value}'"),
    (
        "UPDATE",
        "OLD",
        f"OLD.state <> '{FileState.WAITING.value}' "
        "AND (NEW.file <> OLD.file OR NEW.name <> OLD.name OR NEW.item_id <> OLD.item_id)",
    ),
    (
        "DELETE",
        "OLD",
        f"OLD.state <> '{FileState.WAITING.value}' AND NOT {_WRITTEN_DOWN}",
    ),
)


def _sqlite() -> Iterator[str]:
    for event, row, refused in _REFUSED:
        yield f"DROP TRIGGER IF EXISTS {TABLE}_public_{event.lower()}"  # it may be of an earlier release
        yield (
            f"CREATE TRIGGER {TABLE}_public_{event.lower()} BEFORE {event} ON {TABLE} "
            f"WHEN {refused} AND {_PUBLIC.format(row=row)} BEGIN SELECT RAISE(ABORT, 'public file stays'); END"
        )


def _postgresql() -> Iterator[str]:
    branches = " ELS".join(
        f"IF TG_OP = '{event}' THEN refused := {refused} AND {_PUBLIC.format(row=row)};"
        for event, row, refused in _REFUSED
    )
    yield (
        "CREATE OR REPLACE FUNCTION disclosure_public_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"DECLARE refused boolean; BEGIN {branches} END IF; "
        "IF refused THEN RAISE EXCEPTION 'public file stays' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER public_file_stays BEFORE INSERT OR UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION disclosure_public_file_stays()"
    )


def guard_files_after_migrate(**signal: Any) -> None:
    """Again after every migration, for SQLite drops the triggers when it rebuilds the table."""
    connection = connections[signal["using"]]
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
        if not {TABLE, "disclosure_formerfile"} <= {table.name for table in tables}:
            return  # a migration back to before it
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)
