"""QR codes as small pictures (PNG, one dot a module). Pure.

A QR code is linear: a sign that changes into another changes the same modules, whatever the rest of the text says. So
the code of an address is that of the address with noughts for its digits, and for each digit what it changes; both are
drawn once. Drawing the code of an item takes longer than building the rest of its page.
"""

import re
import struct
import zlib
from functools import lru_cache
from typing import NamedTuple

import segno

QUIET = 4  # modules of white around a code (ISO/IEC 18004)
DIGIT = re.compile(r"[1-9]")
DRAWN_ONCE = 200  # signs; a longer address has more digits than it is worth remembering


class Shape(NamedTuple):
    """The code of an address with noughts for its digits, and how it was drawn, so that another is drawn alike."""

    lines: int
    size: int
    version: int
    error: str
    mask: int


def of_address(address: str) -> bytes:
    """The picture of a page's address; addresses with a query are too different from one another to be remembered."""
    if not address.isascii() or "?" in address or len(address) > DRAWN_ONCE:
        return of_secret(address)
    noughts = DIGIT.sub("0", address)
    shape = _shape(noughts)
    lines = shape.lines
    for digit in DIGIT.finditer(address):
        lines ^= _changed(noughts, digit.start(), digit[0])
    return _png(lines, shape.size)


def of_secret(text: str) -> bytes:
    """The picture of any text; nothing of it is remembered."""
    code = segno.make_qr(text)
    return _png(_lines(code), len(code.matrix))


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
    """All lines of the picture as one number: for each a filter byte of zero, then its dots, white ones set."""
    around = len(code.matrix) + 2 * QUIET
    white, edge = (1 << around) - 1, QUIET + -around % 8
    lines = 0
    for row in [*[b""] * QUIET, *code.matrix, *[b""] * QUIET]:
        dark = int("".join(map(str, row)) or "0", 2) << QUIET
        lines = lines << _stride(around) | (white ^ dark) << (edge - QUIET)
    return lines


def _stride(around: int) -> int:
    """Bits of a line with its filter byte."""
    return 8 + (around + 7) // 8 * 8


def _png(lines: int, size: int) -> bytes:
    around = size + 2 * QUIET
    header = struct.pack(">IIBBBBB", around, around, 1, 0, 0, 0, 0)  # one bit a dot, grey
    packed = zlib.compress(lines.to_bytes(around * _stride(around) // 8), 9)
    parts = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
