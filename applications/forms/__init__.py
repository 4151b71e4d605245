"""What the public fills in."""

from .application import ApplicationForm
from .feedback import CorrectionForm, FeedbackForm
from .following import AnswerForm, StatusForm
from .submission import new_submission_key, read_submission_key

__all__ = [
    "AnswerForm",
    "ApplicationForm",
    "CorrectionForm",
    "FeedbackForm",
    "StatusForm",
    "new_submission_key",
    "read_submission_key",
]
