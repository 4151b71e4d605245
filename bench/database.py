"""A database of its own for a benchmark: SQLite in a temporary file, with the bureau's data."""

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def bureau_database() -> Iterator[None]:
    """Set up Django on a new database; what a benchmark imports from the rooms it imports inside."""
    with tempfile.TemporaryDirectory(prefix="gk-bench-") as folder:
        file = Path(folder) / "bench.sqlite3"
        os.environ["GK_TEST_DATABASE"] = f"sqlite:///{file}"
        os.environ["DJANGO_SETTINGS_MODULE"] = "liaocheng_gk.settings.test"
        import django  # noqa: PLC0415 -- settings are named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415 -- needs the set-up
        from django.db import connection  # noqa: PLC0415

        connection.settings_dict["NAME"] = str(file)  # a second benchmark of this process finds settings read
        call_command("migrate", verbosity=0)
        call_command("load_bureau", stdout=io.StringIO())
        try:
            yield
        finally:
            connection.close()
