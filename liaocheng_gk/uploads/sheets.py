"""How far the cells of a workbook reach: a few bytes may claim so many that a reader would never come to an end."""

import io
import re
import zipfile
import zlib

from openpyxl.utils import range_boundaries

from .packages import Damaged, Hostile

MOST_CELLS = 1_000_000  # of a workbook that we read cell by cell
MOST_KEPT = 20_000_000  # of one that is only kept: a reader's own software has to open it
_PLACE = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*[\"']([A-Z]{0,3})(\d+)[\"']")
# What is spread over every single cell of a range.
_SPREAD = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink|dimension)\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")


def check_expanse(data: bytes, *, most: int = MOST_CELLS) -> None:
    """Look at the places of the cells before the workbook is opened.

    Raises: Damaged; Hostile: it claims more cells than ``most``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.endswith(".xml")]
            cells = max((_cells(sheet) for sheet in sheets), default=0)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error) as error:
        raise Damaged from error
    if cells > most:
        raise Hostile(f"的工作表过大（超过 {most // 10_000} 万格）")


def _cells(sheet: bytes) -> int:
    places = _PLACE.findall(sheet)
    bottom = max((int(row) for _, row in places), default=1)
    right = max((_number(column) for column, _ in places), default=1)
    return max(bottom * right, sum(_area(ref.decode("ascii")) for ref in _SPREAD.findall(sheet)))


def _number(column: bytes) -> int:
    total = 0
    for letter in column:
        total = total * 26 + letter - 64
    return max(total, 1)


def _area(ref: str) -> int:
    left, top, right, bottom = range_boundaries(ref)
    return ((right or 16_384) - (left or 1) + 1) * ((bottom or 1_048_576) - (top or 1) + 1)
