"""The release gate over the published annual reports."""

from collections.abc import Iterator

from disclosure.scanning import Sighting

from .models import Report
from .release import inspect


def scan_reports() -> Iterator[Sighting]:
    parts = ("sections", "metrics", "verdicts", "versions")
    for report in Report.objects.published().prefetch_related(*parts):
        for part in inspect(report):
            for finding in part.findings:
                yield Sighting(report.get_absolute_url(), part.name, finding, part.released)
