"""Which item stands at a slot: packed like postings, ``BLOCK`` items to a block, in the pages of the segment."""

from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from .grams import PLACE, key_of_number
from .postings import Posting

BLOCK = 120  # items

Place = tuple[int, int]  # (microseconds of publication, item): what lists are ordered by


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
        block = places[first : first + BLOCK]
        flat = array("q", (number for place in block for number in place))
        yield key_of_slot(first), Posting(flat.tobytes())


def places_in(block: bytes) -> list[Place]:
    flat = memoryview(block).cast("q").tolist()
    return list(zip(flat[::2], flat[1::2], strict=True))
