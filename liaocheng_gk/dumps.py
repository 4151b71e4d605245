"""The whole database out and in, by its own tools: SQLite's backup interface, ``pg_dump`` and ``pg_restore``."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

QUERY = 'SELECT count(*) FROM "{}"'


def engine() -> str:
    return connection.vendor


def name() -> str:
    return "database.sqlite3" if engine() == "sqlite" else "database.dump"


def dump(folder: Path) -> dict[str, int]:
    """Write the database as it stands at one moment into ``folder``; returns the rows of each table at that moment."""
    target = folder / name()
    if engine() == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            return _sqlite_rows(copy)
    with transaction.atomic(), connection.cursor() as cursor:
        # The dump and the counts see the same moment, whatever is written meanwhile.
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _tool("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        return count_rows()


def load(source: Path) -> None:
    """Fill the empty database of the settings."""
    if engine() == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(source)) as copy:
            copy.backup(connection.connection)
        return
    _tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={_settings()['NAME']}", str(source))


def rehearse(source: Path, scratch: Path) -> dict[str, int]:
    """Fill a database of its own that is gone afterwards; returns the rows of each table."""
    if engine() == "sqlite":
        with closing(sqlite3.connect(source)) as stored, closing(sqlite3.connect(scratch / name())) as copy:
            stored.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            return _sqlite_rows(copy)
    with _drill_database() as database:
        _tool("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={database}", str(source))
        tables = _psql(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").split()
        return {table: int(_psql(database, QUERY.format(table))) for table in sorted(tables)}


def is_empty() -> bool:
    return connection.introspection.table_names() == []


def count_rows() -> dict[str, int]:
    """How many rows each table holds."""
    if engine() == "sqlite":
        connection.ensure_connection()
        return _sqlite_rows(connection.connection)
    rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(QUERY.format(table))
            rows[table] = cursor.fetchone()[0]
    return rows


def _sqlite_rows(database: sqlite3.Connection) -> dict[str, int]:
    found = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).fetchall()
    return {table: database.execute(QUERY.format(table)).fetchone()[0] for (table,) in found}


@contextmanager
def _drill_database() -> Iterator[str]:
    """A new, empty database beside the real one; the role needs CREATEDB."""
    database = f"gk_drill_{uuid4().hex[:12]}"
    _tool("createdb", database)
    try:
        yield database
    finally:
        _tool("dropdb", database)


def _psql(database: str, statement: str) -> str:
    return _tool("psql", "-XAtq", f"--dbname={database}", f"--command={statement}")


def _settings() -> dict[str, Any]:
    return connection.settings_dict


def _tool(program: str, *arguments: str) -> str:
    """A tool of PostgreSQL's with the connection of the settings; the password never stands on a command line."""
    known = _settings()
    variables = {
        "PGHOST": known["HOST"],
        "PGPORT": known["PORT"],
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
    }
    environment = os.environ | {key: str(value) for key, value in variables.items() if value}
    environment["PGDATABASE"] = known["NAME"] if program in ("pg_dump", "psql") else "postgres"
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own tools, no shell
        [program, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise OSError(f"{program}: {done.stderr.strip()}")
    return done.stdout
