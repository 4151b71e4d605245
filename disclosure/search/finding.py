"""Search over what is public: exact, as if every text were read, and quick by the index.

Whatever the index offers for a word of four signs or more is read once more before it counts; what has changed since
the index was made is read in any case.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain, islice, repeat
from typing import NamedTuple

from django.db.models import IntegerField, Value

from disclosure.folding import fold, terms_of
from disclosure.models import Item

from .filters import Filters, Order
from .grams import long_words
from .index import Hit, Index, read_state
from .places import Place, microseconds
from .postings import bits_of, slots_of
from .readings import Reading, reading_of
from .snapshot import snapshot
from .texts import among, holding, lacking

COUNT_LIMIT = 10_000  # counted exactly so far; what lies beyond is "more than"
FIRST_SEGMENTS = 2  # read at a time; then the rest
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
        return _Search(words, filters, order, edge=after or before).page(size, after, before)


class _Search:
    def __init__(self, words: list[str], filters: Filters, order: Order, edge: Rank | None) -> None:
        self.words, self.order = words, order
        self.long = tuple(long_words(words))
        self._titles: dict[int, bool] = {}  # by item: whether its title, once read, holds every word
        self._first: list[Hit] = []
        state = read_state(edge.place[1] if edge else None, with_spans=filters.validity is not None)
        self.changed = bool(state.changed)
        self.loose = self._read_loose(state.changed, filters)
        self.index = Index(words, filters, state)

    def _read_loose(self, changed: set[int], filters: Filters) -> list[Rank]:
        """The hits among the items that the index does not know as they are now, the first of the order first."""
        if not changed:
            return []
        rows = filters.narrow(holding(Item.objects.public().filter(pk__in=changed), self.words))
        ranks = (
            Rank(self._by_title(fold(item.title)), (microseconds(item.published_at), item.pk))
            for item in rows.only(
                "published_at", "title", "validity", "in_force_on", "expires_on", "repealed_on"
            )
            if filters.admits(item)
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
        for in_title, place in self._groups(edge, newest_first=not backwards):
            self._first += islice(self._hits(in_title, place, newest_first=not backwards), CHUNKS[0])
            if len(self._first) > size:
                break
        count = self._count()
        ranks = list(islice(self._ranks(edge, newest_first=not backwards), size + 1))
        more = len(ranks) > size
        ranks = ranks[:size]
        if backwards:
            ranks.reverse()
        return Found(
            count=count,
            ranks=ranks,
            has_newer=more if backwards else after is not None,
            has_older=True if backwards else more,
        )

    def _count(self) -> int:
        """Hits, counted no further than one beyond the limit."""
        total, unread = len(self.loose), []
        for number in self._numbers(newest_first=True):
            bits, left = self.index.hits(number), 0
            if self.long:
                reading = self._reading(number)
                bits, left = bits & reading.true, bits & ~reading.known
            total += bits.bit_count()
            for slot in slots_of(left, newest_first=True):
                if total > COUNT_LIMIT:
                    break
                unread.append((number, slot))
                # No sooner than there are enough, so the texts of a rare word are read in one query.
                if total + len(unread) > COUNT_LIMIT + READ_MORE:
                    total, unread = total + self._count_read(unread), []
            if total > COUNT_LIMIT:
                return COUNT_LIMIT + 1
        return min(total + self._count_read(unread), COUNT_LIMIT + 1)

    def _count_read(self, hits: list[Hit]) -> int:
        """How many of ``hits``, read now, hold the long words."""
        if hits:
            self._learn(hits)
        return sum(
            (bits & self._reading(number).true).bit_count() for number, bits in _by_segment(hits).items()
        )

    def _reading(self, number: int) -> Reading:
        return reading_of(self.index.segments[number].token, self.long)

    def _learn(self, hits: list[Hit], *, ranked: bool = False) -> None:
        """Read the texts of ``hits`` for the long words, whose pairs and triples may stand apart in some; and their
        titles, if they are to be ``ranked``. One query, together with what the page will ask for first.
        """
        to_rank = self._first + (hits if ranked else [])
        hits, self._first = list(dict.fromkeys([*self._first, *hits])), []
        item_of = dict(zip(hits, (item for _, item in self.index.places(hits)), strict=True))
        unread = [
            (number, slot)
            for number, bits in (_by_segment(hits) if self.long else {}).items()
            for slot in slots_of(bits & ~self._reading(number).known, newest_first=True)
        ]
        titles = {
            item_of[hit]
            for hit in to_rank
            if self.long and self._may_be_titled(hit) and item_of[hit] not in self._titles
        }
        if not unread and not titles:
            return
        # Most texts do hold the words, so it is quicker to be told of the others.
        missed = (
            lacking(among([item_of[hit] for hit in unread]), self.long) if unread else Item.objects.none()
        )
        rows = missed.order_by().values_list("pk", Value(0, IntegerField()), Value(""))
        if titles:
            read = among(list(titles)).order_by().values_list("pk", Value(1, IntegerField()), "title")
            rows = rows.union(read, all=True) if unread else read
        lacks = set()
        for pk, is_title, title in rows:
            if is_title:
                self._titles[pk] = self._by_title(fold(title))
            else:
                lacks.add(pk)
        for number, bits in _by_segment(unread).items():
            self._reading(number).known |= bits
        for number, bits in _by_segment([hit for hit in unread if item_of[hit] not in lacks]).items():
            self._reading(number).true |= bits

    def _groups(self, edge: Rank | None, *, newest_first: bool) -> Iterator[tuple[bool, Place | None]]:
        """Whether the hits are those in titles, and the place behind which they begin (before it, backwards)."""
        groups = (True, False) if self.order is Order.RELEVANCE else (False,)
        for in_title in groups if newest_first else reversed(groups):
            if not edge or in_title == edge.in_title:
                yield in_title, edge.place if edge else None
            elif in_title < edge.in_title if newest_first else in_title > edge.in_title:
                yield in_title, None

    def _ranks(self, edge: Rank | None, *, newest_first: bool) -> Iterator[Rank]:
        """The hits behind ``edge`` (before it, backwards), in order."""
        for in_title, place in self._groups(edge, newest_first=newest_first):
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
        hits = self._hits(in_title, edge, newest_first=newest_first)
        sizes = chain(CHUNKS, repeat(CHUNKS[-1]))
        while some := list(islice(hits, next(sizes))):
            self._learn(some, ranked=True)
            for hit, place in zip(some, self.index.places(some), strict=True):
                if self._holds(hit) and self._is_titled(hit, place[1]) == in_title:
                    yield Rank(in_title, place)

    def _hits(self, in_title: bool, edge: Place | None, *, newest_first: bool) -> Iterator[Hit]:
        """What the index offers behind ``edge``, in order; some may not hold the words, or not in the title."""
        for number in self._numbers(newest_first=newest_first):
            bits = self.index.title_hits(number) if in_title else self.index.hits(number)
            if bits and self.long:  # without those that were read and do not hold the words
                reading = self._reading(number)
                bits &= reading.true | ~reading.known
            if bits and edge:
                bits = self.index.slots_beside(number, bits, edge, older=newest_first)
            for slot in slots_of(bits, newest_first=newest_first):
                yield number, slot

    def _numbers(self, *, newest_first: bool) -> Iterator[int]:
        """Every segment, read some at a time."""
        numbers = list(range(len(self.index.segments)))
        if not newest_first:
            numbers.reverse()
        # Long words cost a query for their texts, changes one for theirs: then a step fewer, so that a page is in eight.
        at, step = 0, len(numbers) if self.long and self.changed else FIRST_SEGMENTS
        while at < len(numbers):
            self.index.read(numbers[at : at + step])
            yield from numbers[at : at + step]
            at, step = at + step, len(numbers)

    def _holds(self, hit: Hit) -> bool:
        """Whether a hit that was read holds the long words too."""
        number, slot = hit
        return not self.long or bool(self._reading(number).true >> slot & 1)

    def _may_be_titled(self, hit: Hit) -> bool:
        """Whether the title of a hit may hold every word, if titles come first."""
        number, slot = hit
        return (
            self.order is Order.RELEVANCE
            and bool(self.words)
            and bool(self.index.title_hits(number) >> slot & 1)
        )

    def _is_titled(self, hit: Hit, item: int) -> bool:
        return self._may_be_titled(hit) and (not self.long or self._titles[item])


def _by_segment(hits: list[Hit]) -> dict[int, int]:
    """The slots of ``hits`` as bits, by the number of the segment."""
    slots: dict[int, list[int]] = {}
    for number, slot in hits:
        slots.setdefault(number, []).append(slot)
    return {number: bits_of(some) for number, some in slots.items()}
