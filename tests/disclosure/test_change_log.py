import pytest
from django.db import connection

from disclosure.change_log import ensure_triggers
from disclosure.models import ItemChange
from tests.factories.disclosure import published

pytestmark = pytest.mark.django_db


def test_triggers_that_a_rebuilt_table_lost_come_back_and_never_double(bureau):
    with connection.cursor() as cursor:
        on = " ON disclosure_item" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER disclosure_item_update{on}")
    published(title="没有记下")
    assert not ItemChange.objects.exists()
    ensure_triggers("default")
    ensure_triggers("default")
    published(title="记下一次")
    assert list(ItemChange.objects.values_list("change", flat=True)) == [1]
