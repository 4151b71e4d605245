"""Two people at one case: what was decided on a page that has been overtaken is refused, and says by what."""

from django.utils import timezone

from .law.transitions import Act, NotAllowed
from .models import Application, CaseEvent
from .staff import name_of


class Outdated(NotAllowed):
    """More was entered since the page was opened; the message names each act, who entered it and when."""


def events_since(case: Application, seen: int) -> list[CaseEvent]:
    """What was entered after the first ``seen`` events: rows are only ever added, so their number is a version."""
    return list(case.events.select_related("by").order_by("pk")[seen:])


def check_current(case: Application, seen: int | None) -> None:
    """Refuse an act decided when the case had ``seen`` events, if there are more by now; None checks nothing.

    Raises:
        Outdated: in words for the one who comes second.
    """
    if difference := overtaken_by(case, seen):
        raise Outdated(difference)


def overtaken_by(case: Application, seen: int | None) -> str:
    """What was entered since a page with ``seen`` events was opened, as a sentence; empty if nothing was."""
    later = events_since(case, seen) if seen is not None else []
    if not later:
        return ""
    return (
        "您打开页面之后，这件申请又登记了："
        + "；".join(map(_in_words, later))
        + "。本次没有登记，已填写的内容都已保留。请核对后再决定是否提交。"
    )


def _in_words(event: CaseEvent) -> str:
    who = name_of(event.by) if event.by else "申请人"
    entered = timezone.localtime(event.entered_at)
    return f"{event.on:%Y-%m-%d}“{Act(event.act).label}”（{who}，{entered:%m月%d日 %H:%M} 登记）"
