"""The release gate on an annual report: all its words that readers see, before it or a correction goes public.

A part that is stopped goes on record for exactly its words, with masked excerpts only; a second person may let it pass
at the desk's book of stops, as for the catalogue.
"""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from disclosure.models import GateStop
from liaocheng_gk import audit
from liaocheng_gk.gate import Finding, inspect_text
from liaocheng_gk.phones import published_phones

from .models import Report


@dataclass(frozen=True)
class Held:
    """A part of a report in which something was found. ``released``: a second person let exactly this pass."""

    part: str
    digest: str
    findings: tuple[Finding, ...]
    released: bool


class GateClosed(ValidationError):
    """The report was not let out."""

    def __init__(self, report: Report, parts: list[Held]) -> None:
        super().__init__(
            [f"{report.year}年度报告没有通过发布检查，没有发布："]
            + [f"{held.part}：{'；'.join(map(str, held.findings))}。" for held in parts]
            + ["请删改后重新签发；确需保留的，请另一位有放行权限的人员核对后，在“发布拦截”中放行。"]
        )
        self.report, self.parts = report, parts

    def record(self, by: User, at: datetime) -> None:
        """A row for each part, none where the same was stopped before; to be called outside the refused transaction."""
        stops = GateStop.objects.filter(report_year=self.report.year)
        for held in self.parts:
            if not any(_covers(row, held.digest, held.findings) for row in stops):
                GateStop.objects.create(
                    report_year=self.report.year,
                    digest=held.digest,
                    part=held.part[:200],
                    findings=[astuple(finding) for finding in held.findings],
                    stopped_by=by,
                    stopped_at=at,
                )
        rules = sorted({finding.rule for held in self.parts for finding in held.findings})
        audit.record(by, "发布检查拦截", self.report, "、".join(rules))


def require_clear(report: Report, *more: tuple[str, str]) -> None:
    """Nothing in the report, nor in ``more`` (part, text) that goes with it, is held back.

    Raises: GateClosed.
    """
    standing = [held for held in inspect(report, *more) if not held.released]
    if standing:
        raise GateClosed(report, standing)


def inspect(report: Report, *more: tuple[str, str]) -> list[Held]:
    """The parts in which something was found; only then are the books asked whether it was released."""
    phones = published_phones()
    found = []
    for part, text in (*words_of(report), *more):
        if findings := tuple(inspect_text(text, allowed=phones)):
            digest = sha256(f"{part}\0{text}".encode()).hexdigest()
            stops = GateStop.objects.released().filter(report_year=report.year, digest=digest)
            found.append(Held(part, digest, findings, any(_covers(row, digest, findings) for row in stops)))
    return found


def words_of(report: Report) -> Iterator[tuple[str, str]]:
    """Every text of a report that its pages, its PDF and its open data show: (part, text)."""
    yield from (("标题", report.title), ("机关名称", report.agency_name), ("落款", report.signed_as_written))
    yield from (("概要", report.summary), ("来源说明", report.source))
    for section in report.sections.all():
        name = section.title or f"第{section.number}章"
        yield from ((f"{name}的标题", section.title), (name, section.body))
    for metric in report.metrics.all():
        yield f"数据“{metric.label}”"[:60], metric.label
    for verdict in report.verdicts.all():
        yield "核对意见", verdict.note
    for version in report.versions.all():
        yield f"第{version.number}版的更正原因", version.reason


def _covers(row: GateStop, digest: str, findings: tuple[Finding, ...]) -> bool:
    return row.digest == digest and set(findings) <= set(row.found)
