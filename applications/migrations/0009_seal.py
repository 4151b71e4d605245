"""Seal what was stored readable: personal texts, look-up columns, drafts, and every private file.

Texts are sealed and opened in the migration's transaction. Files are not part of it, so each is looked at first and
done only once: a run that was cut off is simply run again.
"""

import json

from django.core.files.storage import storages
from django.db import migrations

from liaocheng_gk.vault import (
    Sealed,
    lookup_fields,
    open_file,
    open_text,
    seal_file,
    seal_text,
    sealed_fields,
)

MODELS = (
    "Application", "CaseEvent", "ApplicantFile", "Dispute", "DraftFile", "Feedback", "LetterFile", "Notice",
    "SavedFilter", "Service",
)  # fmt: skip


def seal_all(apps, schema_editor):
    for model in (apps.get_model("applications", name) for name in MODELS):
        for row in _rows(model, schema_editor):
            values = {}
            for field in sealed_fields(model):
                stored = row.__dict__[field.attname]
                if isinstance(stored, Sealed) and not stored.is_proper:
                    setattr(row, field.attname, stored.token)
                    values[field.attname] = seal_text(stored.token, field.place(row))
            values |= {field.attname: field.pre_save(row, False) for field in lookup_fields(model)}
            if values:
                _update(row, values, schema_editor)
    draft = apps.get_model("applications", "Draft")
    for row in _rows(draft, schema_editor):
        place = draft._meta.get_field("typed").place(row)
        _update(
            row,
            {"typed": seal_text(json.dumps(row.fields, ensure_ascii=False), place), "fields": {}},
            schema_editor,
        )
    storage = storages["private"]
    for name in storage.names():
        if storage.key_of(name) is None:
            storage.replace(name, seal_file(storage.stored(name), name))


def open_all(apps, schema_editor):
    for model in (apps.get_model("applications", name) for name in MODELS):
        for row in _rows(model, schema_editor):
            values = {}
            for field in sealed_fields(model):
                stored = row.__dict__[field.attname]
                if isinstance(stored, Sealed):
                    values[field.attname] = Sealed(open_text(stored, field.place(row)))
            if values:
                _update(row, values, schema_editor)
    for row in _rows(apps.get_model("applications", "Draft"), schema_editor):
        _update(row, {"fields": json.loads(row.typed or "{}"), "typed": ""}, schema_editor)
    storage = storages["private"]
    for name in storage.names():
        if storage.key_of(name) is not None:
            storage.replace(name, open_file(storage.stored(name), name))


def _rows(model, schema_editor):
    return model.objects.using(schema_editor.connection.alias).order_by("pk").iterator(chunk_size=500)


def _update(row, values, schema_editor):
    type(row).objects.using(schema_editor.connection.alias).filter(pk=row.pk).update(**values)


class Migration(migrations.Migration):
    dependencies = [("applications", "0008_vault_columns")]
    operations = [migrations.RunPython(seal_all, open_all)]
