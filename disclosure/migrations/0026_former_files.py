"""Addresses of files that readers had and have no more. Back again, the triggers go first: they ask this table, and the
column that the migration before it adds; post_migrate makes those that the code of the day knows.
"""

import django.db.models.deletion
from django.db import migrations, models


def drop_triggers(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS public_file_stays ON disclosure_attachment")
        return
    for event in ("insert", "update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS disclosure_attachment_public_{event}")


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0025_bulk_taking"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerFile",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200, verbose_name="附件名称")),
                ("left_at", models.DateTimeField(verbose_name="撤换时间")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_files",
                        to="disclosure.item",
                        verbose_name="信息条目",
                    ),
                ),
            ],
            options={
                "verbose_name": "撤换的附件",
                "verbose_name_plural": "撤换的附件",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
