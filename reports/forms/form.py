"""A statutory report form as data: its tables' rows, columns, labels and the sums they must satisfy.

Every figure has one key, the same in all forms: ``t2.<row>.<column>``, ``t3.<row>.<column>``, ``t4.<group>.<column>``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Column:
    """``group``: the head above it. ``decimal``: whether the figure may have a fraction (money)."""

    key: str
    label: str
    group: str = ""
    decimal: bool = False


@dataclass(frozen=True)
class Row:
    """``item``: heading of the first level (三、本年度办理结果); ``group``: of the second (（三）不予公开)."""

    key: str
    label: str
    item: str = ""
    group: str = ""


@dataclass(frozen=True)
class Block:
    """A part of table two: one item of article 20 (``title``) with its own columns."""

    title: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]

    def key(self, row: Row, column: Column) -> str:
        return f"t2.{row.key}.{column.key}"


@dataclass(frozen=True)
class Group:
    """A group of table four with its own five figures; ``head`` is what stands above it."""

    key: str
    label: str
    head: str


@dataclass(frozen=True)
class Sum:
    """``left`` and ``right`` are added up and must be equal, once for every member of ``across``.

    In the keys ``{}`` stands for the member: a column of table three, a row of it, or a group of table four.
    """

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    across: tuple[str, ...]

    def keys(self, member: str) -> tuple[list[str], list[str]]:
        return [key.format(member) for key in self.left], [key.format(member) for key in self.right]


RESULT_COLUMNS = (
    Column("upheld", "结果维持"),
    Column("corrected", "结果纠正"),
    Column("other", "其他结果"),
    Column("pending", "尚未审结"),
    Column("total", "总计"),
)
RESULT_GROUPS = (
    Group("review", "行政复议", "行政复议"),
    Group("direct", "未经复议直接起诉", "行政诉讼"),
    Group("after_review", "复议后起诉", "行政诉讼"),
)

LEGAL_PERSONS = "法人或其他组织"
APPLICANT_COLUMNS = (
    Column("c1", "自然人"),
    Column("c2", "商业企业", LEGAL_PERSONS),
    Column("c3", "科研机构", LEGAL_PERSONS),
    Column("c4", "社会公益组织", LEGAL_PERSONS),
    Column("c5", "法律服务机构", LEGAL_PERSONS),
    Column("c6", "其他", LEGAL_PERSONS),
    Column("c7", "总计"),
)
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
BAND = "申请人情况"


@dataclass(frozen=True)
class Form:
    """One edition of the report form and the years it was in force; ``last_year`` None: still in force."""

    authority: str
    first_year: int
    last_year: int | None
    sections: tuple[str, ...]
    table_two: tuple[Block, ...]
    table_three: tuple[Row, ...]

    def covers(self, year: int) -> bool:
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)

    @cached_property
    def rows_of_three(self) -> dict[str, Row]:
        return {row.key: row for row in self.table_three}

    @cached_property
    def sums(self) -> tuple[Sum, ...]:
        """The identities T3-COL, T3-SUM, T3-ROW and T4-SUM of this form."""
        columns = tuple(column.key for column in APPLICANT_COLUMNS)
        rows = tuple(row.key for row in self.table_three)
        outcomes = tuple(f"t3.{key}.{{}}" for key in rows if key not in {"r01", "r02", "r24", "r25"})
        return (
            Sum("T3-COL", ("t3.r01.{}", "t3.r02.{}"), ("t3.r24.{}", "t3.r25.{}"), columns),
            Sum("T3-SUM", ("t3.r24.{}",), outcomes, columns),
            Sum("T3-ROW", ("t3.{}.c7",), tuple(f"t3.{{}}.{key}" for key in columns[:-1]), rows),
            Sum(
                "T4-SUM",
                ("t4.{}.total",),
                tuple(f"t4.{{}}.{column.key}" for column in RESULT_COLUMNS[:-1]),
                tuple(group.key for group in RESULT_GROUPS),
            ),
        )

    @cached_property
    def keys_of_two(self) -> tuple[str, ...]:
        return tuple(
            block.key(row, column)
            for block in self.table_two
            for row in block.rows
            for column in block.columns
        )

    @cached_property
    def keys_of_three(self) -> tuple[str, ...]:
        return tuple(f"t3.{row.key}.{column.key}" for row in self.table_three for column in APPLICANT_COLUMNS)

    @cached_property
    def keys_of_four(self) -> tuple[str, ...]:
        return tuple(f"t4.{group.key}.{column.key}" for group in RESULT_GROUPS for column in RESULT_COLUMNS)

    @cached_property
    def places(self) -> dict[str, str]:
        """Key -> where the figure stands, in words a person finds it by."""
        return dict(self._places())

    def _places(self) -> Iterator[tuple[str, str]]:
        for block in self.table_two:
            for row in block.rows:
                for column in block.columns:
                    yield block.key(row, column), f"表二“{row.label}”{column.label}"
        for row in self.table_three:
            name = row.label.split("（区分")[0]
            for column in APPLICANT_COLUMNS:
                yield f"t3.{row.key}.{column.key}", f"表三“{name}”{column.label}"
        for group in RESULT_GROUPS:
            for column in RESULT_COLUMNS:
                yield f"t4.{group.key}.{column.key}", f"表四“{group.label}”{column.label}"

    @cached_property
    def decimal_keys(self) -> frozenset[str]:
        """The figures that are money in 万元 and may have a fraction; all others count pieces."""
        return frozenset(
            block.key(row, column)
            for block in self.table_two
            for row in block.rows
            for column in block.columns
            if column.decimal
        )
