"""What a segment holds, read from its items one by one; no text is kept.

Signs gather in a table for ``RUN`` items at a time and are then laid by, sorted and packed; the pages of the segment
come from all runs side by side. So memory holds one table, however many items a segment has.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from heapq import merge
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.utils import timezone

from disclosure.folding import fold
from disclosure.law.lifetime import standings
from disclosure.law.publication import Validity

from .grams import (
    CATEGORY,
    DEPARTMENT,
    VALIDITY,
    YEAR,
    grams_of,
    is_searchable,
    key_of,
    key_of_name,
    key_of_number,
)
from .places import Place, microseconds, place_postings
from .postings import Posting, pack, pages

RUN = 8_192  # items


def _slots() -> array:
    return array("H")


class Run:
    """Sorted keys, each with the slots that hold it and those that hold it in their title, one behind the other."""

    def __init__(self, held: dict[int, array], titled: dict[int, array]) -> None:
        self._keys = array("Q", sorted(held))
        self._lengths, self._slots = array("H"), array("H")
        for key in self._keys:
            for slots in (held[key], titled.get(key, ())):
                self._lengths.append(len(slots))
                self._slots.extend(slots)

    def __iter__(self) -> Iterator[tuple[int, tuple[array, array]]]:
        at, lengths = 0, iter(self._lengths)
        for key in self._keys:
            middle = at + next(lengths)
            end = middle + next(lengths)
            yield key, (self._slots[at:middle], self._slots[middle:end])
            at = end


@dataclass
class Contents:
    """A segment as it is to be written."""

    places: list[Place] = field(default_factory=list)
    years: set[int] = field(default_factory=set)
    departments: set[str] = field(default_factory=set)
    turns: list[tuple[int, list[tuple[date, Validity]]]] = field(default_factory=list)  # by slot, where any
    runs: list[Run] = field(default_factory=list)

    def pages(self) -> Iterator[tuple[int, bytes]]:
        """(first key, page) of all that it holds."""
        return pages(merge(self._postings(), place_postings(self.places), key=itemgetter(0)))

    def _postings(self) -> Iterator[tuple[int, Posting]]:
        for key, parts in groupby(merge(*self.runs, key=itemgetter(0)), key=itemgetter(0)):
            held, titled = _slots(), _slots()
            for _, (some, in_titles) in parts:  # of equal keys the earlier run comes first
                held.extend(some)
                titled.extend(in_titles)
            yield key, Posting(pack(held), pack(titled))


def read_segment(rows: Iterator[Any], capacity: int) -> Contents | None:
    """The next segment of ``rows``, which come oldest first; None at their end."""
    segment = Contents()
    while len(segment.places) < capacity and (
        run := _read_run(segment, islice(rows, min(RUN, capacity - len(segment.places))))
    ):
        segment.runs.append(run)
    return segment if segment.places else None


def _read_run(segment: Contents, rows: Iterable[Any]) -> Run | None:
    texts, titles, values = (defaultdict(_slots) for _ in range(3))
    for row in rows:
        slot = len(segment.places)
        for gram in grams_of(row.search_text):
            texts[gram].append(slot)
        for gram in grams_of(fold(row.title)):
            titles[gram].append(slot)
        for key in _describe(segment, slot, row):
            values[key].append(slot)
        segment.places.append((microseconds(row.published_at), row.pk))
    return Run({**_by_key(texts), **values}, _by_key(titles)) if values else None


def _by_key(grams: dict[str, array]) -> dict[int, array]:
    return {key_of(gram): slots for gram, slots in grams.items() if is_searchable(gram)}


def _describe(segment: Contents, slot: int, row: Any) -> Iterator[int]:
    """The keys of what one can filter by, noted down for the whole segment too."""
    year = timezone.localtime(row.published_at).year
    segment.years.add(year)
    yield key_of_number(YEAR, year)
    yield key_of_number(CATEGORY, row.category_id)
    turns = standings(Validity(row.validity), row.in_force_on, row.expires_on, row.repealed_on)
    if len(turns) > 1:
        segment.turns.append((slot, turns))
    else:
        yield key_of_name(VALIDITY, turns[0][1].value)
    if row.department:
        segment.departments.add(row.department)
        yield key_of_name(DEPARTMENT, row.department)
