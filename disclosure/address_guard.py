"""The database itself refuses to change an address that was given, whoever asks: triggers, made after migrating.

An item's address is its index number, a column's its slug. That none is used twice is the unique columns, the counter
that only rises, and versions that protect their item.
"""

from typing import Any

from django.db import connections

STAYS = {"disclosure_item": "index_number", "disclosure_category": "slug"}
SQLITE = """CREATE TRIGGER IF NOT EXISTS {table}_address_stays BEFORE UPDATE OF {column} ON {table}
WHEN OLD.{column} IS NOT NULL AND NEW.{column} IS NOT OLD.{column}
BEGIN SELECT RAISE(ABORT, 'address stays'); END"""
POSTGRESQL = """CREATE OR REPLACE FUNCTION disclosure_address_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'address stays' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE OR REPLACE TRIGGER address_stays BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
WHEN (OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})
EXECUTE FUNCTION disclosure_address_stays()"""


def guard_addresses_after_migrate(**signal: Any) -> None:
    """Again after every migration, for SQLite drops the trigger when it rebuilds the table."""
    connection = connections[signal["using"]]
    there = set(connection.introspection.table_names())
    statement = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
    with connection.cursor() as cursor:
        for table, column in STAYS.items():
            if table in there:
                cursor.execute(statement.format(table=table, column=column))
