"""The database itself refuses to change or delete an entry of the audit log."""

from django.db import migrations

from liaocheng_gk.audit_guard import lift_guard, set_guard


class Migration(migrations.Migration):
    dependencies = [("liaocheng_gk", "0006_audit")]
    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: set_guard(schema_editor.connection),
            lambda apps, schema_editor: lift_guard(schema_editor.connection),
        )
    ]
