"""Move the phones of staff from django-otp's table, where their secrets stood readable, into the vault."""

from django.db import migrations

SAME = (
    "user_id", "name", "confirmed", "drift", "last_t", "throttling_failure_timestamp", "throttling_failure_count",
    "key",
)  # fmt: skip
TIMES = ("created_at", "last_used_at")  # the model writes the first itself when the row is made


def seal(apps, schema_editor):
    move(
        apps.get_model("otp_totp", "TOTPDevice"),
        apps.get_model("liaocheng_gk", "Authenticator"),
        schema_editor,
    )


def unseal(apps, schema_editor):
    move(
        apps.get_model("liaocheng_gk", "Authenticator"),
        apps.get_model("otp_totp", "TOTPDevice"),
        schema_editor,
    )


def move(old, new, schema_editor):
    alias = schema_editor.connection.alias
    for device in old.objects.using(alias).order_by("pk"):
        moved = new.objects.using(alias).create(**{name: getattr(device, name) for name in SAME})
        new.objects.using(alias).filter(pk=moved.pk).update(**{name: getattr(device, name) for name in TIMES})
        device.delete()


class Migration(migrations.Migration):
    dependencies = [("liaocheng_gk", "0010_authenticator"), ("otp_totp", "0003_add_timestamps")]
    operations = [migrations.RunPython(seal, unseal)]
