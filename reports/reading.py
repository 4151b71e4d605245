from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Section:
    number: int
    title: str
    body: str


@dataclass(frozen=True)
class Stated:
    key: str
    label: str
    value: int | None
    unit: str


@dataclass(frozen=True)
class ReadReport:
    year: int
    title: str = ""
    sections: tuple[Section, ...] = ()
    cells: dict[str, Decimal | None] = field(default_factory=dict)
    stated: dict[str, Stated] = field(default_factory=dict)
    agency_name: str = ""
    signed_on: date | None = None
    signed_as_written: str = ""
    inferred: tuple[str, ...] = ()
