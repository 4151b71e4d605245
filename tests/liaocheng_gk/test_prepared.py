"""Questions that PostgreSQL keeps prepared; every other database, and every doubt, is left to the ordinary way."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from liaocheng_gk.prepared import answer_of, rows_of

QUESTION = "SELECT %s::int + 1, %s::text"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def on_postgresql() -> bool:
    connection.close()
    connection.ensure_connection()
    return connection.vendor == "postgresql"


def test_rows_come_with_their_kinds_and_the_statement_is_made_once(on_postgresql):
    expected = [(42, "信息")] if on_postgresql else None
    for _ in range(2):
        assert rows_of(connection, QUESTION, ("41", "信息")) == expected


def test_fault_is_left_to_the_ordinary_way_and_the_connection_stays(on_postgresql):
    assert answer_of(connection, "SELECT nothing FROM nowhere") is None
    assert answer_of(connection, QUESTION, ("no number", "")) is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_statement_that_the_server_forgot_is_made_again(on_postgresql):
    if on_postgresql:
        rows_of(connection, QUESTION, ("41", ""))
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")
    assert (rows_of(connection, QUESTION, ("41", "")) is not None) == on_postgresql


def test_within_a_transaction_and_where_queries_are_counted_the_ordinary_way_is_taken(on_postgresql):
    with transaction.atomic():
        assert answer_of(connection, QUESTION, ("41", "")) is None
    with CaptureQueriesContext(connection):
        assert answer_of(connection, QUESTION, ("41", "")) is None


def test_without_a_connection_the_ordinary_way_makes_one(on_postgresql):
    connection.close()
    assert answer_of(connection, QUESTION, ("41", "")) is None
