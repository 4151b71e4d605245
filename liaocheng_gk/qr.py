"""QR codes as drawings of one line, for an SVG in the page. Pure.

A QR code is linear: a sign that changes into another changes the same modules, whatever the rest of the text says. So
the code of an address is that of the address with noughts for its digits, and for each digit what it changes; both are
drawn once. Drawing the code of an item takes longer than building the rest of its page.
"""

import re
from functools import lru_cache
from typing import NamedTuple

import segno

QUIET = 4  # modules of white around a code (ISO/IEC 18004)
DIGIT = re.compile(r"[1-9]")
DARK = re.compile("0+")
DRAWN_ONCE = 200  # signs; a longer address has more digits than it is worth remembering


class Drawing(NamedTuple):
    """``path``: strokes one wide, in modules from the upper left corner; ``around``: modules of an edge, white included."""

    around: int
    path: str


class Shape(NamedTuple):
    """The code of an address with noughts for its digits, and how it was drawn, so that another is drawn alike."""

    lines: int
    size: int
    version: int
    error: str
    mask: int


def of_address(address: str) -> Drawing:
    """The code of a page's address; addresses with a query are too different from one another to be remembered."""
    if not address.isascii() or "?" in address or len(address) > DRAWN_ONCE:
        return of_secret(address)
    noughts = DIGIT.sub("0", address)
    shape = _shape(noughts)
    lines = shape.lines
    for digit in DIGIT.finditer(address):
        lines ^= _changed(noughts, digit.start(), digit[0])
    return _drawing(lines, shape.size)


def of_secret(text: str) -> Drawing:
    """The code of any text; nothing of it is remembered."""
    code = segno.make_qr(text)
    return _drawing(_lines(code), len(code.matrix))


@lru_cache(maxsize=64)
def _shape(noughts: str) -> Shape:
    code = segno.make_qr(noughts, mode="byte")
    return Shape(_lines(code), len(code.matrix), int(code.version), code.error, code.mask)


@lru_cache(maxsize=4096)
def _changed(noughts: str, place: int, digit: str) -> int:
    """The dots that are other ones where ``digit`` stands at ``place`` instead of nought."""
    shape = _shape(noughts)
    other = segno.make_qr(
        noughts[:place] + digit + noughts[place + 1 :],
        mode="byte",
        version=shape.version,
        error=shape.error,
        mask=shape.mask,
        boost_error=False,
    )
    return shape.lines ^ _lines(other)


def _lines(code: segno.QRCode) -> int:
    """All lines of the picture as one number, one bit a module, white ones set."""
    around = len(code.matrix) + 2 * QUIET
    white, lines = (1 << around) - 1, 0
    for row in [*[b""] * QUIET, *code.matrix, *[b""] * QUIET]:
        dark = int("".join(map(str, row)) or "0", 2) << QUIET
        lines = lines << around | (white ^ dark)
    return lines


def _drawing(lines: int, size: int) -> Drawing:
    """One line of the path for each run of dark modules; moves within a row are relative, which keeps it short."""
    around = size + 2 * QUIET
    bits = format(lines, f"0{around * around}b")
    path = []
    for y in range(QUIET, QUIET + size):
        end = 0
        for run in DARK.finditer(bits, y * around, (y + 1) * around):
            start = run.start() - y * around
            path.append(f"m{start - end} 0h{len(run[0])}" if end else f"M{start} {y}.5h{len(run[0])}")
            end = start + len(run[0])
    return Drawing(around, "".join(path))
