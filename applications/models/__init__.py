"""The register (登记台账): applications, what happened to them, what was sent, and what proves identity."""

from .application import Application, CaseEvent, IdentityDocument
from .calendar import DueDateMove
from .dispute import Dispute
from .draft import DraftFile
from .fee import FeeNotice
from .feedback import Feedback
from .letter import Letter, LetterFile, LetterTemplate
from .lookup import FailedLookup
from .reminder import Reminder
from .service import Service

__all__ = [
    "Application",
    "CaseEvent",
    "Dispute",
    "DraftFile",
    "DueDateMove",
    "FailedLookup",
    "FeeNotice",
    "Feedback",
    "IdentityDocument",
    "Letter",
    "LetterFile",
    "LetterTemplate",
    "Reminder",
    "Service",
]
