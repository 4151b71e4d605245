"""The release gate on an annual report: all its words that readers see, before it or a correction goes public.

A part that is stopped goes on record for exactly its words, with masked excerpts only; a second person may let it pass
at the desk's book of stops, as for the catalogue.
"""

from collections.abc import Iterator
from hashlib import sha256

from django.core.exceptions import ValidationError

from disclosure.models import GateStop
from disclosure.stops import Part, Stopped, with_release
from liaocheng_gk.gate import inspect_text
from liaocheng_gk.phones import published_phones

from .models import Report


class GateClosed(Stopped, ValidationError):
    """The report was not let out."""

    def __init__(self, report: Report, parts: list[Part]) -> None:
        super().__init__(
            [f"{report.year}年度报告没有通过发布检查，没有发布："]
            + [f"{part.name}：{'；'.join(map(str, part.findings))}。" for part in parts]
            + ["请删改后重新签发；确需保留的，请另一位有放行权限的人员核对后，在“发布拦截”中放行。"]
        )
        self.about, self.of, self.parts = report, {"report_year": report.year}, parts


def require_clear(report: Report, *more: tuple[str, str]) -> None:
    """Nothing in the report, nor in ``more`` (part, text) that goes with it, is held back.

    Raises: GateClosed.
    """
    standing = [part for part in inspect(report, *more) if part.stands]
    if standing:
        raise GateClosed(report, standing)


def inspect(report: Report, *more: tuple[str, str]) -> list[Part]:
    """The parts in which something was found; only then are the books asked whether it was released."""
    phones = published_phones()
    found = []
    for name, text in (*words_of(report), *more):
        if findings := tuple(inspect_text(text, allowed=phones)):
            part = Part(name, sha256(f"{name}\0{text}".encode()).hexdigest(), findings)
            released = GateStop.objects.released().filter(report_year=report.year, digest=part.digest)
            found.append(with_release(part, released))
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
