"""Annual reports in the office: the text, the figures in the statutory layout, and what does not agree."""

from . import report

__all__ = ["report"]
