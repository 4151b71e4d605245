"""The book of what a release gate stopped, for every room: what is put on record, and what a release covers."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from liaocheng_gk import audit
from liaocheng_gk.gate import Finding

from .models import Attachment, GateStop

Given, Done = ParamSpec("Given"), TypeVar("Done")


@dataclass(frozen=True)
class Part:
    """A text, or a file. ``released``: a second person let exactly this pass."""

    name: str
    digest: str
    findings: tuple[Finding, ...]
    attachment: Attachment | None = None
    released: bool = False

    @property
    def stands(self) -> bool:
        return bool(self.findings) and not self.released

    @property
    def final(self) -> bool:
        return any(finding.final for finding in self.findings)


class Stopped(Exception):
    """What a gate raises, beside the refusal of its room.

    ``about``: what was not let out; ``of``: the same as the rows of the book name it; ``parts``: those that stand.
    """

    about: Model
    of: dict[str, Any]
    parts: list[Part]

    def record(self, by: User, at: datetime) -> None:
        """A row for each part, none where the same was stopped before; that it was tried is on record each time."""
        rows = list(GateStop.objects.filter(**self.of))
        for part in self.parts:
            if not any(row.covers(part.digest, part.findings) for row in rows):
                GateStop.objects.create(
                    **self.of,
                    digest=part.digest,
                    part=part.name[:200],
                    findings=[astuple(finding) for finding in part.findings],
                    stopped_by=by,
                    stopped_at=at,
                )
        rules = sorted({finding.rule for part in self.parts for finding in part.findings})
        audit.record(by, "发布检查拦截", self.about, "、".join(rules))


def records_stops(act: Callable[Given, Done]) -> Callable[Given, Done]:
    """Around a door's transaction: what it refused is undone, that it was refused stays on record."""

    @wraps(act)
    def guarded(*args: Given.args, **given: Given.kwargs) -> Done:
        try:
            return act(*args, **given)
        except Stopped as closed:
            closed.record(given["by"], given.get("at") or timezone.now())
            raise

    return guarded


def with_release(part: Part, released: Iterable[GateStop]) -> Part:
    """A release covers what the second person saw: findings that came later stand by themselves."""
    covered = any(row.covers(part.digest, part.findings) for row in released)
    return replace(part, released=covered and bool(part.findings) and not part.final)
