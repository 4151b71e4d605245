"""Files that were public before there was a gate stay served; `scan_public` looks into them the next night."""

from django.db import migrations


def stay_public(apps, schema_editor):
    attachments = apps.get_model("disclosure", "Attachment").objects.using(schema_editor.connection.alias)
    attachments.filter(item__status="published").update(cleared="before-the-gate")


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0006_release_gate")]

    operations = [migrations.RunPython(stay_public, migrations.RunPython.noop, elidable=True)]
