"""Private files that no row names: what a process that was cut off between the file and its row left behind.

A file is written before the transaction that names it ends. Killed in between, the row never comes to be and the file
stays; the next sweep takes it away. Files that wait for a form to be filed have a sweep of their own.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField

from .storage import SealedFiles

# A submission takes seconds; what is younger may still get its row.
OLD_ENOUGH = timedelta(hours=1)
WAITING = "pending/"


def orphans(now: datetime, *, older_than: timedelta = OLD_ENOUGH) -> list[str]:
    """Names of private files that no row names, older than ``older_than``."""
    storage = storages["private"]
    # The files first: a file that gets its row while this runs is then seen in the rows.
    names = [name for name in storage.names() if not name.startswith(WAITING)]
    named = named_files()
    return [
        name
        for name in names
        if name not in named and storage.exists(name) and storage.get_modified_time(name) <= now - older_than
    ]


def sweep(now: datetime, *, older_than: timedelta = OLD_ENOUGH) -> int:
    """Delete them; returns how many."""
    found = orphans(now, older_than=older_than)
    for name in found:
        storages["private"].delete(name)
    return len(found)


def named_files() -> set[str]:
    """Every private file that some row names."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, FileField) and isinstance(field.storage, SealedFiles)
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if name
    }
