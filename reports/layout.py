"""The tables of a report as grids of merged cells: one layout for the page, the print, Word and Excel."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .forms import Form
from .forms.form import APPLICANT_COLUMNS, BAND, CORNER, LEGAL_PERSONS, RESULT_COLUMNS, RESULT_GROUPS, Block
from .shapes import Figures

LABEL_COLUMNS = 3  # of table three: item, group, row
TWO_WIDTH = 4  # columns of table two in the statutory layout
SHARES = {"t2": (34, 22, 22, 22), "t3": (8, 8, 31.5, *[7.5] * len(APPLICANT_COLUMNS))}


@dataclass(frozen=True)
class Cell:
    """``key``: of the figure it shows, empty for a head. ``headers``: ids of the heads that speak of it."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    key: str = ""
    scope: str = ""
    id: str = ""
    headers: str = ""
    blank: bool = False

    @property
    def is_head(self) -> bool:
        return not self.key


@dataclass
class Grid:
    """``name``: t2, t3 or t4. ``head_rows``: how many rows are heads and are repeated on each page."""

    name: str
    caption: str
    width: int
    head_rows: int = 0
    cells: list[Cell] = field(default_factory=list)

    @property
    def rows(self) -> list[list[Cell]]:
        by_row: dict[int, list[Cell]] = {}
        for cell in self.cells:
            by_row.setdefault(cell.row, []).append(cell)
        return [sorted(by_row[row], key=lambda cell: cell.column) for row in sorted(by_row)]

    @property
    def head(self) -> list[list[Cell]]:
        return self.rows[: self.head_rows]

    @property
    def body(self) -> list[list[Cell]]:
        return self.rows[self.head_rows :]

    @property
    def columns(self) -> range:
        return range(self.width)

    @property
    def shares(self) -> tuple[float, ...]:
        """How much of the width each column gets, in hundredths; heads of four characters fit side by side."""
        return SHARES.get(self.name, (100 / self.width,) * self.width)

    @property
    def has_blank(self) -> bool:
        return any(cell.blank for cell in self.cells)


def shown(value: Decimal | None) -> str:
    """A figure as it is printed: no needless zeros, nothing for a blank."""
    return "" if value is None else f"{value.normalize():f}"


def table_two(form: Form, figures: Figures) -> Grid:
    grid = Grid("t2", "二、主动公开政府信息情况", TWO_WIDTH)
    row = 0
    for number, block in enumerate(form.table_two):
        grid.cells += _block(block, figures, row, f"t2-b{number}")
        row += 2 + len(block.rows)
    return grid


def _block(block: Block, figures: Figures, start: int, name: str) -> Iterator[Cell]:
    yield Cell(block.title, start, 0, colspan=TWO_WIDTH, scope="colgroup", id=name)
    yield Cell("信息内容", start + 1, 0, scope="col", id=f"{name}-what")
    widths = _widths(len(block.columns))
    column = 1
    places = []
    for number, (entry, width) in enumerate(zip(block.columns, widths, strict=True)):
        places.append(column)
        yield Cell(entry.label, start + 1, column, colspan=width, scope="col", id=f"{name}-c{number}")
        column += width
    for offset, entry in enumerate(block.rows, start=2):
        label = f"{name}-r{offset}"
        yield Cell(entry.label, start + offset, 0, scope="row", id=label)
        for number, (head, place, width) in enumerate(zip(block.columns, places, widths, strict=True)):
            yield _figure(
                figures,
                block.key(entry, head),
                start + offset,
                place,
                f"{name} {label} {name}-c{number}",
                colspan=width,
            )


def _widths(count: int) -> list[int]:
    """How ``count`` figures share the three columns beside the label: the last takes what is left."""
    return [1] * (count - 1) + [TWO_WIDTH - count]


def table_three(form: Form, figures: Figures) -> Grid:
    width = LABEL_COLUMNS + len(APPLICANT_COLUMNS)
    grid = Grid("t3", "三、收到和处理政府信息公开申请情况", width, head_rows=3)
    grid.cells += _applicant_heads()
    grid.cells += _outcome_rows(form, figures)
    return grid


