"""Questions that PostgreSQL keeps prepared, for what public pages ask each time: a third of what a cursor costs.

Neither the ORM nor a cursor writes them, and the server plans them once in a connection. A statement is prepared where
the server does not know it, behind a pooler too. Whoever counts or logs queries is shown the ordinary question.
"""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import TypeVar

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from psycopg import OperationalError
from psycopg.adapt import Transformer
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

UNKNOWN_STATEMENT = b"26000"
M = TypeVar("M", bound=Model)


def answer_of(connection: BaseDatabaseWrapper, question: str, values: Sequence[str] = ()) -> PGresult | None:
    """What the server answers, as text; None: ask the ordinary way, which also finds out why.

    Args:
        question: with ``%s`` for each of ``values``.
    """
    if connection.vendor != "postgresql" or connection.connection is None:
        return None
    # Within a transaction a statement that is not known would be the end of it.
    if connection.in_atomic_block or connection.queries_logged:
        return None
    name, written = _statement(question)
    given = [value.encode() for value in values] or None
    server = connection.connection.pgconn
    try:
        found = server.exec_prepared(name, given)
        if found.error_field(DiagnosticField.SQLSTATE) == UNKNOWN_STATEMENT:
            server.prepare(name, written)
            found = server.exec_prepared(name, given)
    except (
        MemoryError,
        OperationalError,
    ):  # how psycopg says that libpq has no answer: the connection is dead
        return None
    return found if found.status == ExecStatus.TUPLES_OK else None


def rows_of(
    connection: BaseDatabaseWrapper, question: str, values: Sequence[str]
) -> list[tuple[object, ...]] | None:
    """The rows with their values as a cursor gives them; None as ``answer_of``."""
    found = answer_of(connection, question, values)
    if found is None:
        return None
    read = Transformer(connection.connection)
    read.set_pgresult(found)
    return read.load_rows(0, found.ntuples, tuple)


def instances_of(
    model: type[M], question: str, values: Sequence[object], names: Sequence[str], beside: Sequence[str] = ()
) -> list[M]:
    """What ``model.objects.raw`` gives for a question, by whichever way it can be asked.

    Args:
        names: of the fields that it asks for first, in the order of the model.
        beside: what the columns behind them are called, as attributes.
    """
    alias = router.db_for_read(model)
    rows = rows_of(connections[alias], question, [str(value) for value in values])
    if rows is None:
        return list(model.objects.using(alias).raw(question, values))
    found = []
    for row in rows:
        instance = model.from_db(alias, names, row[: len(names)])
        for name, value in zip(beside, row[len(names) :], strict=True):
            setattr(instance, name, value)
        found.append(instance)
    return found


@lru_cache
def _statement(question: str) -> tuple[bytes, bytes]:
    """Its name, which no other version of the code gives to another question, and its text for the server."""
    first, *rest = question.split("%s")
    written = first + "".join(f"${place}{part}" for place, part in enumerate(rest, 1))
    return b"gk_" + sha256(written.encode()).hexdigest()[:16].encode(), written.encode()
