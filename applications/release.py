"""The release gate before a reply's files: what is handed over is out of the house, to one reader or to many."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from django.contrib.auth.models import User
from django.core.files.base import File

from disclosure.models import GateStop
from liaocheng_gk import audit
from liaocheng_gk.gate import Finding, inspect_file
from liaocheng_gk.phones import published_phones

from .law.transitions import Act, NotAllowed
from .models import Application

# The acts whose files come from the applicant; those of every other act go to one.
COMES_IN = frozenset({Act.RECEIVE_CLARIFICATION, Act.RECEIVE_REASONS})


def require_clear(case: Application, files: Sequence[tuple[str, File]], *, by: User, at: datetime) -> None:
    """Stop files with hidden or other people's personal matter; the applicant's own numbers may stand in them.

    The books hold neither the name of a file nor words of it: both may name a person.

    Raises:
        NotAllowed: a file has findings that no second person released.
    """
    allowed = [*published_phones(), case.phone, case.identity_number]
    told = []
    for number, (name, file) in enumerate(files, 1):
        file.seek(0)
        content = file.read()
        file.seek(0)
        findings = inspect_file(name, content, allowed=allowed)
        if not findings or _on_record(case, number, name, content, findings, by, at).released_at:
            continue
        told.append(f"“{name}”：{'；'.join(map(str, findings[:5]))}{'等' if len(findings) > 5 else ''}。")
    if told:
        raise NotAllowed(
            f"{''.join(told)}没有登记，填写的内容已保留。请删改后重新选择文件；确需原样提供的，"
            "请另一位有放行权限的人员核对原文，在“发布拦截”中放行后再办理。"
        )


def _on_record(
    case: Application, number: int, name: str, content: bytes, findings: list[Finding], by: User, at: datetime
) -> GateStop:
    """The row of exactly this content with exactly these findings; only kinds and counts are kept of them."""
    counted = [[rule, f"{times} 处", ""] for rule, times in Counter(one.rule for one in findings).items()]
    digest = sha256(content).hexdigest()
    for row in GateStop.objects.filter(case_number=case.number, digest=digest):
        if row.findings == counted:
            return row
    row = GateStop.objects.create(
        case_number=case.number,
        part=f"随附文件 {number}（{PurePath(name).suffix.lower()}）",
        digest=digest,
        findings=counted,
        stopped_by=by,
        stopped_at=at,
    )
    audit.record(by, "随附文件被拦截", case, "、".join(rule for rule, _, _ in counted))
    return row
