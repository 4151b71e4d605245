"""The doors of a report: published once, its figures are frozen; a correction is a further version with its reason."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from disclosure.stops import records_stops
from liaocheng_gk import audit

from .approval import check_signed, obstacles
from .checks import Severity
from .findings import findings_of
from .models import Metric, Report, ReportSection, ReportVersion, Status
from .release import require_clear
from .shapes import ReadReport


@records_stops
@transaction.atomic
def publish(report: Report, *, by: User, on: date) -> Report:
    """Publish a draft that is complete (``approval.obstacles``) and signed by somebody else as it stands.

    Raises:
        PermissionDenied: ``by`` may not publish reports.
        ValidationError: published already, something stands in the way, no sign-off holds, or the release gate holds
            a text back (``GateClosed``).
    """
    if not by.has_perm("reports.publish_report"):
        raise PermissionDenied("没有发布年度报告的权限。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_published:
        raise ValidationError(f"{report.year}年度报告已经发布。")
    if problems := obstacles(report):
        raise ValidationError([f"{report.year}年度报告没有发布：", *problems])
    check_signed(report, publisher=by)
    require_clear(report)
    report.status, report.published_on, report.published_by = Status.PUBLISHED.value, on, by
    report.digest, report.words_digest = report.compute_digest(), report.compute_words_digest()
    report.full_clean()
    report.save()
    report.first_version().save()
    audit.record(by, "发布年度报告", report, str(report.year))
    return report


@records_stops
@transaction.atomic
def amend(
    report: Report, figures: Mapping[str, Decimal | None], *, reason: str, by: User, on: date
) -> ReportVersion:
    """Correct figures of a published report: a new version that the public sees, the earlier ones stay as they are.

    Args:
        figures: the figures that change, by key; None leaves a blank. All others stay.

    Raises:
        PermissionDenied: ``by`` may not publish reports.
        ValidationError: not published, no reason, no such figure, nothing changes, a day before the version before, or
            an identity of the form is broken that was not broken before, or the release gate holds a text back.
    """
    if not by.has_perm("reports.publish_report"):
        raise PermissionDenied("没有更正年度报告的权限。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    before = report.figures
    after = _amended(report, figures)
    problems = []
    if not report.is_published:
        problems.append(f"{report.year}年度报告还没有发布，请直接修改草稿。")
    if not reason.strip():
        problems.append("请写明更正的原因，公众看得到。")
    if after == before:
        problems.append("没有一处数字与现在的不同，没有新的版本。")
    problems += _newly_wrong(report, after)
    newest = report.versions.order_by("-number").first() or report.first_version()
    if newest.on and on < newest.on:
        problems.append(f"更正的日期不能早于上一版的日期（{newest.on.isoformat()}）。")
    if problems:
        raise ValidationError(["没有更正：", *problems])
    require_clear(report, (f"第{newest.number + 1}版的更正原因", reason.strip()))
    if newest.pk is None:
        newest.save()
    report.set_figures(after)
    report.digest = report.compute_digest()
    version = ReportVersion(
        report=report,
        number=newest.number + 1,
        cells=report.cells,
        digest=report.digest,
        reason=reason.strip(),
        by=by,
        on=on,
    )
    version.full_clean()
    version.save()
    report.save()
    audit.record(by, "更正年度报告", report, f"{report.year}，第{version.number}版")
    return version


def _amended(report: Report, figures: Mapping[str, Decimal | None]) -> dict[str, Decimal | None]:
    """All figures with the changes in. Who fills a cell of a table that the text lacked gets the whole table, blank."""
    places = report.form.places if report.form else {}
    unknown = sorted(figures.keys() - places.keys())
    if unknown:
        raise ValidationError(f"没有更正：{report.year}年的格式中没有这些数字：{'、'.join(unknown)}。")
    tables = {key.split(".")[0] for key in figures.keys() - report.figures.keys()}
    blank: dict[str, Decimal | None] = {key: None for key in places if key.split(".")[0] in tables}
    return blank | report.figures | dict(figures)


def _newly_wrong(report: Report, after: dict[str, Decimal | None]) -> list[str]:
    """Errors at places where the figures so far had none. What was wrong before may be mended step by step."""
    read = report.as_read()
    known = {(row.rule, row.place) for row in findings_of(read)}
    return [
        row.sentence
        for row in findings_of(replace(read, cells=after))
        if row.severity is Severity.ERROR and (row.rule, row.place) not in known
    ]


@transaction.atomic
def store_draft(read: ReadReport, *, source: str, by: User | None = None) -> Report:
    """Keep what was read as a draft of ``by``; to a published report only its text is added.

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
    report.drafted_by = by or report.drafted_by
    report.set_figures(read.cells)
    report.full_clean()
    report.save()
    report.sections.all().delete()
    report.metrics.all().delete()
    _store_parts(report, read)
    for position, row in enumerate(read.stated.values()):
        metric = Metric(
            report=report, key=row.key, label=row.label, value=row.value, unit=row.unit, position=position
        )
        metric.full_clean()
        metric.save()
    return report


def _add_text(report: Report, read: ReadReport) -> None:
    if report.sections.exists():
        raise ValidationError(f"{report.year}年度报告已经发布，正文也已在库中，没有改动任何内容。")
    if read.cells not in [row.figures for row in report.editions]:
        raise ValidationError(
            f"{report.year}年度报告已经发布，文件中的数字与已发布的不同，没有改动任何内容。"
        )
    _store_parts(report, read)
    report.words_digest = report.compute_words_digest()
    report.save()


def _store_parts(report: Report, read: ReadReport) -> None:
    for section in read.sections:
        part = ReportSection(report=report, number=section.number, title=section.title, body=section.body)
        part.full_clean()
        part.save()
