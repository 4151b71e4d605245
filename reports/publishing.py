"""The one door through which a report becomes public; from then on its figures are frozen."""

from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from .findings import judged_findings
from .models import Metric, Report, ReportSection, Status
from .reading import ReadReport


@transaction.atomic
def publish(report: Report, *, by: User, on: date) -> Report:
    """Publish a draft: every finding must be explained first.

    Raises:
        PermissionDenied: ``by`` may not publish reports.
        ValidationError: published already, or findings stand unexplained.
    """
    if not by.has_perm("reports.publish_report"):
        raise PermissionDenied("没有发布年度报告的权限。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_published:
        raise ValidationError(f"{report.year}年度报告已经发布。")
    standing = [row.finding.sentence for row in judged_findings(report) if row.stands]
    if standing:
        raise ValidationError([f"还有 {len(standing)} 处不符没有说明，不能发布：", *standing])
    report.status, report.published_on, report.published_by = Status.PUBLISHED.value, on, by
    report.digest = report.compute_digest()
    report.full_clean()
    report.save()
    return report


@transaction.atomic
def store_draft(read: ReadReport, *, source: str) -> Report:
    """Keep what was read as a draft; to a published report only its text is added.

    An earlier draft takes over the new figures and text; its summary and the verdicts given so far stay.

    Raises:
        ValidationError: a published report has its text already, or its figures differ from what was read.
    """
    report = Report.objects.select_for_update().filter(year=read.year).first()
    if report is not None and report.is_published:
        _add_text(report, read)
        return report
    report = report or Report(year=read.year)
    report.authority = report.form.authority if report.form else ""
    report.agency_name, report.title, report.source = read.agency_name, read.title, source
    report.signed_on, report.signed_as_written = read.signed_on, read.signed_as_written
    report.set_figures(read.cells)
    report.full_clean()
    report.save()
    report.sections.all().delete()
    report.metrics.all().delete()
    _store_parts(report, read)
    for position, row in enumerate(read.stated.values()):
        Metric.objects.create(
            report=report, key=row.key, label=row.label, value=row.value, unit=row.unit, position=position
        )
    return report


def _add_text(report: Report, read: ReadReport) -> None:
    if report.sections.exists():
        raise ValidationError(f"{report.year}年度报告已经发布，正文也已在库中，没有改动任何内容。")
    if report.figures != read.cells:
        raise ValidationError(
            f"{report.year}年度报告已经发布，文件中的数字与已发布的不同，没有改动任何内容。"
        )
    _store_parts(report, read)


def _store_parts(report: Report, read: ReadReport) -> None:
    for section in read.sections:
        ReportSection.objects.create(
            report=report, number=section.number, title=section.title, body=section.body
        )
