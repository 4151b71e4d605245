"""How far the cells of a workbook reach: a few bytes may claim so many that a reader would never come to an end."""

import io
import re
import zipfile

from openpyxl.utils import range_boundaries

from liaocheng_gk.gate.package import NO_PART

from .packages import Damaged, Hostile

MOST_CELLS = 1_000_000  # of a workbook that we read cell by cell
MOST_KEPT = 20_000_000  # of one that is only kept: a reader's own software has to open it
_PIECE = 1024 * 1024
_PLACE = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*[\"']([A-Z]{0,3})(\d+)[\"']")
# What is spread over every single cell of a range.
_SPREAD = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink|dimension)\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")


def check_expanse(data: bytes, *, most: int = MOST_CELLS) -> int:
    """Look at the places of the cells before the workbook is opened, a piece of it in memory at a time.

    Returns:
        The number of the last row of any sheet.

    Raises: Damaged; Hostile: it claims more than ``most``.
    """
    last = 1
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                if name.endswith(".xml"):
                    bottom, cells = _expanse(archive, name)
                    if cells > most:
                        raise Hostile(f"的工作表过大（超过 {most // 10_000} 万格）")
                    last = max(last, bottom)
    except NO_PART as error:
        raise Damaged from error
    return last


def _expanse(archive: zipfile.ZipFile, name: str) -> tuple[int, int]:
    """The last row, and the cells of the smallest rectangle around everything."""
    bottom = right = 1
    spread, rest = 0, b""
    with archive.open(name) as part:
        while piece := part.read(_PIECE):
            piece = rest + piece
            # A tag that the piece ends in is looked at with the next one.
            cut = piece.rfind(b"<")
            piece, rest = (piece[:cut], piece[cut:]) if cut > 0 else (b"", piece)
            if len(rest) > _PIECE * 64:
                raise Damaged
            bottom, right, spread = _reach(piece, bottom, right, spread)
    bottom, right, spread = _reach(rest, bottom, right, spread)
    return bottom, max(bottom * right, spread)


def _reach(piece: bytes, bottom: int, right: int, spread: int) -> tuple[int, int, int]:
    columns = set()
    for found in _PLACE.finditer(piece):
        columns.add(found[1])
        bottom = max(bottom, int(found[2]))
    right = max(right, *(_number(column) for column in columns), 1)
    return bottom, right, spread + sum(_area(found[1].decode("ascii")) for found in _SPREAD.finditer(piece))


def _number(column: bytes) -> int:
    total = 0
    for letter in column:
        total = total * 26 + letter - 64
    return max(total, 1)


def _area(ref: str) -> int:
    left, top, right, bottom = range_boundaries(ref)
    return ((right or 16_384) - (left or 1) + 1) * ((bottom or 1_048_576) - (top or 1) + 1)
