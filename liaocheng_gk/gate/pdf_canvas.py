"""Where the glyphs of a page stand and what is painted over them: the geometry of a page, without its operators."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf

from .pdf_fonts import Font

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)
_THINNEST = 3.0  # points: what is thinner is a line, not a box
_ROW = 20.0


@dataclass
class Glyph:
    text: str | None
    centre: Point
    size: float
    gap: str  # what stands between it and the glyph before: nothing, a space, a tab or a new line
    seen: bool  # False: painted in the invisible mode, as the text layer of a scan is
    covered: bool = False


@dataclass
class Canvas:
    glyphs: list[Glyph] = field(default_factory=list)
    rows: dict[int, list[Glyph]] = field(default_factory=lambda: defaultdict(list))
    fonts: dict[tuple[int, int], Font] = field(default_factory=dict)
    last: Point | None = None

    def font(self, found: pikepdf.Object) -> Font:
        if found.objgen == (0, 0):  # written in place: nothing to know it by
            return Font(found)
        if found.objgen not in self.fonts:
            self.fonts[found.objgen] = Font(found)
        return self.fonts[found.objgen]

    def add(self, glyph: Glyph) -> None:
        self.glyphs.append(glyph)
        self.rows[int(glyph.centre[1] // _ROW)].append(glyph)

    def cover(self, corners: list[Point], clip: Box | None, *, picture: bool) -> None:
        """Mark what lies under an opaque shape. A picture over the invisible text of a scan is the scan itself."""
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        low, high = min(y for _, y in corners), max(y for _, y in corners)
        if clip:
            left, low, right, high = (
                max(left, clip[0]),
                max(low, clip[1]),
                min(right, clip[2]),
                min(high, clip[3]),
            )
        if right - left < _THINNEST or high - low < _THINNEST:
            return
        first, last = int(low // _ROW), int(high // _ROW)
        rows = self.rows.keys() if last - first > len(self.rows) else range(first, last + 1)
        for row in rows:
            for glyph in self.rows.get(row, ()):
                x, y = glyph.centre
                if (
                    left <= x <= right
                    and low <= y <= high
                    and (glyph.seen or not picture)
                    and _inside(corners, x, y)
                ):
                    glyph.covered = True


def matrix_of(operands: list) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def apply(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _inside(corners: list[Point], x: float, y: float) -> bool:
    """Even-odd rule."""
    inside = False
    for (x1, y1), (x2, y2) in _edges(corners):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _edges(corners: list[Point]) -> Iterator[tuple[Point, Point]]:
    return zip(corners, [*corners[1:], corners[0]], strict=True)
