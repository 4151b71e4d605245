from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.search.postings import (
    BITMAP_BYTES,
    CAPACITY,
    PAGE_BYTES,
    Posting,
    as_bits,
    bits_of,
    in_all,
    in_any,
    pack,
    pages,
    posting_in,
    slots_of,
)

SLOTS = st.sets(st.integers(0, CAPACITY - 1), max_size=60)


def packed(slots) -> bytes:
    return pack(array("H", sorted(slots)))


DENSE = set(range(0, CAPACITY, 7))


@given(slots=SLOTS, dense=st.booleans())
def test_a_posting_gives_back_its_slots(slots, dense):
    slots = slots | DENSE if dense else slots
    posting = packed(slots)
    assert (len(posting) == BITMAP_BYTES) == dense
    assert list(slots_of(as_bits(posting), newest_first=False)) == sorted(slots)
    assert list(slots_of(as_bits(posting), newest_first=True)) == sorted(slots, reverse=True)


@given(some=st.lists(st.tuples(SLOTS, st.booleans()), min_size=1, max_size=4))
def test_all_and_any_are_those_of_sets(some):
    sets = [slots | DENSE if dense else slots for slots, dense in some]
    postings = [packed(slots) for slots in sets]
    assert in_all(postings) == bits_of(set.intersection(*sets))
    assert in_any(postings) == bits_of(set.union(*sets))


@given(
    keys=st.dictionaries(
        st.integers(0, 2**61), st.tuples(st.integers(0, 800), st.integers(0, 99)), max_size=30
    ),
    frequent=st.integers(0, 2**61),
)
def test_pages_hold_every_key_and_stay_small_enough_for_a_row(keys, frequent):
    keys[frequent] = (CAPACITY // 2, CAPACITY)
    postings = {key: Posting(*map(packed, map(range, keys[key]))) for key in sorted(keys)}
    packed_pages = list(pages(postings.items()))
    assert [first for first, page in packed_pages if len(page) > PAGE_BYTES] == [frequent]
    found = {}
    for first, page in packed_pages:
        for key in postings:
            if any(posting := posting_in(page, key)):
                assert key >= first
                found[key] = posting
    assert found == {key: posting for key, posting in postings.items() if any(posting)}
    assert {posting_in(page, 2**62) for _, page in packed_pages} == {Posting()}


@pytest.mark.parametrize("slots", [set(), {0}, {CAPACITY - 1}, set(range(CAPACITY))])
def test_the_ends_of_a_segment_are_kept(slots):
    assert as_bits(packed(slots)) == bits_of(slots)
    assert bits_of(slots).bit_count() == len(slots)


def test_a_missing_key_empties_the_whole():
    assert in_all([packed({1, 2}), b""]) == 0
