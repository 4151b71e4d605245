"""Reports with chosen figures, published or not."""

from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils import timezone

from reports.findings import judged_findings
from reports.forms import form_for
from reports.models import FindingVerdict, Metric, Report, ReportSection, Status


def make_report(
    year: int, *, figures: dict[str, Decimal | None] | None = None, publish: bool = True, **fields
) -> Report:
    """A report of ``year`` with zeros in every figure of its form unless given, chapters and one metric."""
    form = form_for(year)
    report = Report(
        year=year,
        authority=form.authority if form else "",
        agency_name=fields.pop("agency_name", "聊城市商务局"),
        title=fields.pop("title", f"聊城市商务局{year}年政府信息公开工作年度报告"),
        **fields,
    )
    zeros = (
        dict.fromkeys((*form.keys_of_two, *form.keys_of_three, *form.keys_of_four), Decimal(0))
        if form
        else {}
    )
    report.set_figures(zeros | (figures or {}))
    report.save()
    for number, title in enumerate(form.sections if form else ("工作情况",), start=1):
        ReportSection.objects.create(report=report, number=number, title=title, body=f"第{number}章的文字。")
    Metric.objects.create(report=report, key="published", label="主动公开政府信息", value=142, unit="条")
    if publish:
        report.status, report.published_on = Status.PUBLISHED.value, date(year + 1, 1, 20)
        report.digest = report.compute_digest()
        report.save()
    return report


def explain_all(report: Report, by: User) -> None:
    """A verdict on every finding, so that nothing stands in the way of signing and publishing."""
    for row in judged_findings(report):
        FindingVerdict.objects.create(
            report=report, rule=row.finding.rule, place=row.finding.place, left=row.finding.left,
            right=row.finding.right, verdict="explained", note="已核实", by=by, on=timezone.localdate(),
        )  # fmt: skip
