"""The findings about a stored report, each with what the office said of it."""

from dataclasses import dataclass
from datetime import date

from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency

from .books import ledger_of
from .checks import Finding, Severity, check_report
from .models import FindingVerdict, Report, Verdict
from .shapes import ReadReport


@dataclass(frozen=True)
class Judged:
    """A finding, and the office's verdict while the finding still says the same."""

    finding: Finding
    verdict: FindingVerdict | None

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def is_note(self) -> bool:
        return self.severity is Severity.INFO

    @property
    def stands(self) -> bool:
        """Whether it is unexplained; notes for information never stand in the way."""
        settled = self.verdict is not None and self.verdict.verdict != Verdict.OPEN
        return not self.is_note and not settled


def findings_of(read: ReadReport) -> list[Finding]:
    """Check what was read, against the bureau's name and phones, the calendar, the report before, and the books."""
    agency = Agency.objects.current()
    earlier = Report.objects.filter(year=read.year - 1).first()
    return check_report(
        read,
        name_in_force=agency.name_on(date(read.year, 12, 31)),
        calendar=load_calendar(),
        earlier=earlier.as_read() if earlier else None,
        phones=(agency.phone, agency.fax, agency.complaint_phone, agency.complaint_fax),
        ledger=ledger_of(read.year),
    )


def digest_findings(report: Report) -> list[Finding]:
    """Whether the words and figures shown, and the figures of every version, are still those whose digest was kept."""
    if not report.is_published:
        return []
    versions = [(f"第{row.number}版", row.cells, row.digest) for row in report.editions if row.pk]
    shown = versions[0][2] if versions else report.digest
    kept = [("公开的数字", report.cells, shown), *versions]
    words = report.compute_words_digest() if report.words_digest else ""
    changed_words = [
        Finding(
            "DIGEST", "公开的文字", report.words_digest, words,
            "各部分的文字与发布时留下的摘要不一致，数据库可能被改动，请与备份核对。",
        )
    ] if words != report.words_digest else []  # fmt: skip
    return changed_words + [
        Finding(
            "DIGEST", place, digest, report.compute_digest(cells),
            f"{place}与发布时留下的摘要不一致，数据库可能被改动，请与备份核对。",
        )
        for place, cells, digest in kept
        if report.compute_digest(cells) != digest
    ]  # fmt: skip


def judged_findings(report: Report) -> list[Judged]:
    said = {(row.rule, row.place): row for row in report.verdicts.select_related("by")}
    judged = []
    for finding in (*findings_of(report.as_read()), *digest_findings(report)):
        verdict = said.get((finding.rule, finding.place))
        if verdict is not None and (verdict.left, verdict.right) != (finding.left, finding.right):
            verdict = None
        judged.append(Judged(finding, verdict))
    return judged
