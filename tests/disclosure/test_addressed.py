"""The questions for an item and for a list give what the ORM gives, however they are asked."""

import pytest
from django.db import connection

from disclosure.addressed import item_at
from disclosure.models import Item
from disclosure.models.item import OFFICE_ONLY
from disclosure.paging import page_of_categories
from disclosure.search.places import microseconds
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


def test_list_holds_the_rows_with_every_value_of_its_kind(item):
    published(category=item.category, title="另一个题目")
    connection.ensure_connection()
    for _ in range(3):
        page = page_of_categories([item.category_id], size=20, after=None, before=None)
        assert [found.pk for found in page.items] == list(Item.objects.newest().values_list("pk", flat=True))
        for found in page.items:
            row = Item.objects.get(pk=found.pk)
            for field in Item._meta.concrete_fields:
                if field.attname not in found.get_deferred_fields():
                    held, given = getattr(row, field.attname), getattr(found, field.attname)
                    assert (field.attname, type(given), given) == (field.attname, type(held), held)


def test_list_is_behind_and_before_a_place_however_it_is_asked(item):
    others = [published(category=item.category, title=f"第{number}条") for number in range(5)]
    every = list(Item.objects.newest())
    connection.ensure_connection()
    for _ in range(2):
        edge = (microseconds(every[2].published_at), every[2].pk)
        behind = page_of_categories([item.category_id], size=2, after=edge, before=None)
        before = page_of_categories([item.category_id], size=2, after=None, before=edge)
        assert (behind.items, before.items) == (every[3:5], every[:2])
    assert len(every) == len(others) + 1
