"""Rows some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """``rows`` in lists of at most ``size``. The standard library has it from Python 3.12 on."""
    rows = iter(rows)
    while some := list(islice(rows, size)):
        yield some
