"""Annual reports as published: figures, chapters, and what the office says about a finding.

A figure is kept as written: a blank is null, never zero. Once a report is published its figures do not change; a
correction is a further version with its reason, and the earlier ones stay (``publishing.amend``).
"""

from .approval import ChapterComment, SignOff
from .parts import Metric, ReportSection
from .report import Report, Status
from .verdict import FindingVerdict, Verdict
from .version import ReportVersion

__all__ = [
    "ChapterComment",
    "FindingVerdict",
    "Metric",
    "Report",
    "ReportSection",
    "ReportVersion",
    "SignOff",
    "Status",
    "Verdict",
]
