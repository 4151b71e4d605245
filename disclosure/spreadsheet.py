"""Cells that no spreadsheet program takes for a formula, and the way back without loss."""

import re

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
