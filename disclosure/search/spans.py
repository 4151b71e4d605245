"""Items whose validity turns with the days, kept with their segment: which slots hold what on a day.

All others stand in the postings under the validity they always have.
"""

from array import array
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from disclosure.law.publication import Validity

from .postings import bits_of

_CODES = {validity: code for code, validity in enumerate(Validity)}
_WIDTH = 4  # slot, validity, first day and the day it is over, in days since the year 1
_END = date.max.toordinal() + 1


def pack_spans(turns: Iterable[tuple[int, list[tuple[date, Validity]]]]) -> bytes:
    """(slot, what holds from which day on) as bytes."""
    flat = array("I")
    for slot, steps in turns:
        starts = [(day.toordinal(), _CODES[validity]) for day, validity in steps]
        for (start, code), (end, _) in pairwise([*starts, (_END, 0)]):
            flat.extend((slot, code, start, end))
    return flat.tobytes()


def slots_standing(spans: bytes, validity: Validity, today: date) -> int:
    """The slots where ``validity`` holds on ``today``, as bits."""
    flat, code, day = memoryview(spans).cast("I").tolist(), _CODES[validity], today.toordinal()
    columns: Iterator[tuple[int, ...]] = zip(*(flat[at::_WIDTH] for at in range(_WIDTH)), strict=True)
    return bits_of(slot for slot, held, start, end in columns if held == code and start <= day < end)
