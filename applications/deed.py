"""What is entered when an act is done; the form fills it, the door and the letter read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.core.files.base import File

REFUSED_UNDER_14_TO_16 = ("14-", "15", "16-")


@dataclass(frozen=True)
class Deed:
    """Which fields matter depends on the act.

    ``workdays``: length of an extension. ``until``: 条例35's later day, or the day set for a supplement. ``note``:
    reasons, what is to be supplied, facts found. ``withheld``, ``grounds``: what a partial disclosure keeps back and
    the codes of ``disclosure.law.exemptions`` it rests on. ``scale``, ``count``: of a fee. ``handler``: who takes
    over. ``opinion``: of whoever was consulted. ``way``, ``proof``: of service.
    """

    on: date
    outcome: str = ""
    workdays: int = 0
    until: date | None = None
    party: str = ""
    party_received_on: date | None = None
    opinion: str = ""
    note: str = ""
    withheld: str = ""
    grounds: tuple[str, ...] = ()
    files: Sequence[tuple[str, File]] = ()
    scale: str = ""
    count: int = 0
    handler: User | None = None
    way: str = ""
    proof: str = ""
    proof_file: File | None = None

    @property
    def refused_under_14_to_16(self) -> bool:
        """Whether what is withheld rests on 条例14, 15 or 16: review then comes first."""
        return any(code.startswith(REFUSED_UNDER_14_TO_16) for code in self.grounds)
