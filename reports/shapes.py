"""What reading a report gives and the checks take: its chapters, figures and the numbers its words state. Pure."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NUMERALS = "一二三四五六七八九十"

Figures = dict[str, Decimal | None]


@dataclass(frozen=True)
class Section:
    """A chapter: ``number`` 0 is what stands before the first."""

    number: int
    title: str
    body: str


@dataclass(frozen=True)
class Stated:
    """A figure that the narrative states. ``value`` None: the text names it without a number."""

    key: str
    label: str
    value: int | None
    unit: str


@dataclass(frozen=True)
class ReadReport:
    """What was read. ``cells``: no key at all for a table that the text lacks. ``inferred``: sentences for the reader.

    ``stated``: what the words say; ``kept``: the same figures as the office keeps them beside the words, if it does.
    """

    year: int
    title: str = ""
    sections: tuple[Section, ...] = ()
    cells: dict[str, Decimal | None] = field(default_factory=dict)
    stated: dict[str, Stated] = field(default_factory=dict)
    kept: dict[str, Stated] = field(default_factory=dict)
    agency_name: str = ""
    signed_on: date | None = None
    signed_as_written: str = ""
    inferred: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(f"{section.title}\n{section.body}" for section in self.sections)
