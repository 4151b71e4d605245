"""How long a column may go without anything new before it counts as stale (国办秘函〔2019〕19号)."""

from dataclasses import dataclass

from .categories import ColumnType


@dataclass(frozen=True)
class Freshness:
    """``days``: calendar days since the newest item. A column type without a row has no limit."""

    column_type: ColumnType
    days: int
    source: str


INSPECTION = "国办秘函〔2019〕19号"
FRESHNESS: tuple[Freshness, ...] = (
    Freshness(ColumnType.NEWS, 14, f"{INSPECTION}：动态、要闻类两周"),
    Freshness(ColumnType.NOTICE, 183, f"{INSPECTION}：通知公告六个月"),
    Freshness(ColumnType.POLICY, 183, f"{INSPECTION}：政策文件六个月"),
    Freshness(ColumnType.INTERPRETATION, 183, f"{INSPECTION}：比照政策文件"),
)
DAYS_OF: dict[str, int] = {row.column_type: row.days for row in FRESHNESS}


def days_allowed(column_type: str, own: int | None) -> int | None:
    """The limit of a column: its own, if the office set one (0: none), else its type's; None without a limit."""
    if own is not None:
        return own or None
    return DAYS_OF.get(column_type)
