"""The database itself refuses to change an index number that was given, whoever asks: triggers, made after migrating.

That none is used twice is the unique column, the counter that only rises, and versions that protect their item.
"""

from typing import Any

from django.db import connections

TABLE = "disclosure_item"
SQLITE = f"""CREATE TRIGGER IF NOT EXISTS {TABLE}_number_stays BEFORE UPDATE OF index_number ON {TABLE}
WHEN OLD.index_number IS NOT NULL AND NEW.index_number IS NOT OLD.index_number
BEGIN SELECT RAISE(ABORT, 'index number stays'); END"""
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION disclosure_number_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'index number stays' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE OR REPLACE TRIGGER number_stays BEFORE UPDATE OF index_number ON {TABLE} FOR EACH ROW
WHEN (OLD.index_number IS NOT NULL AND NEW.index_number IS DISTINCT FROM OLD.index_number)
EXECUTE FUNCTION disclosure_number_stays()""",
)


def guard_numbers_after_migrate(**signal: Any) -> None:
    """Again after every migration, for SQLite drops the trigger when it rebuilds the table."""
    connection = connections[signal["using"]]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else (SQLITE,):
            cursor.execute(statement)
