"""Cells that no spreadsheet program takes for a formula, and the way back without loss; lines of a CSV of any length."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .folding import without_controls

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
CELL_LIMIT = 32_767  # characters an Excel cell can hold


def guard(text: str) -> str:
    """``text`` with an apostrophe before what would run as a formula; ``unguard`` takes it off again."""
    text = without_controls(text)
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


class _Echo:
    """What ``csv.writer`` needs: hands each line back instead of storing it."""

    def write(self, line: str) -> str:
        return line


def comma_lines(rows: Iterable[list[Any]]) -> Iterator[str]:
    """The CSV line by line, with a byte order mark so that Excel reads it as UTF-8. Cells come guarded."""
    writer = csv.writer(_Echo())
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow(row)
        mark = ""
