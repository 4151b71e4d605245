"""Files that no row names, public or private: what came of an act that was cut off or rolled back.

A file is written before the transaction that names it ends, and deleted after the one that forgets it. Cut off in
between, the file stays without a row; the next sweep takes it away. Files that wait for a form to be filed have a
sweep of their own.
"""

from datetime import datetime, timedelta

from django.apps import apps
from django.core.files.storage import storages
from django.db.models import Field, FileField, Model

from .storage import SealedFiles

# What is younger may still get its row. A submission takes seconds; a public file left lying harms nobody, for no
# address leads to it, and one taken too early would be lost.
OLD_ENOUGH = {"private": timedelta(hours=1), "default": timedelta(days=1)}
WAITING = "pending/"


def orphans(now: datetime, *, place: str = "private", older_than: timedelta | None = None) -> list[str]:
    """Names of files that no row names.

    Args:
        place: ``private``, or ``default`` for the public ones.
        older_than: the age from which on they count; that of the place if left out.
    """
    storage, age = storages[place], OLD_ENOUGH[place] if older_than is None else older_than
    # The files first: a file that gets its row while this runs is then seen in the rows.
    names = {name for name in storage.names() if not name.startswith(WAITING)} - named_files(place)
    # Once more: a name that goes from one table to another may have been missed in both.
    names -= named_files(place) if names else set()
    return [
        name
        for name in sorted(names)
        if storage.exists(name) and storage.get_modified_time(name) <= now - age
    ]


def sweep(now: datetime, *, older_than: timedelta | None = None) -> int:
    """Delete them, public and private; returns how many."""
    swept = 0
    for place in OLD_ENOUGH:
        for name in orphans(now, place=place, older_than=older_than):
            storages[place].delete(name)
            swept += 1
    return swept


def named_files(place: str = "private") -> set[str]:
    """Every file of a place that some row names."""
    return {
        name
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if _place_of(model, field) == place
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if name
    }


def _place_of(model: type[Model], field: Field) -> str | None:
    """Where the file lies that a column names; None if it names none.

    A model may hold the name of a public file in a column of words, and then says which: ``public_file``.
    """
    if isinstance(field, FileField):
        return "private" if isinstance(field.storage, SealedFiles) else "default"
    return "default" if field.name == getattr(model, "public_file", None) else None
