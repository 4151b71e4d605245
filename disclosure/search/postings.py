"""Which items of a segment hold a key, packed: pages of sorted keys, each with the slots of its items.

A segment holds up to ``CAPACITY`` items in the order of their publication; an item's place there is its slot. The
slots of a frequent key are a bitmap, those of a rarer one a list. Pages stay below 2,000 bytes, so PostgreSQL keeps
them in the row itself; what a frequent key has is longer, and a page of its own.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

CAPACITY = 65_536  # items: what 16 bits tell apart
BITMAP_BYTES = CAPACITY // 8
PAGE_BYTES = 1_950
_HEAD, _ENTRY = 8, 12  # bytes of a page's head, and of a key with the ends of its postings

FEW = 16  # bits that are sooner taken one by one than written out
SOONER_LOOKED_UP = 8  # times shorter, a list is looked up in the other


class Posting(NamedTuple):
    """The slots, packed, of the items that hold a key at all, and of those that hold it in their title."""

    held: bytes = b""
    titled: bytes = b""


def pack(slots: array) -> bytes:
    """``slots`` (ascending, unsigned 16 bit) as a list or, if that is shorter, as a bitmap."""
    if len(slots) * slots.itemsize < BITMAP_BYTES:
        return slots.tobytes()
    bitmap = bytearray(BITMAP_BYTES)
    for slot in slots:
        bitmap[slot >> 3] |= 1 << (slot & 7)
    return bytes(bitmap)


def pages(postings: Iterable[tuple[int, Posting]]) -> Iterator[tuple[int, bytes]]:
    """Pack (key, posting), ascending by key, into pages; yields (first key, page)."""
    held: list[tuple[int, Posting]] = []
    used = _HEAD
    for key, posting in postings:
        more = sum(map(len, posting)) + _ENTRY
        if held and used + more > PAGE_BYTES:
            yield held[0][0], _page(held)
            held, used = [], _HEAD
        held.append((key, posting))
        used += more
    if held:
        yield held[0][0], _page(held)


def _page(held: list[tuple[int, Posting]]) -> bytes:
    keys = array("Q", (key for key, _ in held))
    parts = [part for _, posting in held for part in posting]
    ends = array("H", accumulate(map(len, parts)))
    return b"".join((len(held).to_bytes(_HEAD, "little"), keys.tobytes(), ends.tobytes(), *parts))


def posting_in(page: bytes, key: int) -> Posting:
    """The posting of ``key`` in a page; empty if the page has none."""
    view = memoryview(page)
    count = int.from_bytes(view[:_HEAD], "little")
    keys = view[_HEAD : _HEAD + 8 * count].cast("Q")
    place = bisect_left(keys, key)
    if place == count or keys[place] != key:
        return Posting()
    parts = view[_HEAD + _ENTRY * count :]
    ends = view[_HEAD + 8 * count : _HEAD + _ENTRY * count].cast("H")
    start, middle, end = ends[2 * place - 1] if place else 0, ends[2 * place], ends[2 * place + 1]
    return Posting(bytes(parts[start:middle]), bytes(parts[middle:end]))


def as_bits(posting: bytes) -> int:
    """A posting as one long integer, bit n for slot n."""
    if len(posting) == BITMAP_BYTES:
        return int.from_bytes(posting, "little")
    return bits_of(array("H", posting))


def bits_of(slots: Iterable[int]) -> int:
    bitmap = bytearray(BITMAP_BYTES)
    for slot in slots:
        bitmap[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(bitmap, "little")


def in_all(postings: list[bytes]) -> int:
    """The slots that stand in every posting, as bits. The shortest lists go first, so rare keys are quick."""
    if not all(postings):
        return 0
    ordered = sorted(postings, key=len)
    lists = [array("H", posting) for posting in ordered if len(posting) < BITMAP_BYTES]
    bitmaps = [posting for posting in ordered if len(posting) == BITMAP_BYTES]
    if not lists:
        found = as_bits(bitmaps[0])
        for posting in bitmaps[1:]:
            found &= as_bits(posting)
        return found
    slots = set(lists[0])
    for others in lists[1:]:
        if len(slots) * SOONER_LOOKED_UP < len(others):
            slots = {slot for slot in slots if others[bisect_left(others, slot, hi=len(others) - 1)] == slot}
        else:
            slots.intersection_update(others)
    for bitmap in bitmaps:
        slots = {slot for slot in slots if bitmap[slot >> 3] >> (slot & 7) & 1}
    return bits_of(slots) if slots else 0


def in_any(postings: list[bytes]) -> int:
    found = 0
    for posting in postings:
        if posting:
            found |= as_bits(posting)
    return found


def slots_of(bits: int, *, newest_first: bool) -> Iterator[int]:
    """The numbers of the set bits, in order."""
    for _ in range(FEW):
        if not bits:
            return
        slot = (bits if newest_first else bits & -bits).bit_length() - 1
        yield slot
        bits ^= 1 << slot
    written = bin(bits)[2:]
    last = len(written) - 1
    if newest_first:
        at = written.find("1")
        while at >= 0:
            yield last - at
            at = written.find("1", at + 1)
        return
    at = written.rfind("1")
    while at >= 0:
        yield last - at
        at = written.rfind("1", 0, at)
