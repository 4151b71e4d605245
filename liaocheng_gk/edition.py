"""The edition of the public site: one row whose token is new whenever anything that public pages show has changed.

What is made from the rows may be kept for as long as the token stays (``public_pages``). The token changes in the
transaction of the change itself, whoever makes it, in bulk or not, because triggers write it: nobody has to remember.
It is random, not counted, so a restored backup never meets an old page again under the same name.
"""

import secrets
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.apps import apps
from django.db import DatabaseError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from . import prepared

TABLE = "liaocheng_gk_edition"
QUESTION = f"SELECT token FROM {TABLE}"  # noqa: S608 -- our own name
T = TypeVar("T")


class Edition(models.Model):
    """Exactly one row, written by triggers only."""

    token = models.CharField("版次", max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "公开页面的版次"
        default_permissions = ()

    def __str__(self) -> str:
        return self.token


def current(using: str = "default") -> str | None:
    """The token of what the database ``using`` holds now; None where nothing may be kept: no row, or no database."""
    connection = connections[using]
    for last in (False, True):
        # The question is its own check of a connection that may have died meanwhile; a second one would double its cost.
        connection.health_check_done = True
        found = prepared.answer_of(connection, QUESTION)
        if found is not None and found.ntuples:
            return found.get_value(0, 0).decode()
        try:
            with connection.cursor() as cursor:
                cursor.execute(QUESTION)
                row = cursor.fetchone()
        except DatabaseError:
            if last or connection.in_atomic_block:
                return None
            connection.close()
        else:
            break
    return row[0] if row else None


_kept: dict[str, tuple[str, Any]] = {}


def keep(token: str | None, name: str, make: Callable[[], T]) -> T:
    """What ``make`` returns, made once in this process for each edition; each time where there is no token."""
    if token is None:
        return make()
    found = _kept.get(name)
    if found is not None and found[0] == token:
        return found[1]
    made = make()
    if made is not None:  # nothing may come of a database that was away for a moment
        _kept[name] = (token, made)
    return made


def watched_tables() -> list[str]:
    """The tables that public pages are made from: each room names its models as ``public_models`` in its apps.py."""
    return [
        config.get_model(name)._meta.db_table
        for config in apps.get_app_configs()
        for name in getattr(config, "public_models", ())
    ]


def ensure_after_migrate(**signal: Any) -> None:
    """Make the row and the triggers. After every migration, for SQLite drops them when it rebuilds a table."""
    connection = connections[signal["using"]]
    tables = set(connection.introspection.table_names())
    if TABLE not in tables:
        return  # a migration back to before the edition
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {TABLE}")  # noqa: S608 -- our own name
        if cursor.fetchone() is None:
            cursor.execute(f"INSERT INTO {TABLE} (token) VALUES (%s)", [secrets.token_hex(16)])  # noqa: S608
        made = _postgresql if connection.vendor == "postgresql" else _sqlite
        for statement in made(connection, [name for name in watched_tables() if name in tables]):
            cursor.execute(statement)


def _sqlite(connection: BaseDatabaseWrapper, tables: list[str]) -> Iterator[str]:
    for table in tables:
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_{event.lower()}_edition AFTER {event} ON {table} "  # noqa: S608
                f"BEGIN UPDATE {TABLE} SET token = lower(hex(randomblob(16))); END"
            )


def _postgresql(connection: BaseDatabaseWrapper, tables: list[str]) -> Iterator[str]:
    """Deferred to the commit, so that the one row is locked for that moment only; once in a transaction."""
    yield (
        "CREATE OR REPLACE FUNCTION liaocheng_gk_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
        "IF current_setting('gk.edition_of', true) IS DISTINCT FROM pg_current_xact_id()::text THEN "
        "PERFORM set_config('gk.edition_of', pg_current_xact_id()::text, true); "
        f"UPDATE {TABLE} SET token = replace(gen_random_uuid()::text, '-', ''); "
        "END IF; RETURN NULL; END $$"
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'new_edition'")
        done = {name for (name,) in cursor.fetchall()}
    for table in tables:
        if table not in done:
            yield (
                f"CREATE CONSTRAINT TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table} "
                "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION liaocheng_gk_new_edition()"
            )
