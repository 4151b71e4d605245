"""An enum whose members carry the Chinese words that people see."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """``CONFIRM = "confirm", "确认收到"``: the value goes to the database, the label to the reader."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        return [(member.value, member.label) for member in cls]
