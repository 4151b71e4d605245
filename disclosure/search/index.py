"""Reads the search index: which slots of which segments hold the keys of a question."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from liaocheng_gk.replicas import reading

from .filters import Filters
from .grams import keys_of_word
from .places import Place, key_of_slot, place_in
from .postings import Posting, bits_of, in_all, in_any, posting_in, slots_of
from .spans import slots_standing

# Segments; items that have changed since; the item at the edge of a page.
_STATE = """SELECT 0, id, start_time, start_item, token, CASE WHEN %s THEN spans END FROM disclosure_searchsegment
UNION ALL SELECT 1, c.item, e.segment_id, e.slot, 0, NULL
  FROM disclosure_itemchange c LEFT JOIN disclosure_searchentry e ON e.item = c.item
UNION ALL SELECT 2, item, segment_id, slot, 0, NULL FROM disclosure_searchentry WHERE item = %s"""
# The page that may hold a key is the last one that begins at or before it.
_LOOK_UP = {
    "postgresql": """SELECT w.segment, w.key, (
  SELECT content FROM disclosure_searchpage WHERE segment_id = w.segment AND first_key <= w.key
  ORDER BY first_key DESC LIMIT 1
) FROM unnest(%s::bigint[], %s::bigint[]) w(segment, key)""",
    "sqlite": """SELECT w.value ->> 0, w.value ->> 1, (
  SELECT content FROM disclosure_searchpage WHERE segment_id = (w.value ->> 0) AND first_key <= (w.value ->> 1)
  ORDER BY first_key DESC LIMIT 1
) FROM json_each(%s) w""",
}


def look_up(wanted: list[tuple[int, int]]) -> dict[tuple[int, int], Posting]:
    """The postings of these (segment, key), empty where there are none; one query."""
    connection = reading()
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK_UP[connection.vendor],
            [json.dumps(wanted)] if sqlite else [list(column) for column in zip(*wanted, strict=True)],
        )
        return {
            (segment, key): posting_in(page, key) if page else Posting()
            for segment, key, page in cursor.fetchall()
        }


Hit = tuple[int, int]  # number of the segment, slot


class Segment(NamedTuple):
    pk: int
    start_time: int
    start_item: int
    token: int
    spans: bytes | None  # where they were asked for

    @property
    def start(self) -> Place:
        return self.start_time, self.start_item


class State(NamedTuple):
    """The segments, the newest first; the items that have changed since; where these stand in the segments still, as
    slots by segment; and the segment and slot of the item at the edge of a page.
    """

    segments: list[Segment]
    changed: set[int]
    left_out: dict[int, list[int]]
    edge: tuple[int, int] | None


def read_state(edge: int | None, *, with_spans: bool) -> State:
    """One query, in which ``edge`` names an item."""
    state = State([], set(), {}, None)
    with reading().cursor() as cursor:
        cursor.execute(_STATE, [with_spans, edge])
        for kind, *row in cursor.fetchall():
            item, segment, slot, *_ = row
            if kind == 0:
                state.segments.append(Segment(*row))
            elif kind == 2:
                state = state._replace(edge=(segment, slot))
            else:
                state.changed.add(item)
                if segment is not None:
                    state.left_out.setdefault(segment, []).append(slot)
    state.segments.sort(key=lambda row: row.start, reverse=True)
    return state


class Index:
    """The slots that answer one question, segment by segment; each segment is read once.

    Segments are numbered from the newest, 0, on. What is being changed is left out: the caller reads it itself.
    """

    def __init__(self, words: list[str], filters: Filters, state: State) -> None:
        self.segments = state.segments
        self._words = list(dict.fromkeys(key for word in words for key in keys_of_word(word)))
        self._filters, self._asked = filters.keys(), filters
        self._left_out, self._edge = state.left_out, state.edge
        self._hits: dict[int, tuple[int, int]] = {}
        self._blocks: dict[tuple[int, int], bytes] = {}  # places, by segment and key

    def read(self, numbers: Iterable[int]) -> None:
        """Read these segments now, in one query."""
        missing = [number for number in numbers if number not in self._hits]
        if not missing:
            return
        keys = {*self._words, *(key for some in self._filters for key in some)}
        # The place at the edge of the page is read along with the first segments, since its order will be asked for.
        beside = self._unread([self._edge] if self._edge else [])
        found = look_up([*((self.segments[number].pk, key) for number in missing for key in keys), *beside])
        self._blocks |= {block: found[block].held for block in beside}
        for number in missing:
            self._hits[number] = self._evaluate(self.segments[number], found)

    def _evaluate(self, row: Segment, found: dict[tuple[int, int], Posting]) -> tuple[int, int]:
        segment = row.pk
        words = [found[segment, key] for key in self._words]
        bits = in_all([word.held for word in words]) if words else -1
        for some in self._filters:
            if not bits:
                break
            held = in_any([found[segment, key].held for key in some])
            if row.spans and self._asked.validity_key in some:
                held |= slots_standing(row.spans, self._asked.validity, self._asked.today)
            bits &= held
        if bits and (slots := self._left_out.get(segment)):
            bits &= ~bits_of(slots)
        titles = bits & in_all([word.titled for word in words]) if bits and words else 0
        return bits, titles

    def hits(self, number: int) -> int:
        """The slots of a segment that may answer, as bits: certain for words of up to three signs."""
        self.read([number])
        return self._hits[number][0]

    def title_hits(self, number: int) -> int:
        """Those of them whose title may hold every word."""
        self.read([number])
        return self._hits[number][1]

    def places(self, hits: list[Hit]) -> list[Place]:
        """What stands at these hits, which may be of several segments; one query."""
        stand = [(self.segments[number].pk, slot) for number, slot in hits]
        if unread := self._unread(stand):
            self._blocks |= {block: posting.held for block, posting in look_up(unread).items()}
        return [place_in(self._blocks[segment, key_of_slot(slot)], slot) for segment, slot in stand]

    def _unread(self, stand: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The blocks of places (segment, key) that were not read yet, of these segments and slots."""
        return list({(segment, key_of_slot(slot)) for segment, slot in stand} - self._blocks.keys())

    def slots_beside(self, number: int, bits: int, place: Place, *, older: bool) -> int:
        """``bits`` without the slots that are not strictly older (or newer) than ``place``."""
        row = self.segments[number]
        start = row.start
        newer_start = self.segments[number - 1].start if number else None
        if older and newer_start and newer_start <= place:
            return bits
        if start > place:
            return 0 if older else bits
        if not older and newer_start and newer_start <= place:
            return 0
        segment, edge = self._edge or (None, 0)
        if segment == row.pk and self.places([(number, edge)]) == [place]:
            return bits & ((1 << edge) - 1) if older else bits >> edge + 1 << edge + 1
        # The item at the edge has another time now, so every place is asked.
        slots = list(slots_of(bits, newest_first=False))
        kept = [
            slot
            for slot, stands in zip(slots, self.places([(number, slot) for slot in slots]), strict=True)
            if (stands < place if older else stands > place)
        ]
        return bits_of(kept)
