"""What a PDF page paints, in order: every character with its place, and whether something was painted over it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pikepdf

from .pdf_canvas import IDENTITY, Box, Canvas, Glyph, Matrix, Point, apply, matrix_of, times
from .pdf_fonts import Font

_FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
_ENDS = _FILLS | {"S", "s", "n"}
_DEEPEST = 12


@dataclass(frozen=True)
class _State:
    ctm: Matrix = IDENTITY
    clip: Box | None = None
    opaque: bool = True
    plain_fill: bool = True  # no pattern
    font: Font | None = None
    size: float = 1.0
    leading: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0
    mode: int = 0


def glyphs_of(page: pikepdf.Page) -> list[Glyph]:
    """Raises: pikepdf.PdfError, ValueError, KeyError, TypeError for a page that no program could draw."""
    canvas = Canvas()
    _Stream(canvas, page.obj.get("/Resources", page.resources), _State(), 0).run(page)
    return canvas.glyphs


class _Stream:
    """One content stream. The names of the methods below are those of the operators' families."""

    def __init__(self, canvas: Canvas, resources: pikepdf.Object, state: _State, depth: int) -> None:
        self.canvas, self.resources, self.state, self.depth = canvas, resources, state, depth
        self.stack: list[_State] = []
        self.path: list[list[Point]] = []
        self.clipping = False
        self.text: Matrix = IDENTITY
        self.line: Matrix = IDENTITY

    def run(self, content: pikepdf.Object | pikepdf.Page) -> None:
        for instruction in pikepdf.parse_content_stream(content):
            name = str(instruction.operator)
            if name == "INLINE IMAGE":
                self._cover_unit_square()
                continue
            act = _OPERATORS.get(name)
            if act is not None:
                act(self, list(instruction.operands))
            elif name in _ENDS:
                self._end_path(fills=name in _FILLS)

    # --- graphics state ---

    def save(self, _: list) -> None:
        self.stack.append(self.state)

    def restore(self, _: list) -> None:
        if self.stack:
            self.state = self.stack.pop()

    def concat(self, operands: list) -> None:
        self.state = replace(self.state, ctm=times(matrix_of(operands), self.state.ctm))

    def extended(self, operands: list) -> None:
        found = self._resource("/ExtGState", operands[0])
        if found is None:
            return
        opaque = self.state.opaque
        if "/ca" in found or "/BM" in found or "/SMask" in found:
            mode = found.get("/BM", pikepdf.Name("/Normal"))
            mode = mode[0] if isinstance(mode, pikepdf.Array) and len(mode) else mode
            opaque = (
                float(found.get("/ca", 1)) > 0.95
                and str(mode) in ("/Normal", "/Compatible")
                and not isinstance(found.get("/SMask"), pikepdf.Dictionary)
            )
        self.state = replace(self.state, opaque=opaque)
        if "/Font" in found:
            self.state = replace(
                self.state, font=self.canvas.font(found["/Font"][0]), size=float(found["/Font"][1])
            )

    def colour(self, operands: list) -> None:
        self.state = replace(
            self.state, plain_fill=not any(isinstance(one, pikepdf.Name) for one in operands)
        )

    def colour_space(self, _: list) -> None:
        self.state = replace(self.state, plain_fill=True)

    # --- paths ---

    def move(self, operands: list) -> None:
        self.path.append([apply(self.state.ctm, float(operands[0]), float(operands[1]))])

    def draw(self, operands: list) -> None:
        """A line or a curve: its end is enough to know what lies inside."""
        if self.path:
            self.path[-1].append(apply(self.state.ctm, float(operands[-2]), float(operands[-1])))

    def rectangle(self, operands: list) -> None:
        x, y, width, height = map(float, operands)
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.path.append([apply(self.state.ctm, *corner) for corner in corners])

    def clip(self, _: list) -> None:
        self.clipping = True

    def _end_path(self, *, fills: bool) -> None:
        points = [point for part in self.path for point in part]
        if fills and self.state.opaque and self.state.plain_fill and self.state.mode < 4:
            for part in self.path:
                if len(part) > 2:
                    self.canvas.cover(part, self.state.clip, picture=False)
        if self.clipping and points:
            box = (
                min(x for x, _ in points), min(y for _, y in points),
                max(x for x, _ in points), max(y for _, y in points),
            )  # fmt: skip
            old = self.state.clip or box
            box = (max(box[0], old[0]), max(box[1], old[1]), min(box[2], old[2]), min(box[3], old[3]))
            self.state = replace(self.state, clip=box)
        self.path, self.clipping = [], False

    # --- forms and pictures ---

    def show_object(self, operands: list) -> None:
        found = self._resource("/XObject", operands[0])
        if found is None:
            return
        if found.get("/Subtype") == "/Form" and self.depth < _DEEPEST:
            state = replace(
                self.state, ctm=times(matrix_of(list(found.get("/Matrix", IDENTITY))), self.state.ctm)
            )
            _Stream(self.canvas, found.get("/Resources", self.resources), state, self.depth + 1).run(found)
        elif found.get("/Subtype") == "/Image" and not found.get("/ImageMask") and _is_opaque(found):
            self._cover_unit_square()

    def _cover_unit_square(self) -> None:
        if self.state.opaque:
            corners = [apply(self.state.ctm, x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
            self.canvas.cover(corners, self.state.clip, picture=True)

    # --- text ---

    def begin_text(self, _: list) -> None:
        self.text = self.line = IDENTITY

    def set_font(self, operands: list) -> None:
        found = self._resource("/Font", operands[0])
        font = self.canvas.font(found) if found is not None else None
        self.state = replace(self.state, font=font, size=float(operands[1]))

    def set_matrix(self, operands: list) -> None:
        self.text = self.line = matrix_of(operands)

    def next_line(self, operands: list) -> None:
        self.line = times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)
        self.text = self.line

    def next_line_leading(self, operands: list) -> None:
        self.state = replace(self.state, leading=-float(operands[1]))
        self.next_line(operands)

    def newline(self, _: list) -> None:
        self.next_line([0, -self.state.leading])

    def show(self, operands: list) -> None:
        self._show_string(bytes(operands[-1]))

    def show_next(self, operands: list) -> None:
        self.newline([])
        self.show(operands)

    def show_spaced(self, operands: list) -> None:
        self.state = replace(self.state, word_spacing=float(operands[0]), spacing=float(operands[1]))
        self.show_next(operands)

    def show_array(self, operands: list) -> None:
        for piece in operands[0]:
            if isinstance(piece, pikepdf.String):
                self._show_string(bytes(piece))
            else:
                self._advance(-float(piece) / 1000 * self.state.size * self.state.stretch)

    def _show_string(self, data: bytes) -> None:
        state = self.state
        if state.font is None:
            return
        for shown in state.font.show(data):
            matrix = times(self.text, state.ctm)
            width = shown.width * state.size
            size = (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5 * abs(state.size) or 1.0
            start = apply(matrix, 0, state.rise)
            centre = apply(matrix, width * state.stretch / 2, state.rise + state.size * 0.3)
            self.canvas.add(
                Glyph(shown.text, centre, size, self._gap(matrix, start, size), state.mode not in (3, 7))
            )
            extra = state.spacing + (state.word_spacing if shown.is_space else 0)
            self._advance((width + extra) * state.stretch)
            self.canvas.last = apply(times(self.text, state.ctm), -extra * state.stretch, state.rise)

    def _gap(self, matrix: Matrix, start: Point, size: float) -> str:
        """Where the glyph stands to the one before: measured along the line of writing and across it."""
        last = self.canvas.last
        if last is None:
            return ""
        length = (matrix[0] ** 2 + matrix[1] ** 2) ** 0.5 or 1.0
        along_x, along_y = matrix[0] / length, matrix[1] / length
        x, y = start[0] - last[0], start[1] - last[1]
        along, across = x * along_x + y * along_y, abs(y * along_x - x * along_y)
        if across > size * 0.5 or along < -size:
            return "\n"
        return "\t" if along > size * 1.5 else " " if along > size * 0.3 else ""

    def _advance(self, distance: float) -> None:
        self.text = times((1, 0, 0, 1, distance, 0), self.text)

    def _resource(self, kind: str, name: pikepdf.Object) -> pikepdf.Object | None:
        return self.resources.get(kind, {}).get(str(name)) if self.resources is not None else None


def _setting(name: str, scale: float = 1.0) -> Callable[[_Stream, list], None]:
    def act(stream: _Stream, operands: list) -> None:
        stream.state = replace(stream.state, **{name: float(operands[0]) * scale})

    return act


def _mode(stream: _Stream, operands: list) -> None:
    stream.state = replace(stream.state, mode=int(operands[0]))


# fmt: off
_OPERATORS: dict[str, Callable[[_Stream, list], None]] = {
    "q": _Stream.save, "Q": _Stream.restore, "cm": _Stream.concat, "gs": _Stream.extended,
    "sc": _Stream.colour, "scn": _Stream.colour, "cs": _Stream.colour_space,
    "g": _Stream.colour_space, "rg": _Stream.colour_space, "k": _Stream.colour_space,
    "m": _Stream.move, "l": _Stream.draw, "c": _Stream.draw, "v": _Stream.draw, "y": _Stream.draw,
    "re": _Stream.rectangle, "W": _Stream.clip, "W*": _Stream.clip, "Do": _Stream.show_object,
    "BT": _Stream.begin_text, "Tf": _Stream.set_font, "Tm": _Stream.set_matrix, "Td": _Stream.next_line,
    "TD": _Stream.next_line_leading, "T*": _Stream.newline, "Tj": _Stream.show, "TJ": _Stream.show_array,
    "'": _Stream.show_next, '"': _Stream.show_spaced, "Tr": _mode,
    "TL": _setting("leading"), "Tc": _setting("spacing"), "Tw": _setting("word_spacing"),
    "Tz": _setting("stretch", 0.01), "Ts": _setting("rise"),
}
# fmt: on


def _is_opaque(picture: pikepdf.Object) -> bool:
    """Whether a picture hides what is under it: no mask, or one that lets nothing through."""
    if "/Mask" in picture:
        return False
    mask = picture.get("/SMask")
    if mask is None:
        return True
    try:
        return int(mask.get("/BitsPerComponent", 8)) == 8 and min(mask.read_bytes(), default=0) > 240
    except pikepdf.PdfError:
        return False
