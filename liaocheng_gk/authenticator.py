"""The phone of a member of staff that shows codes (TOTP, RFC 6238), with its secret sealed in the vault."""

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from .vault import SealedCharField


def new_key() -> str:
    """20 random bytes, hexadecimal: what RFC 4226 recommends."""
    return random_hex(20)


class Authenticator(TimestampMixin, ThrottlingMixin, Device):
    """django-otp's TOTP device but for its secret, which that package keeps readable in the database.

    ``step``, ``t0``, ``digits`` and ``tolerance`` are what every phone takes for granted, so no row holds them.
    """

    key = SealedCharField("密钥", bind="user_id", max_length=40, default=new_key, editable=False)
    drift = models.SmallIntegerField("时钟偏差", default=0, editable=False)
    last_t = models.BigIntegerField("最近一次的时间步", default=-1, editable=False)

    step, t0, digits, tolerance = 30, 0, 6, 1

    verify_token = TOTPDevice.verify_token
    get_throttle_factor = TOTPDevice.get_throttle_factor
    bin_key = TOTPDevice.bin_key
    config_url = TOTPDevice.config_url
    _read_str_from_settings = TOTPDevice._read_str_from_settings

    class Meta(Device.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "手机验证器"
        default_permissions = ("delete",)  # who has one bound is the administrator's business alone
