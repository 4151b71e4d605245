"""The index has another shape: it is emptied, every public item stands in the log, and is taken in from there."""

from importlib import import_module

from django.db import migrations

EMPTY = import_module("disclosure.migrations.0022_index_by_day").EMPTY


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0022_index_by_day")]
    operations = [migrations.RunSQL(EMPTY, EMPTY)]
