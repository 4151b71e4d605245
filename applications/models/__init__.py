"""The register (登记台账): applications, what happened to them, what was sent, and what proves identity."""

from .applicant_file import ApplicantFile
from .application import Application, CaseEvent, IdentityDocument
from .calendar import DueDateMove
from .correction_reply import CorrectionReply
from .dispute import Dispute
from .draft import DraftFile
from .draft_form import Draft
from .fee import FeeNotice
from .feedback import Feedback
from .letter import Letter, LetterFile, LetterTemplate
from .lookup import FailedLookup
from .notice import Notice
from .reminder import Reminder
from .saved_filter import SavedFilter
from .service import Service

__all__ = [
    "ApplicantFile",
    "Application",
    "CaseEvent",
    "CorrectionReply",
    "Dispute",
    "Draft",
    "DraftFile",
    "DueDateMove",
    "FailedLookup",
    "FeeNotice",
    "Feedback",
    "IdentityDocument",
    "Letter",
    "LetterFile",
    "LetterTemplate",
    "Notice",
    "Reminder",
    "SavedFilter",
    "Service",
]
