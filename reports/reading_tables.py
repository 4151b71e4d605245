"""The figures of tables two, three and four out of lines with ``|`` between the cells."""

import re
from decimal import Decimal

from .forms import Form
from .forms.form import APPLICANT_COLUMNS, RESULT_COLUMNS, RESULT_GROUPS
from .shapes import Figures, Section

TABLE_NAMES = {2: "主动公开政府信息情况", 3: "收到和处理政府信息公开申请情况", 4: "行政复议、行政诉讼情况"}
_ALIKE = str.maketrans('()",“', "（）”，”")
WIDTH = len(APPLICANT_COLUMNS)


def read_tables(sections: tuple[Section, ...], form: Form, inferred: list[str]) -> Figures:
    """Every figure of the form that the text has a table for, None where the cell is blank."""
    readers = {2: _table_two, 3: _table_three, 4: _table_four}
    figures: Figures = {}
    for number, read in readers.items():
        lines = [
            _cells(line)
            for section in sections
            if section.number == number
            for line in section.body.splitlines()
            if "|" in line
        ]
        if lines:
            figures |= read(lines, form, inferred)
        else:
            inferred.append(
                f"第{'〇一二三四'[number]}部分没有表格：“{TABLE_NAMES[number]}”的数字按缺表处理，不作零。"
            )
    return figures


def _cells(line: str) -> list[str]:
    return [" ".join(cell.split()) for cell in line.split("|")]


def bare(label: str) -> str:
    """A label as it is compared: no blanks, one kind of quotes and brackets."""
    return re.sub(r"\s", "", label).translate(_ALIKE)


_FIGURE = re.compile(r"[+-]?\d{1,15}(?:\.\d{0,15})?")


def number_of(text: str) -> Decimal | None:
    """A figure, or None if the text is no plain number."""
    found = _FIGURE.fullmatch(text.replace(" ", "").replace("，", ""))
    return Decimal(found[0]) if found else None


def _table_two(lines: list[list[str]], form: Form, inferred: list[str]) -> Figures:
    figures: Figures = {}
    for block in form.table_two:
        for row in block.rows:
            found = next((cells for cells in lines if bare(cells[0]) == bare(row.label)), None)
            if found is None:
                inferred.append(f"表二没有“{row.label}”一行，按空白读入。")
            values = [number_of(cell) for cell in (found or [])[1:]]
            for place, column in enumerate(block.columns):
                figures[block.key(row, column)] = values[place] if place < len(values) else None
    return figures


def _table_three(lines: list[list[str]], form: Form, inferred: list[str]) -> Figures:
    """Lines are rows in their order; a label that is there must agree, one that is lost is taken by its place."""
    labels = {bare(row.label): place for place, row in enumerate(form.table_three)}
    short = {bare(row.label.split("（区分")[0]): place for place, row in enumerate(form.table_three)}
    figures: Figures = {
        f"t3.{row.key}.{column.key}": None for row in form.table_three for column in APPLICANT_COLUMNS
    }
    following, lost, missing = 0, [], []
    for cells in lines:
        named = [labels.get(bare(cell), short.get(bare(cell))) for cell in cells]
        place = next((found for found in reversed(named) if found is not None), None)
        values = [number_of(cell) for cell in cells]
        if place is None and not any(value is not None for value in values):
            continue  # a head, or a rule
        if place is None:
            place = following
            if place < len(form.table_three):
                lost.append(form.table_three[place].label)
        if place >= len(form.table_three) or place < following:
            inferred.append(f"表三有一行对不上：“{'｜'.join(filter(None, cells))}”，没有读入。")
            continue
        missing += [row.label for row in form.table_three[following:place]]
        row = form.table_three[place]
        after = max((spot for spot, found in enumerate(named) if found is not None), default=-1) + 1
        _row(figures, row.key, row.label, values[after:-1] if cells[-1] == "" else values[after:], inferred)
        following = place + 1
    missing += [row.label for row in form.table_three[following:]]
    if lost:
        inferred.append(
            f"表三有 {len(lost)} 行没有行名，按所在位置补出：{'、'.join(_short(label) for label in lost)}。"
        )
    if missing:
        inferred.append(
            f"表三缺少 {len(missing)} 行，按空白读入：{'、'.join(_short(label) for label in missing)}。"
        )
    return figures


def _row(figures: Figures, key: str, label: str, cells: list[Decimal | None], inferred: list[str]) -> None:
    """Put what stands behind a row's label into its columns; ``cells`` may hold too few or too many blanks."""
    values = [value for value in cells if value is not None]
    # Two equal numbers side by side and then nothing: the blanks between first column and total were dropped.
    collapsed = len(values) == 2 and values[0] == values[1] and values == cells[:2]
    if len(values) == WIDTH:
        placed: list[Decimal | None] = list(values)
    elif len(cells) == WIDTH and not collapsed:
        placed = cells
    elif collapsed:
        placed = [values[0], *[None] * (WIDTH - 2), values[1]]
        inferred.append(f"表三“{_short(label)}”只有两个相同的数字，按“自然人”和“总计”读入，其余空白。")
    else:
        if values:
            inferred.append(f"表三“{_short(label)}”有 {len(values)} 个数字，分不清各属哪一列，按空白读入。")
        return
    for column, value in zip(APPLICANT_COLUMNS, placed, strict=True):
        figures[f"t3.{key}.{column.key}"] = value


def _short(label: str) -> str:
    return label.split("（区分")[0]


def _table_four(lines: list[list[str]], form: Form, inferred: list[str]) -> Figures:
    keys = [f"t4.{group.key}.{column.key}" for group in RESULT_GROUPS for column in RESULT_COLUMNS]
    rows = [[value for cell in cells if (value := number_of(cell)) is not None] for cells in lines]
    found = next((values for values in rows if len(values) == len(keys)), None)
    if found is None:
        inferred.append("表四的数字不足 15 个，按空白读入。")
        return dict.fromkeys(keys)
    heads = "".join("".join(cells) for cells in lines)
    absent = [group.label for group in RESULT_GROUPS if group.label not in heads]
    if absent:
        inferred.append(f"表四缺少表头“{'”“'.join(absent)}”，按规定的列次读入。")
    return dict(zip(keys, found, strict=True))
