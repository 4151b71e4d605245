"""Many at once, on PostgreSQL: numbers stay unique and without gap, one form files once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from applications.casework import submit
from applications.models import Application, IdentityDocument
from tests.factories.applications import FIELDS, scan

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def file_one(key: UUID) -> str:
    try:
        return submit(FIELDS, [scan()], submission_key=key, at=timezone.now()).number
    finally:
        connection.close()


def test_s21_fifty_parallel_applications_get_unique_gap_free_numbers():
    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(file_one, [uuid4() for _ in range(50)]))
    year = timezone.localdate().year
    assert sorted(numbers) == [f"YSQ{year}-{serial:04d}" for serial in range(1, 51)]


def test_twenty_clicks_on_one_form_file_once():
    key = uuid4()
    with ThreadPoolExecutor(20) as pool:
        numbers = set(pool.map(file_one, [key] * 20))
    assert len(numbers) == 1
    assert (Application.objects.count(), IdentityDocument.objects.count()) == (1, 1)
