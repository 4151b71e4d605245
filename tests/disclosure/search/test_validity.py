"""The filter by validity asks what holds today, as the page of the item says it, not what was once stored."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.law.lifetime import standing, standings
from disclosure.law.publication import ENDED, Validity
from disclosure.models import Item
from disclosure.search import Filters, search
from disclosure.search.indexing import take_in_changes
from disclosure.search.postings import slots_of
from disclosure.search.spans import pack_spans, slots_standing
from tests.factories.disclosure import CategoryFactory, moment, public_row

DAY = date(2026, 3, 10)
DAYS = (None, DAY - timedelta(days=1), DAY, DAY + timedelta(days=1))


def allowed(
    validity: Validity, in_force_on: date | None, expires_on: date | None, ended_on: date | None
) -> bool:
    """Whether the database takes such a row."""
    if in_force_on and expires_on and expires_on < in_force_on:
        return False
    return (validity in ENDED or ended_on is None) and (
        validity is not Validity.REPEALED or ended_on is not None
    )


@pytest.mark.django_db
def test_every_combination_is_found_by_what_holds_on_the_day(bureau, small_segments):
    category = CategoryFactory()
    rows = [given for given in product(Validity, DAYS, DAYS, DAYS) if allowed(*given)]
    for number, (validity, in_force_on, expires_on, ended_on) in enumerate(rows):
        public_row(
            index_number=f"113715000046313412/2026-{number:05d}",
            category=category,
            title="商务",
            validity=validity.value,
            in_force_on=in_force_on,
            expires_on=expires_on,
            repealed_on=ended_on,
            at=moment(3 + number % 20),
        )
    assert len(rows) > 100
    for indexed in (False, True):
        if indexed:
            take_in_changes()
        for today in (DAY - timedelta(days=2), DAY, DAY + timedelta(days=3)):
            items = Item.objects.order_by("-published_at", "-pk")
            for validity in Validity:
                expected = [item.pk for item in items if item.standing(today) is validity]
                found = search("商务", filters=Filters(validity=validity, today=today), size=len(rows))
                assert [rank.place[1] for rank in found.ranks] == expected
                assert found.count == len(expected)


@pytest.mark.django_db
def test_the_page_asks_for_the_validity_of_today(bureau, client):
    category = CategoryFactory()
    public_row(category=category, title="已经过期的办法", validity="in_force", expires_on=date(2025, 1, 1))
    public_row(category=category, title="一直有效的办法", validity="in_force")
    for _ in range(2):
        page = client.get("/search/?q=办法&validity=in_force").content.decode()
        assert "一直有效的" in page
        assert "已经过期的" not in page
        page = client.get("/search/?q=办法&validity=lapsed").content.decode()
        assert "一直有效的" not in page
        assert "已经过期的" in page
        take_in_changes()


DATES = st.none() | st.dates(DAY - timedelta(days=3), DAY + timedelta(days=3))


@given(rows=st.lists(st.tuples(st.sampled_from(Validity), DATES, DATES, DATES)), today=st.dates())
def test_spans_give_back_what_holds_on_any_day(rows, today):
    spans = pack_spans((slot, standings(*row)) for slot, row in enumerate(rows))
    for day, validity in product((today, DAY), Validity):
        slots = list(slots_of(slots_standing(spans, validity, day), newest_first=False))
        assert slots == [slot for slot, row in enumerate(rows) if standing(*row, day) is validity]
