"""The release gate over the published annual reports."""

from collections.abc import Iterator

from django.urls import reverse

from disclosure.scanning import Sighting
from liaocheng_gk.gate import inspect_text
from liaocheng_gk.phones import published_phones

from .models import Report


def scan_reports() -> Iterator[Sighting]:
    phones = published_phones()
    for report in Report.objects.published().prefetch_related("sections"):
        texts = [("概要", report.summary), ("来源说明", report.source)]
        texts += [
            (section.title or f"第{section.number}章", section.body) for section in report.sections.all()
        ]
        for part, text in texts:
            for finding in inspect_text(text, allowed=phones):
                yield Sighting(reverse("reports:report", args=[report.year]), part, finding)
