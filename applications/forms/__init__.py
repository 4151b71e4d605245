"""What the public fills in."""

from .application import ApplicationForm
from .feedback import CorrectionForm, FeedbackForm
from .following import AnswerForm, StatusForm
from .pages import CHECK, PAGES, RECEIPT, page_named, progress
from .submission import made_at, new_submission_key, read_submission_key

__all__ = [
    "CHECK",
    "PAGES",
    "RECEIPT",
    "AnswerForm",
    "ApplicationForm",
    "CorrectionForm",
    "FeedbackForm",
    "StatusForm",
    "made_at",
    "new_submission_key",
    "page_named",
    "progress",
    "read_submission_key",
]
