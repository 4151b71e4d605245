"""Search over what is public: exact, as if every text were read, and quick by the index.

Whatever the index offers for a word of four signs or more is read once more before it counts; what has changed since
the index was made is read in any case.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import merge
from itertools import islice
from operator import or_
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex

from disclosure.folding import fold, terms_of
from disclosure.models import Item, ItemChange, ItemQuerySet, SearchEntry

from .filters import Filters, Order
from .grams import long_words
from .index import Index
from .places import Place, microseconds
from .postings import bits_of, slots_of
from .readings import Reading, reading_of
from .snapshot import snapshot

COUNT_LIMIT = 10_000  # counted exactly so far; what lies beyond is "more than"
FIRST_SEGMENTS, NEXT_SEGMENTS = 2, 12  # read at a time; then the rest
CHUNKS = (40, 400, 2_000)  # hits of a page read at a time, growing
READ_MORE = 100  # texts read beyond those still wanted, since some will not hold the words


class Rank(NamedTuple):
    """Where a hit stands in the order of a search; the greatest comes first."""

    in_title: bool
    place: Place

    def __str__(self) -> str:
        return f"{int(self.in_title)}-{self.place[0]}-{self.place[1]}"

    @classmethod
    def parse(cls, text: str) -> "Rank | None":
        """The rank that an address holds, None if it holds none."""
        parts = text.split("-")
        if len(parts) != 3 or not all(
            part.isascii() and part.isdecimal() and len(part) < 19 for part in parts
        ):
            return None
        return cls(parts[0] == "1", (int(parts[1]), int(parts[2])))


@dataclass(frozen=True)
class Found:
    """A page of hits. ``count`` is exact up to ``COUNT_LIMIT``, and one more where there are more."""

    count: int = 0
    ranks: list[Rank] = field(default_factory=list)
    has_newer: bool = False
    has_older: bool = False

    @property
    def capped(self) -> bool:
        return self.count > COUNT_LIMIT

    def items(self) -> list[Item]:
        """The items of this page, in order."""
        pks = [rank.place[1] for rank in self.ranks]
        rows = Item.objects.public().defer("search_text").select_related("category").in_bulk(pks)
        return [rows[pk] for pk in pks if pk in rows]


def search(
    query: str,
    *,
    filters: Filters = Filters(),  # noqa: B008 -- frozen
    order: Order = Order.DATE,
    size: int = 20,
    after: Rank | None = None,
    before: Rank | None = None,
) -> Found:
    """Public items that hold every word of ``query`` and pass ``filters``; none if neither says anything.

    Args:
        size: hits on a page.
        after: the last hit of the page before; ``before``: the first hit of the page behind. Their cost does not
            depend on how far down they are.
    """
    words = terms_of(query)
    if not words and not filters:
        return Found()
    with snapshot():
        return _Search(words, filters, order).page(size, after, before)


class _Search:
    def __init__(self, words: list[str], filters: Filters, order: Order) -> None:
        self.words, self.order = words, order
        self.long = tuple(long_words(words))
        self.titles_exact = all(len(word) <= 2 for word in words)
        changed = set(ItemChange.objects.values_list("item", flat=True))
        self.loose = self._read_loose(changed, filters)
        left_out: dict[int, list[int]] = {}
        if changed:
            for segment, slot in SearchEntry.objects.filter(pk__in=changed).values_list("segment", "slot"):
                left_out.setdefault(segment, []).append(slot)
        self.index = Index(words, filters, left_out)

    def _read_loose(self, changed: set[int], filters: Filters) -> list[Rank]:
        """The hits among the items that the index does not know as they are now, the first of the order first."""
        if not changed:
            return []
        rows = filters.narrow(holding(Item.objects.public().filter(pk__in=changed), self.words))
        ranks = (
            Rank(self._by_title(fold(title)), (microseconds(published_at), pk))
            for pk, published_at, title in rows.values_list("pk", "published_at", "title")
        )
        return sorted(ranks, reverse=True)

    def _by_title(self, title: str) -> bool:
        """Whether a hit of this (folded) title comes first."""
        return (
            self.order is Order.RELEVANCE and bool(self.words) and all(word in title for word in self.words)
        )

    def page(self, size: int, after: Rank | None, before: Rank | None) -> Found:
        backwards = before is not None and after is None
        edge = before if backwards else after
        ranks = list(islice(self._ranks(edge, newest_first=not backwards), size + 1))
        more = len(ranks) > size
        ranks = ranks[:size]
        if backwards:
            ranks.reverse()
        return Found(
            count=self._count(),
            ranks=ranks,
            has_newer=more if backwards else after is not None,
            has_older=True if backwards else more,
        )

    def _count(self) -> int:
        """Hits, counted no further than one beyond the limit."""
        total = len(self.loose)
        for number in self._numbers(newest_first=True):
            if total > COUNT_LIMIT:
                break
            bits = self.index.hits(number)
            if not self.long:
                total += bits.bit_count()
                continue
            total += self._count_read(number, bits, COUNT_LIMIT + 1 - total)
        return min(total, COUNT_LIMIT + 1)

    def _count_read(self, number: int, bits: int, enough: int) -> int:
        """How many of a segment's hits hold the long words, as far as ``enough``."""
        reading = self._reading(number)
        unread = slots_of(bits & ~reading.known, newest_first=True)
        while (total := (bits & reading.true).bit_count()) < enough:
            some = list(islice(unread, enough - total + READ_MORE))
            if not some:
                break
            self._read(number, some, self.index.places(number, some))
        return total

    def _reading(self, number: int) -> Reading:
        return reading_of(self.index.segments[number][3], self.long)

    def _read(self, number: int, slots: list[int], places: list[Place]) -> None:
        """Read the texts at ``slots`` for the long words; the pairs and triples of a word may stand apart in some."""
        read = among([item for _, item in places])
        # Most do hold them, so it is quicker to be told of the others.
        missed = set(lacking(read, self.long).values_list("pk", flat=True))
        reading = self._reading(number)
        reading.known |= bits_of(slots)
        reading.true |= bits_of(
            slot for slot, (_, item) in zip(slots, places, strict=True) if item not in missed
        )

    def _ranks(self, edge: Rank | None, *, newest_first: bool) -> Iterator[Rank]:
        """The hits behind ``edge`` (before it, backwards), in order."""
        groups = (True, False) if self.order is Order.RELEVANCE else (False,)
        for in_title in groups if newest_first else reversed(groups):
            if edge and (in_title > edge.in_title if newest_first else in_title < edge.in_title):
                continue
            place = edge.place if edge and in_title == edge.in_title else None
            loose = [
                rank
                for rank in self.loose
                if rank.in_title == in_title and self._behind(rank, place, newest_first)
            ]
            if not newest_first:
                loose.reverse()
            yield from merge(self._indexed(in_title, place, newest_first), loose, reverse=newest_first)

    @staticmethod
    def _behind(rank: Rank, place: Place | None, newest_first: bool) -> bool:
        return place is None or (rank.place < place if newest_first else rank.place > place)

    def _indexed(self, in_title: bool, edge: Place | None, newest_first: bool) -> Iterator[Rank]:
        for number in self._numbers(newest_first=newest_first):
            bits = self.index.title_hits(number) if in_title else self.index.hits(number)
            if bits and edge:
                bits = self.index.slots_beside(number, bits, edge, older=newest_first)
            for slots, places in self._chunks(number, bits, newest_first=newest_first):
                held = self._holding(number, slots, places)
                titled = self._titled(number, slots, places, held)
                for place in places:
                    if place[1] in held and (place[1] in titled) == in_title:
                        yield Rank(in_title, place)

    def _numbers(self, *, newest_first: bool) -> Iterator[int]:
        """Every segment, read some at a time."""
        numbers = list(range(len(self.index.segments)))
        if not newest_first:
            numbers.reverse()
        at, step = 0, FIRST_SEGMENTS
        while at < len(numbers):
            self.index.read(numbers[at : at + step])
            yield from numbers[at : at + step]
            at, step = at + step, NEXT_SEGMENTS if at == 0 else len(numbers)

    def _chunks(
        self, number: int, bits: int, *, newest_first: bool
    ) -> Iterator[tuple[list[int], list[Place]]]:
        slots = slots_of(bits, newest_first=newest_first)
        sizes = iter(CHUNKS)
        size = next(sizes)
        while some := list(islice(slots, size)):
            yield some, self.index.places(number, some)
            size = next(sizes, size)

    def _holding(self, number: int, slots: list[int], places: list[Place]) -> set[int]:
        """The items at ``slots`` that hold the long words too."""
        pairs = list(zip(slots, places, strict=True))
        if not self.long:
            return {item for _, (_, item) in pairs}
        known = self._reading(number).known
        unread = [(slot, place) for slot, place in pairs if not known >> slot & 1]
        if unread:
            self._read(number, *(list(column) for column in zip(*unread, strict=True)))
        true = self._reading(number).true
        return {item for slot, (_, item) in pairs if true >> slot & 1}

    def _titled(self, number: int, slots: list[int], places: list[Place], held: set[int]) -> set[int]:
        """The items whose title holds every word, if titles come first."""
        if self.order is not Order.RELEVANCE or not self.words:
            return set()
        bits = self.index.title_hits(number)
        items = [
            item for slot, (_, item) in zip(slots, places, strict=True) if item in held and bits >> slot & 1
        ]
        if not items or self.titles_exact:
            return set(items)
        titles = Item.objects.filter(pk__in=items).values_list("pk", "title")
        return {pk for pk, title in titles if self._by_title(fold(title))}


def among(items: list[int]) -> ItemQuerySet:
    """These items; as one value, for thousands of them would be slow to read as many."""
    if connection.vendor == "postgresql":
        return Item.objects.filter(RawSQL("disclosure_item.id = ANY(%s)", [items], BooleanField()))
    chosen = RawSQL("SELECT value FROM json_each(%s)", [json.dumps(items)])
    return Item.objects.filter(pk__in=chosen)


def holding(rows: ItemQuerySet, words: Sequence[str]) -> ItemQuerySet:
    """Those of ``rows`` whose text holds every word."""
    rows = rows.alias(**_places_of(words))
    return rows.filter(**{f"{name}__gt": 0 for name in _places_of(words)})


def lacking(rows: ItemQuerySet, words: Sequence[str]) -> ItemQuerySet:
    """Those of ``rows`` whose text lacks one of the words."""
    lacks = (Q(**{name: 0}) for name in _places_of(words))
    return rows.alias(**_places_of(words)).filter(reduce(or_, lacks))


def _places_of(words: Sequence[str]) -> dict[str, StrIndex]:
    return {f"word_{number}": StrIndex(F("search_text"), Value(word)) for number, word in enumerate(words)}
