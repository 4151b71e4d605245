"""Several queries that see one and the same state of the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from liaocheng_gk.replicas import reading


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction in which PostgreSQL shows what was there when it began, as SQLite always does."""
    connection = reading()
    outermost = not connection.in_atomic_block
    with transaction.atomic(using=connection.alias):
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
