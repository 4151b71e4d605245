"""Rotation of the vault's keys: everything sealed by an older key is sealed anew by the current one.

Can be stopped and run again at any time: what is done is known by the key's id in each ciphertext. Works beside
running servers: a row that changed meanwhile is left to the next run.
"""

from collections import Counter

from django.apps import apps
from django.conf import settings
from django.core.files.storage import storages
from django.db import models

from .storage import SealedFiles
from .vault import (
    WAITING,
    LookupField,
    Sealed,
    lookup_fields,
    lookup_hash,
    open_file,
    open_text,
    open_waiting,
    seal_file,
    seal_text,
    seal_waiting,
    sealed_fields,
)

CHUNK = 500


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def rotate_texts() -> int:
    """Seal anew what an older key sealed; how many texts. Raises VaultError where a key is missing."""
    current = settings.GK_VAULT_KEYS.current
    count = 0
    for model in sealed_models():
        for row in model._base_manager.order_by("pk").iterator(CHUNK):
            for field in sealed_fields(model):
                stored = row.__dict__[field.attname]
                if isinstance(stored, Sealed) and stored.key_id != current:
                    fresh = seal_text(open_text(stored, field.place(row)), field.place(row))
                    count += model._base_manager.filter(pk=row.pk, **{field.name: stored}).update(
                        **{field.name: fresh}
                    )
    return count


def rotate_files() -> int:
    """The same for the private files; how many."""
    storage = private_files()
    current = settings.GK_VAULT_KEYS.current
    count = 0
    for name in storage.names():
        try:
            if storage.is_infected(name) or storage.key_of(name) == current:
                continue
            stored = storage.stored(name)
            if stored.startswith(WAITING):
                storage.replace(name, seal_waiting(open_waiting(stored, name), name))
            else:
                storage.replace(name, seal_file(open_file(stored, name), name))
            count += 1
        except FileNotFoundError:  # deleted since the list was made
            continue
    return count


def renew_lookups() -> int:
    """Write every look-up column anew with the present look-up key; how many differed."""
    count = 0
    for model in apps.get_models():
        fields = lookup_fields(model)
        if not fields:
            continue
        for row in model._base_manager.order_by("pk").iterator(CHUNK):
            changed = {field.name: digest for field in fields if (digest := _digest(field, row)) is not None}
            if changed:
                model._base_manager.filter(pk=row.pk).update(**changed)
                count += len(changed)
    return count


def _digest(field: LookupField, row: models.Model) -> str | None:
    """What the column should hold; None if it does."""
    digest = lookup_hash(field.purpose, getattr(row, field.source))
    return digest if digest != getattr(row, field.attname) else None


def keys_in_use() -> Counter[str]:
    """How many texts and files each key still has to open; a key that is not among them can be dropped."""
    used: Counter[str] = Counter()
    for model in sealed_models():
        for row in model._base_manager.order_by("pk").iterator(CHUNK):
            stored = (row.__dict__[field.attname] for field in sealed_fields(model))
            used.update(text.key_id for text in stored if isinstance(text, Sealed))
    storage = private_files()
    used.update(storage.key_of(name) or "未加密" for name in storage.names() if not storage.is_infected(name))
    return used


def private_files() -> SealedFiles:
    storage = storages["private"]
    if not isinstance(storage, SealedFiles):
        raise TypeError("the private storage does not seal its files")
    return storage
