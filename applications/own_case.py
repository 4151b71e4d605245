"""A case as its applicant sees it: what happened, what is asked, what to do next. No word of the office's own talks."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from liaocheng_gk.workdays import WorkCalendar, add_workdays

from .law.clock import LIMITS, awaiting_receipt, with_receipts
from .law.transitions import Act, Clock, Stage, next_steps
from .models import Application, CaseEvent, DueDateMove, FeeNotice

# Steps inside the office. They show only where they move the limit.
INTERNAL = frozenset(
    {
        Act.REQUEST_EXTENSION, Act.DECLINE_EXTENSION, Act.PROPOSE_REPLY, Act.RETURN_REPLY, Act.APPROVE_REPLY,
        Act.TRANSFER, Act.NOTE_RECEIPT,
    }
)  # fmt: skip

_AT_WORK = "申请正在办理，您现在不需要做什么。答复作出后，可以在本页下载。"
NEXT = {
    Stage.SUBMITTED: "我们会按您留下的联系方式与您联系，确认收到申请，请留意电话。确认后本页显示答复期限。",
    Stage.HANDLING: _AT_WORK,
    Stage.CLARIFYING: "请按下面的要求补正。收到补正后，答复期限重新计算；没有正当理由逾期不补正的，视为放弃申请（条例第三十条）。",
    Stage.EXPLAINING: "请按下面的要求说明理由。收到说明后，答复期限重新计算；理由不合理的，不予处理（条例第三十五条）。",
    Stage.PAYING: "请按下面的办法缴费。缴清后，答复期限重新计算；逾期未缴纳的，视为放弃申请（国办函〔2020〕109号）。",
    Stage.REVIEWING: _AT_WORK,
    Stage.REPLYING: _AT_WORK,
    Stage.CLOSED: "申请已经办结。请下载下面的告知书和附件；对答复不服的，可以按告知书写明的途径和期限申请行政复议或者提起行政诉讼。",
}
NEXT_WITHDRAWN = "您已经撤回申请，本件不再办理。需要这些信息的，可以随时重新申请。"


@dataclass(frozen=True)
class Entry:
    """One line of the timeline. ``said``, ``files``: what the applicant handed in, never what the office noted."""

    day: date
    what: str
    article: str = ""
    said: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What the office asked of the applicant and waits for: its words, the last day, the act that answers.

    ``fee`` goes with a question of money, which is not answered online.
    """

    event: CaseEvent
    until: date | None
    answer: Act
    fee: FeeNotice | None = None

    @property
    def asked(self) -> str:
        return self.event.note


_ASKED_BY = {
    Stage.CLARIFYING: (Act.ASK_CLARIFICATION, Act.RECEIVE_CLARIFICATION),
    Stage.EXPLAINING: (Act.ASK_REASONS, Act.RECEIVE_REASONS),
    Stage.PAYING: (Act.NOTIFY_FEE, Act.RECEIVE_PAYMENT),
}


def stage_shown(case: Application) -> str:
    """The stage in one word; that a draft reply waits for approval stays inside the office."""
    stage = Stage(case.stage)
    return (Stage.HANDLING if stage in (Stage.REVIEWING, Stage.REPLYING) else stage).label


def what_next(case: Application) -> str:
    if case.outcome == "OTHER_WITHDRAWN":
        return NEXT_WITHDRAWN
    return NEXT[Stage(case.stage)]


def open_question(case: Application, calendar: WorkCalendar) -> Question | None:
    """What the case waits for from the applicant; None if it waits for nothing."""
    asked, answer = _ASKED_BY.get(Stage(case.stage), (None, None))
    event = case.events.filter(act=asked).last() if asked else None
    if event is None or answer is None:
        return None
    if answer is not Act.RECEIVE_PAYMENT:
        return Question(event, event.until, answer)
    notice = awaiting_receipt(with_receipts(case.law_events))[-1]
    until = add_workdays(notice.party_received_on or notice.on, LIMITS["fee"].workdays, calendar)
    return Question(event, until, answer, FeeNotice.objects.filter(application=case).first())


def open_acts(case: Application) -> set[Act]:
    """What the applicant may do online now."""
    return {row.act for row in next_steps(Stage(case.stage), case.acts) if row.by_applicant}


def shown_events(case: Application) -> list[CaseEvent]:
    """The events without the office's inner steps."""
    events = case.events.prefetch_related("applicant_files")
    return [event for event in events if event.act not in INTERNAL or event.clock != Clock.NONE]


def timeline(case: Application) -> list[Entry]:
    """What happened, in order of days, moves of the limit by a new calendar among it."""
    entries = [Entry(case.submitted_on, f"提交申请（{case.get_channel_display()}）")]
    entries += [_of_event(event) for event in shown_events(case)]
    entries += [_of_move(move) for move in case.due_date_moves.all()]
    return sorted(entries, key=lambda entry: entry.day)


def _of_event(event: CaseEvent) -> Entry:
    what = event.get_act_display()
    if event.workdays:
        what = f"{what}（{event.workdays} 个工作日）"
    # A note entered by the office may be for the office alone.
    said = event.note if event.by_id is None else ""
    files = tuple(file.name for file in event.applicant_files.all())
    return Entry(event.on, what, event.article, said, files)


def _of_move(move: DueDateMove) -> Entry:
    after = f"{_words(move.after)}{'（暂定）' if move.after_provisional else ''}"
    if move.before == move.after:
        what = f"放假安排公布，答复期限{after}不变" + ("" if move.after_provisional else "，不再暂定")
    else:
        what = f"放假安排调整，答复期限由{_words(move.before)}改为{after}"
    return Entry(timezone.localdate(move.at), what, "国务院办公厅通知")


def _words(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "未定"
