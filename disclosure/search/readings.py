"""What was read of a segment is remembered: a segment never changes, so it need not be read twice for the same words."""

from collections import OrderedDict
from dataclasses import dataclass

MOST = 1_000  # readings kept by each worker, of at most 16 kB


@dataclass
class Reading:
    """``known``: the slots whose text was read for the words; ``true``: those that hold them. Both as bits."""

    known: int = 0
    true: int = 0


_kept: OrderedDict[tuple[int, tuple[str, ...]], Reading] = OrderedDict()


def reading_of(token: int, words: tuple[str, ...]) -> Reading:
    """What is known of these words in the segment of this token; to be added to."""
    reading = _kept.pop((token, words), None) or Reading()
    _kept[token, words] = reading
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return reading
