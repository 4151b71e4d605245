import hashlib
from datetime import datetime, timedelta
from typing import Self

from django.db import models


class FailedLookupQuerySet(models.QuerySet):
    def recent(self, now: datetime) -> Self:
        return self.filter(at__gt=now - FailedLookup.WINDOW)


class FailedLookup(models.Model):
    """A look-up with a wrong number or code; counted per number and per address, in the database for all workers."""

    WINDOW = timedelta(minutes=15)
    LIMITS = {"number": 10, "address": 30}

    key = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    objects = FailedLookupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "查询失败记录"
        default_permissions = ()

    @staticmethod
    def key_of(scope: str, value: str) -> str:
        return hashlib.sha256(f"{scope}:{value}".encode()).hexdigest()

    @classmethod
    def is_locked(cls, *, now: datetime, **tried: str) -> bool:
        """Whether any of ``tried`` (number=…, address=…) failed too often within the window."""
        return any(
            cls.objects.recent(now).filter(key=cls.key_of(scope, value)).count() >= cls.LIMITS[scope]
            for scope, value in tried.items()
        )

    @classmethod
    def note(cls, *, now: datetime, **tried: str) -> None:
        cls.objects.filter(at__lt=now - cls.WINDOW).delete()
        cls.objects.bulk_create(cls(key=cls.key_of(scope, value), at=now) for scope, value in tried.items())
