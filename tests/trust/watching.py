"""What a request leaves behind: rows, by count and by hash, the tables it wrote to, and the files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

WRITING = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"(\w+)\"", re.IGNORECASE)
# A look may renew the visitor's own session, and a look at personal data is put on record; nothing else is written.
MAY_BE_WRITTEN = frozenset({"django_session", "django_admin_log", "liaocheng_gk_auditentry"})


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that the SQL inside the block wrote to."""
    found: set[str] = set()

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if match := WRITING.match(str(sql)):
            found.add(match.group(1))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield found


def content() -> dict[str, tuple[int, str]]:
    """Rows and hash of every table but ``MAY_BE_WRITTEN``, and of the stored files."""
    with connection.cursor() as cursor:
        tables = sorted(set(connection.introspection.table_names(cursor)) - MAY_BE_WRITTEN)
        found = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = sorted(repr(row) for row in cursor.fetchall())
            found[table] = (len(rows), sha256("\n".join(rows).encode()).hexdigest())
    return found | {str(root): _files(Path(root)) for root in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT)}


def _files(root: Path) -> tuple[int, str]:
    files = sorted(path for path in root.rglob("*") if path.is_file())
    digests = [f"{path.relative_to(root)} {sha256(path.read_bytes()).hexdigest()}" for path in files]
    return len(files), sha256("\n".join(digests).encode()).hexdigest()
