"""How long information holds and how long it stays online (指南二（一）2), and how texts relate to one another."""

from dataclasses import dataclass
from datetime import date, timedelta

from liaocheng_gk.labelled import Labelled

from .publication import ENDED, Validity


@dataclass(frozen=True)
class RetentionExemption:
    """Information of this kind stays online without limit."""

    article20: str
    title: str
    source: str


RETENTION_EXEMPTIONS: tuple[RetentionExemption, ...] = (
    RetentionExemption("20-01", "法律法规和规范性文件", "指南二（一）2"),
    RetentionExemption("20-05", "行政许可类信息", "指南二（一）2"),
)
EXEMPT = frozenset(row.article20 for row in RETENTION_EXEMPTIONS)


def online_until(published_on: date, article20: str, years: int) -> date | None:
    """The last day of online retention, or None if this kind stays online without limit.

    Args:
        article20: key of ``categories.DUTIES``; empty counts as not exempt.
        years: length of the retention, from the bureau's guide.
    """
    if article20 in EXEMPT:
        return None
    try:
        return published_on.replace(year=published_on.year + years)
    except ValueError:  # 29 February
        return date(published_on.year + years, 2, 28)


def kept_from(today: date, years: int) -> date:
    """The first day of publication that is still online on ``today``; what was published before it has had its time."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:  # 29 February
        return date(today.year - years, 3, 1)


def standing(
    validity: Validity, in_force_on: date | None, expires_on: date | None, ended_on: date | None, today: date
) -> Validity:
    """What holds on ``today``, whatever the stored word says: days pass without anybody editing.

    Args:
        in_force_on: first day in force.
        expires_on: last day of a validity that was limited from the beginning.
        ended_on: day from which the text is repealed or lapsed.
    """
    if validity in ENDED:
        return Validity.IN_FORCE if ended_on and today < ended_on else validity
    if validity is Validity.NOT_APPLICABLE:
        return validity
    if expires_on and expires_on < today:
        return Validity.LAPSED
    if in_force_on and today < in_force_on:
        return Validity.PENDING
    return Validity.IN_FORCE if validity is Validity.PENDING and in_force_on else validity


def standings(
    validity: Validity, in_force_on: date | None, expires_on: date | None, ended_on: date | None
) -> list[tuple[date, Validity]]:
    """What holds from which day on, the first from ``date.min``; each differs from the one before."""
    lapsed_on = expires_on + timedelta(days=1) if expires_on and expires_on < date.max else None
    turns = sorted({date.min, *(day for day in (in_force_on, lapsed_on, ended_on) if day)})
    found: list[tuple[date, Validity]] = []
    for day in turns:
        holds = standing(validity, in_force_on, expires_on, ended_on, day)
        if not found or found[-1][1] is not holds:
            found.append((day, holds))
    return found


class LinkKind(Labelled):
    """What the later text does to the earlier one."""

    REPEALS = "repeals", "废止"
    AMENDS = "amends", "修改"
    INTERPRETS = "interprets", "解读"


@dataclass(frozen=True)
class LinkRule:
    """How a link reads on the page of either text, and which validity it gives the earlier one."""

    kind: LinkKind
    on_later: str
    on_earlier: str
    makes: Validity | None = None


LINK_RULES: tuple[LinkRule, ...] = (
    LinkRule(LinkKind.REPEALS, "本文件废止的文件", "本文件被以下文件废止", Validity.REPEALED),
    LinkRule(LinkKind.AMENDS, "本文件修改的文件", "本文件被以下文件修改", Validity.AMENDED),
    LinkRule(LinkKind.INTERPRETS, "解读的政策", "政策解读"),
)
LINK_RULE_OF = {rule.kind: rule for rule in LINK_RULES}
