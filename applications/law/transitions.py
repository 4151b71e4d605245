"""The procedure of an application as one table: what may follow what, under which article, with which effect.

The case screen's buttons, the clock, the permissions, the tests and docs/rules.md are all read from it.
A stage says who must act next. A consultation is not a stage, for several may be open at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled


class Stage(Labelled):
    SUBMITTED = "submitted", "待确认"
    HANDLING = "handling", "办理中"
    CLARIFYING = "clarifying", "待申请人补正"
    EXPLAINING = "explaining", "待申请人说明理由"
    PAYING = "paying", "待申请人缴费"
    CLOSED = "closed", "已办结"


class Act(Labelled):
    CONFIRM_RECEIPT = "confirm_receipt", "确认收到"
    ASK_CLARIFICATION = "ask_clarification", "告知补正"
    RECEIVE_CLARIFICATION = "receive_clarification", "收到补正"
    ABANDON = "abandon", "逾期不补正，终止办理"
    ASK_REASONS = "ask_reasons", "要求说明理由"
    RECEIVE_REASONS = "receive_reasons", "收到理由说明"
    DEFER = "defer", "确定延迟答复期限"
    CONSULT_THIRD_PARTY = "consult_third_party", "征求第三方意见"
    CONSULT_JOINT_MAKER = "consult_joint_maker", "征求共同制作机关意见"
    CONSULT_ORGAN = "consult_organ", "征求其他机关意见"
    RECEIVE_OPINION = "receive_opinion", "收到意见"
    EXTEND = "extend", "延长答复期限"
    NOTIFY_FEE = "notify_fee", "通知缴费"
    RECEIVE_PAYMENT = "receive_payment", "收到缴费"
    LAPSE_FEE = "lapse_fee", "逾期不缴费，终止办理"
    REPLY = "reply", "答复"
    WITHDRAW = "withdraw", "申请人撤回"


class Clock(Labelled):
    """What an act does to the reply period."""

    START = "start", "起算"
    STOP = "stop", "停止，待重新起算"
    RESTART = "restart", "重新起算"
    HOLD = "hold", "开始停计"
    RESUME = "resume", "结束停计"
    LENGTHEN = "lengthen", "延长"
    FIX = "fix", "另定期限"
    END = "end", "终止"


class Permission(Labelled):
    RECEIVE = "receive_application", "登记和确认收到"
    HANDLE = "handle_application", "办理申请"
    APPROVE = "approve_application", "审批"


@dataclass(frozen=True)
class Transition:
    """One row: at ``source``, ``act`` leads to ``target`` under ``article``.

    ``once``: only one time in the life of a case. ``closing``: needs one of ``outcomes`` (empty: any that a reply
    may have). ``answers``: how many acts of these kinds must still be open, e.g. an opinion answers a consultation.
    """

    act: Act
    source: Stage
    target: Stage
    article: str
    clock: Clock
    permission: Permission = Permission.HANDLE
    once: bool = False
    outcomes: tuple[str, ...] = ()
    answers: tuple[Act, ...] = ()

    @property
    def closing(self) -> bool:
        return self.target is Stage.CLOSED


S, A, C = Stage, Act, Clock
CONSULTATIONS = (A.CONSULT_THIRD_PARTY, A.CONSULT_JOINT_MAKER, A.CONSULT_ORGAN)

# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    Transition(A.CONFIRM_RECEIPT,       S.SUBMITTED,  S.HANDLING,   "条例31",    C.START, Permission.RECEIVE),
    Transition(A.ASK_CLARIFICATION,     S.HANDLING,   S.CLARIFYING, "条例30",    C.STOP, once=True),
    Transition(A.RECEIVE_CLARIFICATION, S.CLARIFYING, S.HANDLING,   "条例30",    C.RESTART),
    Transition(A.ABANDON,               S.CLARIFYING, S.CLOSED,     "条例30",    C.END, outcomes=("OTHER_NOSUPPLEMENT",)),
    Transition(A.ASK_REASONS,           S.HANDLING,   S.EXPLAINING, "条例35",    C.STOP, once=True),
    Transition(A.RECEIVE_REASONS,       S.EXPLAINING, S.HANDLING,   "条例35",    C.RESTART),
    Transition(A.REPLY,                 S.EXPLAINING, S.CLOSED,     "条例35",    C.END, outcomes=("NOPROC_EXCESS",)),
    Transition(A.DEFER,                 S.HANDLING,   S.HANDLING,   "条例35",    C.FIX, Permission.APPROVE, once=True),
    Transition(A.CONSULT_THIRD_PARTY,   S.HANDLING,   S.HANDLING,   "条例32",    C.HOLD),
    Transition(A.CONSULT_JOINT_MAKER,   S.HANDLING,   S.HANDLING,   "条例34",    C.HOLD),
    Transition(A.CONSULT_ORGAN,         S.HANDLING,   S.HANDLING,   "条例33¶3",  C.HOLD),
    Transition(A.RECEIVE_OPINION,       S.HANDLING,   S.HANDLING,   "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.EXTEND,                S.HANDLING,   S.HANDLING,   "条例33¶2",  C.LENGTHEN, Permission.APPROVE, once=True),
    Transition(A.NOTIFY_FEE,            S.HANDLING,   S.PAYING,     "109号6",    C.STOP, once=True),
    Transition(A.RECEIVE_PAYMENT,       S.PAYING,     S.HANDLING,   "109号6",    C.RESTART),
    Transition(A.LAPSE_FEE,             S.PAYING,     S.CLOSED,     "109号6",    C.END, outcomes=("OTHER_NOFEE",)),
    Transition(A.REPLY,                 S.HANDLING,   S.CLOSED,     "条例36",    C.END),
    Transition(A.WITHDRAW,              S.SUBMITTED,  S.CLOSED,     "申请人自愿", C.END, outcomes=("OTHER_WITHDRAWN",)),
    Transition(A.WITHDRAW,              S.HANDLING,   S.CLOSED,     "申请人自愿", C.END, outcomes=("OTHER_WITHDRAWN",)),
    Transition(A.WITHDRAW,              S.CLARIFYING, S.CLOSED,     "申请人自愿", C.END, outcomes=("OTHER_WITHDRAWN",)),
    Transition(A.WITHDRAW,              S.EXPLAINING, S.CLOSED,     "申请人自愿", C.END, outcomes=("OTHER_WITHDRAWN",)),
    Transition(A.WITHDRAW,              S.PAYING,     S.CLOSED,     "申请人自愿", C.END, outcomes=("OTHER_WITHDRAWN",)),
)
# fmt: on

_BY_KEY = {(row.source, row.act): row for row in TRANSITIONS}


class NotAllowed(Exception):
    """The procedure forbids this act now; the message says why, in Chinese, with the article."""


def transition_for(stage: Stage, act: Act, done: Sequence[Act] = ()) -> Transition:
    """Return the row under which ``act`` may be done now.

    Args:
        stage: where the case stands.
        done: the acts done so far, in order.

    Raises:
        NotAllowed: no such row, an act that is allowed once only, or an answer to nothing.
    """
    row = _BY_KEY.get((stage, act))
    if row is None:
        raise NotAllowed(f"“{stage.label}”的申请不能“{act.label}”。")
    if row.once and act in done:
        raise NotAllowed(f"“{act.label}”只能进行一次（{row.article}）。")
    if row.answers:
        asked, answered = sum(map(row.answers.__contains__, done)), done.count(act)
        if asked <= answered:
            raise NotAllowed(f"没有尚未答复的征求意见，不能“{act.label}”（{row.article}）。")
    return row


def next_steps(stage: Stage, done: Sequence[Act] = ()) -> list[Transition]:
    """The rows open to a case now, in the table's order."""
    return [row for row in TRANSITIONS if row.source is stage and _is_open(row, done)]


def _is_open(row: Transition, done: Sequence[Act]) -> bool:
    try:
        transition_for(row.source, row.act, done)
    except NotAllowed:
        return False
    return True


def replay(acts: Iterable[Act]) -> Stage:
    """The stage that a sequence of acts leads to, from the beginning.

    Raises:
        NotAllowed: the sequence breaks the table; the message names the first act that does.
    """
    stage, done = Stage.SUBMITTED, list[Act]()
    for act in acts:
        stage = transition_for(stage, act, done).target
        done.append(act)
    return stage
