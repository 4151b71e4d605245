"""Annual reports in the office: a draft out of the books, the statutory figures, and what does not agree."""

from . import report, writing

__all__ = ["report", "writing"]
