"""The doors before publishing: comments on chapters, what still stands in the way, and the head's sign-off.

The head signs a draft that is complete; who drafted it cannot sign it, who signed it cannot publish it. Whatever changes
afterwards, a figure, a word or an explanation, voids the sign-off, because it holds only for the digest it was given.
"""

import re
from datetime import datetime
from hashlib import sha256
from json import dumps

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from .findings import judged_findings
from .models import ChapterComment, Report, SignOff

MARK = re.compile(r"【请(?:补充|核对)")


def comment(report: Report, number: int, text: str, *, by: User, at: datetime) -> ChapterComment:
    """Put a remark on a chapter of a draft.

    Raises:
        PermissionDenied: ``by`` may not comment.
        ValidationError: published already, no such chapter, or no words.
    """
    if not by.has_perm("reports.add_chaptercomment"):
        raise PermissionDenied("没有对年度报告提出意见的权限。")
    if report.is_published:
        raise ValidationError(f"{report.year}年度报告已经发布，不再接受意见；差错请另存一版更正。")
    if not report.sections.filter(number=number).exists():
        raise ValidationError("没有这一部分，意见没有保存。")
    if not text.strip():
        raise ValidationError("请写明意见。")
    return ChapterComment.objects.create(report=report, number=number, text=text.strip(), by=by, at=at)


def resolve(remark: ChapterComment, answer: str, *, by: User, at: datetime) -> ChapterComment:
    """Settle a remark, in writing: by whoever may change the report, or by the one who made it.

    Raises:
        PermissionDenied: ``by`` is neither.
        ValidationError: settled already, published already, or no words.
    """
    if not (by.has_perm("reports.change_report") or by.pk == remark.by_id):
        raise PermissionDenied("没有处理这条意见的权限。")
    if not remark.is_open:
        raise ValidationError("这条意见已经处理过了，没有改动。")
    if remark.report.is_published:
        raise ValidationError(f"{remark.report.year}年度报告已经发布，意见不再改动。")
    if not answer.strip():
        raise ValidationError("请写明怎样处理的，例如“已按意见修改”。")
    remark.answer, remark.resolved_by, remark.resolved_at = answer.strip(), by, at
    remark.full_clean()
    remark.save()
    return remark


def obstacles(report: Report) -> list[str]:
    """Why this draft is not ready to be signed or published, in sentences; empty when it is."""
    said = []
    if unfinished := unfinished_chapters(report):
        said.append(
            "以下各处还有【请补充】或者【请核对】的标记，请改写成正式的文字：" + "；".join(unfinished) + "。"
        )
    waiting = report.comments.filter(resolved_at__isnull=True)
    if waiting:
        chapters = {row.number: row.heading or "引言" for row in report.sections.all()}
        places = dict.fromkeys(chapters.get(row.number, "已删除的部分") for row in waiting)
        said.append(f"还有 {len(waiting)} 条意见没有处理：{'、'.join(places)}。")
    standing = [row.finding.sentence for row in judged_findings(report) if row.stands]
    if standing:
        said += [f"还有 {len(standing)} 处不符没有说明：", *standing]
    return said


def unfinished_chapters(report: Report) -> list[str]:
    """The parts in which the draft still asks for something, each with how often: ``一、总体情况（3处）``."""
    parts = [("标题", report.title), ("概要", report.summary)]
    parts += [(row.heading or "引言", f"{row.title}\n{row.body}") for row in report.sections.all()]
    return [f"{name}（{count}处）" for name, text in parts if (count := len(MARK.findall(text)))]


@transaction.atomic
def sign(report: Report, *, by: User, at: datetime) -> SignOff:
    """The head approves the draft as it stands now.

    Raises:
        PermissionDenied: ``by`` may not sign reports.
        ValidationError: published already, drafted by the same person, or something stands in the way.
    """
    if not by.has_perm("reports.sign_report"):
        raise PermissionDenied("没有签发年度报告的权限。")
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.is_published:
        raise ValidationError(f"{report.year}年度报告已经发布，不必再签发。")
    if report.drafted_by_id == by.pk:
        raise ValidationError("起草人不能签发自己起草的报告，请由机关负责人签发。")
    if problems := obstacles(report):
        raise ValidationError(["没有签发：", *problems])
    return SignOff.objects.create(report=report, by=by, at=at, digest=draft_digest(report))


def standing_sign_off(report: Report) -> SignOff | None:
    """The newest sign-off if the draft is still what was signed."""
    newest = report.sign_offs.select_related("by").first()
    return newest if newest and newest.digest == draft_digest(report) else None


def check_signed(report: Report, *, publisher: User) -> None:
    """Refuse to publish what the head has not signed as it stands, or what the publisher signed.

    Raises:
        ValidationError: with the reason in words.
    """
    signed = standing_sign_off(report)
    if signed is None and report.sign_offs.exists():
        raise ValidationError("签发以后内容有改动，原来的签发已经失效；没有发布，请负责人重新签发。")
    if signed is None:
        raise ValidationError("负责人还没有签发，没有发布。")
    if signed.by_id == publisher.pk:
        raise ValidationError("签发人不能自己发布，请由发布岗的另一位同事发布。")


def draft_digest(report: Report) -> str:
    """SHA-256 of all that the head approves: names, figures, words, and the explanations of what does not agree."""
    state = {
        "report": [
            report.year, report.authority, report.agency_name, report.title, str(report.signed_on),
            report.signed_as_written, report.summary, report.source, report.cells,
        ],
        "sections": _rows(report.sections, "number", "title", "body"),
        "metrics": _rows(report.metrics, "key", "label", "value", "unit", "position"),
        "verdicts": _rows(report.verdicts, "rule", "place", "left", "right", "verdict", "note"),
    }  # fmt: skip
    return sha256(dumps(state, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _rows(related, *fields: str) -> list[list]:
    return sorted((list(row) for row in related.values_list(*fields)), key=repr)
