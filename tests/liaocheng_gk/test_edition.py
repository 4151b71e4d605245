"""The edition changes with everything public pages show, in the same transaction, whoever writes."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import F

from disclosure.models import Category, Item
from disclosure.publication import withdraw
from liaocheng_gk import edition
from liaocheng_gk.models import Agency, Edition, Heartbeat
from tests.factories.disclosure import ItemFactory, attach, moment, office, published

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def changes(bureau):
    """Whether the edition is another one since the last call."""
    last = [edition.current()]

    def changed() -> bool:
        before, last[0] = last[0], edition.current()
        assert last[0] is not None
        return last[0] != before

    return changed


def test_edition_is_new_after_publication_change_and_withdrawal(changes):
    item = published()
    assert changes()
    attach(item)
    assert changes()
    withdraw(item, by=office(), at=moment(20), reason="含个人信息")
    assert changes()


def test_edition_is_new_after_changes_that_pass_by_every_door(changes):
    ItemFactory()
    assert changes()
    Item.objects.update(title="改了题目")
    assert changes()
    Item.objects.bulk_create([ItemFactory.build(category=Category.objects.get())])
    assert changes()
    Item.objects.all().delete()
    assert changes()
    Agency.objects.update(phone="0635-0000000")
    assert changes()


def test_edition_stays_while_nothing_public_changes(changes):
    office()
    Heartbeat.beat("remind", moment())
    assert not changes()


def test_edition_of_a_change_that_is_rolled_back_stays(changes):
    item = ItemFactory()
    changes()
    with transaction.atomic():
        Item.objects.filter(pk=item.pk).update(formed_on=F("formed_on") + timedelta(days=1))
        transaction.set_rollback(True)
    assert not changes()


def test_edition_never_comes_again(changes):
    seen = {edition.current()}
    for number in range(20):
        Agency.objects.update(phone=f"0635-{number}")
        seen.add(edition.current())
    assert len(seen) == 21


def test_edition_without_its_row_is_none(bureau):
    Edition.objects.all().delete()
    assert edition.current() is None


def test_edition_watches_every_model_that_a_room_names():
    tables = edition.watched_tables()
    assert {"disclosure_item", "disclosure_category", "reports_report", "liaocheng_gk_agency"} <= set(tables)
    named = sum(len(getattr(config, "public_models", ())) for config in apps.get_app_configs())
    assert len(tables) == len(set(tables)) == named
