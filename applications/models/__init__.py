"""The register (登记台账): applications, what happened to them, what was sent, and what proves identity."""

from .application import Application, CaseEvent, IdentityDocument
from .calendar import DueDateMove
from .feedback import Feedback
from .letter import Letter, LetterFile, LetterTemplate
from .lookup import FailedLookup
from .reminder import Reminder

__all__ = [
    "Application",
    "CaseEvent",
    "DueDateMove",
    "FailedLookup",
    "Feedback",
    "IdentityDocument",
    "Letter",
    "LetterFile",
    "LetterTemplate",
    "Reminder",
]
