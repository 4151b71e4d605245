"""PostgreSQL keeps the text that is searched in the row itself, unpacked as long as it fits; long ones quick to unpack."""

from django.db import migrations

IN_THE_ROW = "ALTER TABLE disclosure_item ALTER COLUMN search_text SET STORAGE MAIN"
QUICK_TO_UNPACK = """DO $$ BEGIN
  ALTER TABLE disclosure_item ALTER COLUMN search_text SET COMPRESSION lz4;
  ALTER TABLE disclosure_item ALTER COLUMN body SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;  -- a server built without it
END $$"""
BACK = """ALTER TABLE disclosure_item ALTER COLUMN search_text SET STORAGE EXTENDED,
  ALTER COLUMN search_text SET COMPRESSION default, ALTER COLUMN body SET COMPRESSION default"""


def at_hand(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (IN_THE_ROW, QUICK_TO_UNPACK):
            schema_editor.execute(statement)


def back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BACK)


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_life")]
    operations = [migrations.RunPython(at_hand, back)]
