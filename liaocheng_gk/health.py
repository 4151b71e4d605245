"""`/healthz`: whether this machine can serve, for the monitor. Says nothing that a stranger should not read."""

from collections.abc import Callable

from django.core.files.storage import storages
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from .calendars import load_calendar
from .models import Agency
from .vault_check import keys_open_the_data


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _agency() -> bool:
    return Agency.objects.exists()


def _calendar() -> bool:
    return load_calendar().is_official(timezone.localdate())


def _private_folder() -> bool:
    return storages["private"].is_ready()


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "agency": _agency,
    "calendar": _calendar,
    "private_folder": _private_folder,
    "vault": keys_open_the_data,
}


def healthz(request: HttpRequest) -> JsonResponse:
    results = {name: _passes(check) for name, check in CHECKS.items()}
    return JsonResponse(
        {"status": "ok" if all(results.values()) else "failing", "checks": results},
        status=200 if all(results.values()) else 503,
        headers={"Cache-Control": "no-store"},
    )


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, OSError):
        return False
