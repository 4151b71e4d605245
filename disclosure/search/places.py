"""Which item stands at a slot: packed like postings, ``BLOCK`` items to a block, in the pages of the segment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import Struct

from .grams import PLACE, key_of_number
from .postings import Posting

BLOCK = 120  # items

Place = tuple[int, int]  # (microseconds of publication, item): what lists are ordered by
_PLACE = Struct("<qq")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(time: int) -> datetime:
    return _EPOCH + time * _MICROSECOND


def key_of_slot(slot: int) -> int:
    return key_of_number(PLACE, slot // BLOCK)


def place_postings(places: list[Place]) -> Iterator[tuple[int, Posting]]:
    """(key, block) of all places of a segment, in order."""
    for first in range(0, len(places), BLOCK):
        block = b"".join(_PLACE.pack(*place) for place in places[first : first + BLOCK])
        yield key_of_slot(first), Posting(block)


def place_in(block: bytes, slot: int) -> Place:
    """Where a slot of this block stands."""
    return _PLACE.unpack_from(block, slot % BLOCK * _PLACE.size)
