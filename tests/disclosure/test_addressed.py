"""The question for an item gives what the ORM gives, however it is asked."""

import pytest
from django.db import connection

from disclosure.addressed import item_at
from disclosure.models import Item
from disclosure.models.item import OFFICE_ONLY
from tests.factories.disclosure import ItemFactory, attach, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(bureau) -> Item:
    return published(
        title="“题目”与\\反斜线'", body="<p>正文</p>", document_number="聊商发〔2026〕3号", expires_on=None
    )


def test_item_is_the_row_with_every_value_of_its_kind(item):
    connection.ensure_connection()
    for _ in range(3):  # once before it is prepared
        found, row = item_at(item.index_number), Item.objects.get(pk=item.pk)
        left_out = found.get_deferred_fields()
        assert left_out == {"search_text", *OFFICE_ONLY}
        for field in Item._meta.concrete_fields:
            if field.attname not in left_out:
                held, given = getattr(row, field.attname), getattr(found, field.attname)
                assert (field.attname, type(given), given) == (field.attname, type(held), held)
        assert (found._state.db, found._state.adding, found._status_read) == ("default", False, "published")


def test_what_an_item_has_beside_its_text_is_told(item):
    assert [
        getattr(item_at(item.index_number), f"has_{name}") for name in ("attachments", "links", "history")
    ] == [False] * 3
    attach(item)
    assert item_at(item.index_number).has_attachments


def test_no_draft_and_no_other_number_is_found(item):
    ItemFactory()
    for number in ("", "3715000045/2026-99999", "' OR 1=1 --"):
        assert item_at(number) is None
