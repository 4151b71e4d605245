"""The secret of a phone is readable in the database to nobody without the keys; old ones are moved into the vault."""

import base64
from binascii import unhexlify
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from liaocheng_gk.authenticator import Authenticator
from liaocheng_gk.keyring import DEMO, Keyring
from tests.factories import person
from tests.migrating import migrate

KEY = "00112233445566778899aabbccddeeff01234567"


def spellings(key: str) -> list[bytes]:
    raw = unhexlify(key)
    return [key.encode(), key.upper().encode(), raw, base64.b32encode(raw), base64.b64encode(raw)]


def readable(dump: bytes) -> list[bytes]:
    return [spelling for spelling in spellings(KEY) if spelling in dump]


def test_s29_a_dump_shows_no_secret_of_a_phone_and_the_phone_still_works(admin_user):
    device = Authenticator.objects.create(user=admin_user, name="手机", key=KEY)
    assert readable(repr(device.key).encode()) == [KEY.encode()]  # the search finds what is there
    dump = person.database_bytes()
    assert (b"gkv1:demo:" in dump, readable(dump)) == (True, [])
    out = StringIO()
    call_command("dumpdata", "liaocheng_gk.authenticator", stdout=out)
    assert readable(out.getvalue().encode()) == []
    assert Authenticator.objects.get().bin_key == unhexlify(KEY)


def test_a_secret_put_under_another_name_opens_nothing(admin_user, staff):
    mine = Authenticator.objects.create(user=admin_user, name="手机", key=KEY)
    other = Authenticator.objects.create(user=staff("li"), name="手机")
    stolen = Authenticator.objects.get(pk=mine.pk).__dict__["key"]
    Authenticator.objects.filter(pk=other.pk).update(key=stolen)
    with pytest.raises(Exception, match="another place"):
        _ = Authenticator.objects.get(pk=other.pk).bin_key


def test_rotation_seals_the_secret_anew_so_that_the_old_key_can_go(admin_user, settings):
    Authenticator.objects.create(user=admin_user, name="手机", key=KEY)
    settings.GK_VAULT_KEYS = Keyring({"new": b"n" * 32, **DEMO.keys}, DEMO.lookup)
    call_command("rotate_vault", stdout=StringIO())
    settings.GK_VAULT_KEYS = Keyring({"new": b"n" * 32}, DEMO.lookup)
    assert Authenticator.objects.get().key == KEY


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_phones_bound_before_are_moved_into_the_vault_and_back(put_back):
    old = migrate(("liaocheng_gk", "0010_authenticator"), ("auth", "0012_alter_user_first_name_max_length"))
    user = old.get_model("auth", "User").objects.create(username="li")
    bound = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    device = (
        MigrationExecutor(connection)
        .loader.project_state([("otp_totp", "0003_add_timestamps")])
        .apps.get_model("otp_totp", "TOTPDevice")
    )
    row = device.objects.create(
        user_id=user.pk, name="手机验证器", key=KEY, last_t=7, throttling_failure_count=2
    )
    device.objects.filter(pk=row.pk).update(created_at=bound)
    new = migrate(("liaocheng_gk", "0011_seal_authenticators")).get_model("liaocheng_gk", "Authenticator")
    moved = new.objects.get()
    assert (moved.key, moved.last_t, moved.throttling_failure_count, moved.created_at) == (KEY, 7, 2, bound)
    assert device.objects.count() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM liaocheng_gk_authenticator")
        assert cursor.fetchone()[0].startswith("gkv1:demo:")
    migrate(("liaocheng_gk", "0010_authenticator"))
    assert (device.objects.get().key, device.objects.get().created_at) == (KEY, bound)