def _applicant_heads() -> Iterator[Cell]:
    first = LABEL_COLUMNS
    yield Cell(CORNER, 0, 0, rowspan=3, colspan=LABEL_COLUMNS, scope="col", id="t3-corner")
    yield Cell(BAND, 0, first, colspan=len(APPLICANT_COLUMNS), scope="colgroup", id="t3-band")
    persons = [column for column in APPLICANT_COLUMNS if column.group]
    yield Cell(LEGAL_PERSONS, 1, first + 1, colspan=len(persons), scope="colgroup", id="t3-persons")
    for offset, column in enumerate(APPLICANT_COLUMNS):
        if column.group:
            yield Cell(column.label, 2, first + offset, scope="col", id=f"t3-{column.key}")
        else:
            yield Cell(column.label, 1, first + offset, rowspan=2, scope="col", id=f"t3-{column.key}")


def _outcome_rows(form: Form, figures: Figures) -> Iterator[Cell]:
    items = [row.item for row in form.table_three]
    groups = [(row.item, row.group) for row in form.table_three]
    for place, row in enumerate(form.table_three):
        line = 3 + place
        heads = ["t3-band"]
        if row.item:
            heads.append("t3-item")
            if items.index(row.item) == place:
                yield Cell(row.item, line, 0, rowspan=items.count(row.item), scope="rowgroup", id="t3-item")
        if row.group:
            number = groups.index((row.item, row.group))
            heads.append(f"t3-group{number}")
            if number == place:
                spanned = groups.count((row.item, row.group))
                yield Cell(row.group, line, 1, rowspan=spanned, scope="rowgroup", id=f"t3-group{number}")
        start = 2 if row.group else 1 if row.item else 0
        yield Cell(row.label, line, start, colspan=LABEL_COLUMNS - start, scope="row", id=f"t3-{row.key}")
        for offset, column in enumerate(APPLICANT_COLUMNS):
            above = ["t3-persons"] if column.group else []
            headers = " ".join([*heads, f"t3-{row.key}", *above, f"t3-{column.key}"])
            yield _figure(figures, f"t3.{row.key}.{column.key}", line, LABEL_COLUMNS + offset, headers)


def table_four(figures: Figures) -> Grid:
    size = len(RESULT_COLUMNS)
    grid = Grid("t4", "四、政府信息公开行政复议、行政诉讼情况", size * len(RESULT_GROUPS), head_rows=3)
    for place, group in enumerate(RESULT_GROUPS):
        first, own_head = place * size, group.label != group.head
        if not own_head:
            grid.cells.append(
                Cell(group.head, 0, first, colspan=size, scope="colgroup", id=f"t4-{group.key}")
            )
        elif place == 1:
            spanned = sum(other.head == group.head for other in RESULT_GROUPS) * size
            grid.cells.append(Cell(group.head, 0, first, colspan=spanned, scope="colgroup", id="t4-suits"))
        if own_head:
            grid.cells.append(
                Cell(group.label, 1, first, colspan=size, scope="colgroup", id=f"t4-{group.key}")
            )
        for offset, column in enumerate(RESULT_COLUMNS):
            name = f"t4-{group.key}-{column.key}"
            at, spans = (2, 1) if own_head else (1, 2)
            grid.cells.append(Cell(column.label, at, first + offset, rowspan=spans, scope="col", id=name))
            above = "t4-suits " if own_head else ""
            headers = f"{above}t4-{group.key} {name}"
            grid.cells.append(_figure(figures, f"t4.{group.key}.{column.key}", 3, first + offset, headers))
    return grid


def _figure(figures: Figures, key: str, row: int, column: int, headers: str, *, colspan: int = 1) -> Cell:
    value = figures.get(key)
    return Cell(shown(value), row, column, colspan=colspan, key=key, headers=headers, blank=value is None)


def tables(form: Form, figures: Figures) -> dict[int, Grid]:
    """The tables that the report holds, by chapter; one that the published text lacks is not there."""
    made = {2: table_two(form, figures), 3: table_three(form, figures), 4: table_four(figures)}
    return {
        number: grid for number, grid in made.items() if any(key.startswith(f"t{number}.") for key in figures)
    }
