"""Which items of a segment hold a key, packed: pages of sorted keys, each with the slots of its items.

A segment holds up to ``CAPACITY`` items in the order of their publication; an item's place there is its slot. The
slots of a frequent key are a bitmap, those of a rarer one a list. Pages stay below 2,000 bytes, so PostgreSQL keeps
them in the row itself.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

CAPACITY = 15_360  # items
BITMAP_BYTES = CAPACITY // 8
PAGE_BYTES = 1_950
_HEAD = 8


def pack(slots: array) -> bytes:
    """``slots`` (ascending, unsigned 16 bit) as a list or, if that is shorter, as a bitmap."""
    if len(slots) * slots.itemsize < BITMAP_BYTES:
        return slots.tobytes()
    bitmap = bytearray(BITMAP_BYTES)
    for slot in slots:
        bitmap[slot >> 3] |= 1 << (slot & 7)
    return bytes(bitmap)


def pages(postings: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Pack (key, posting), ascending by key, into pages; yields (first key, page)."""
    held: list[tuple[int, bytes]] = []
    used = _HEAD
    for key, posting in postings:
        more = len(posting) + 10
        if held and used + more > PAGE_BYTES:
            yield held[0][0], _page(held)
            held, used = [], _HEAD
        held.append((key, posting))
        used += more
    if held:
        yield held[0][0], _page(held)


def _page(held: list[tuple[int, bytes]]) -> bytes:
    keys = array("Q", (key for key, _ in held))
    ends, end = array("H"), 0
    for _, posting in held:
        end += len(posting)
        ends.append(end)
    head = len(held).to_bytes(_HEAD, "little")
    return b"".join((head, keys.tobytes(), ends.tobytes(), *(posting for _, posting in held)))


def posting_in(page: bytes, key: int) -> bytes:
    """The posting of ``key`` in a page; empty if the page has none."""
    view = memoryview(page)
    count = int.from_bytes(view[:_HEAD], "little")
    keys = view[_HEAD : _HEAD + 8 * count].cast("Q")
    place = bisect_left(keys, key)
    if place == count or keys[place] != key:
        return b""
    ends = view[_HEAD + 8 * count : _HEAD + 10 * count].cast("H")
    start = _HEAD + 10 * count
    return bytes(view[start + (ends[place - 1] if place else 0) : start + ends[place]])


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
