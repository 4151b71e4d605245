"""The triggers that write ``ItemChange``: in the transaction of the change itself, whoever makes it, in bulk or not.

They are made again after every migration, because SQLite drops them when it rebuilds the table of the items.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from .law.publication import Status

_BEGUN = "SELECT {row}id, {row}category_id, 1, {now} {where} {row}status = '{public}'"
_CEASED = "SELECT {row}id, {row}category_id, -1, {now} {where} {row}status = '{public}'"
_LOG = "INSERT INTO disclosure_itemchange (item, category, change, at)"


def _insert(what: str, **parts: str) -> str:
    return f"{_LOG} {what.format(public=Status.PUBLISHED.value, **parts)};"


def _sqlite() -> Iterator[str]:
    ceased = _insert(_CEASED, row="OLD.", now="CURRENT_TIMESTAMP", where="WHERE")
    begun = _insert(_BEGUN, row="NEW.", now="CURRENT_TIMESTAMP", where="WHERE")
    for event, body in (("INSERT", begun), ("DELETE", ceased), ("UPDATE", ceased + begun)):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS disclosure_item_{event.lower()} AFTER {event} ON disclosure_item "
            f"BEGIN {body} END"
        )


def _postgresql() -> Iterator[str]:
    ceased = _insert(_CEASED, row="", now="now()", where="FROM gone WHERE")
    begun = _insert(_BEGUN, row="", now="now()", where="FROM come WHERE")
    yield (
        "CREATE OR REPLACE FUNCTION disclosure_log_item() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {ceased} END IF; IF TG_OP <> 'DELETE' THEN {begun} END IF; "
        "RETURN NULL; END $$"
    )
    tables = {"INSERT": "NEW TABLE AS come", "DELETE": "OLD TABLE AS gone"}
    tables["UPDATE"] = f"{tables['DELETE']} {tables['INSERT']}"
    for event, named in tables.items():
        yield (
            f"CREATE OR REPLACE TRIGGER disclosure_item_{event.lower()} AFTER {event} ON disclosure_item "
            f"REFERENCING {named} FOR EACH STATEMENT EXECUTE FUNCTION disclosure_log_item()"
        )


def ensure_triggers(using: str) -> None:
    connection = connections[using]
    if "disclosure_itemchange" not in connection.introspection.table_names():
        return  # a migration back to before the log
    with connection.cursor() as cursor:
        for statement in _postgresql() if connection.vendor == "postgresql" else _sqlite():
            cursor.execute(statement)


def ensure_after_migrate(**signal: Any) -> None:
    ensure_triggers(signal["using"])
