"""A database of its own for a benchmark, with the bureau's data: SQLite in a temporary file, or PostgreSQL.

PostgreSQL where GK_TEST_DATABASE names one (``tests/on_postgres.sh python -m bench …``); it is emptied afterwards,
unless BENCH_KEEP names a folder in which what took long to make is kept (``tests/postgres_in.sh``).
"""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def kept_folder() -> Path | None:
    """Where a benchmark keeps what it made for the next run, if it is to."""
    named = os.environ.get("BENCH_KEEP", "")
    return Path(named) if named else None


@contextmanager
def bureau_database() -> Iterator[None]:
    """Set up Django on a new database; what a benchmark imports from the rooms it imports inside."""
    with tempfile.TemporaryDirectory(prefix="gk-bench-") as folder:
        given = os.environ.get("GK_TEST_DATABASE", "")
        server = given if given.startswith("postgresql:") else ""
        file = Path(folder) / "bench.sqlite3"
        os.environ["GK_TEST_DATABASE"] = server or f"sqlite:///{file}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "liaocheng_gk.settings.test"
        import django  # noqa: PLC0415 -- settings are named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 -- needs the set-up
        from django.db import connection  # noqa: PLC0415

        if not server:  # a second benchmark of this process finds settings read
            connection.settings_dict["NAME"] = str(file)
        call_command("migrate", verbosity=0)
        call_command("load_bureau", stdout=io.StringIO())
        try:
            yield
        finally:
            if server and not kept_folder():
                call_command("flush", interactive=False, verbosity=0)
            connection.close()


@contextmanager
def small_database() -> Iterator[str]:
    """The name of another database beside this one for a while, with the bureau's data and no items."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    large = connection.settings_dict["NAME"]
    server = connection.vendor == "postgresql"
    small = "gk_small" if server else f"{large}-small"
    drop = f"DROP DATABASE IF EXISTS {small}"
    if server:
        with connection.cursor() as cursor:
            cursor.execute(drop)
            cursor.execute(f"CREATE DATABASE {small}")
    turn_to(small)
    try:
        call_command("migrate", verbosity=0)
        call_command("load_bureau", stdout=io.StringIO())
        yield small
    finally:
        turn_to(large)
        if server:
            with connection.cursor() as cursor:
                cursor.execute(drop)


def turn_to(name: str) -> None:
    """Ask another database from now on."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.settings_dict["NAME"] = name
