"""What a member of staff enters when doing an act; the form fills it, the door and the letter read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File


@dataclass(frozen=True)
class Deed:
    """Which fields matter depends on the act.

    ``workdays``: length of an extension. ``until``: 条例35's later day, or the day set for a supplement.
    ``note``: reasons, what is to be supplied, facts found. ``withheld_under_14_to_16``: for 部分公开.
    """

    on: date
    outcome: str = ""
    workdays: int = 0
    until: date | None = None
    party: str = ""
    party_received_on: date | None = None
    note: str = ""
    withheld_under_14_to_16: bool = False
    files: Sequence[tuple[str, File]] = ()
