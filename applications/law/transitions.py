"""The procedure of an application as one table: what may follow what, under which article, with which effect.

The case screen's buttons, the clock, the permissions, the tests and docs/rules.md are all read from it.
A stage says who must act next. A consultation is not a stage, for several may be open at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled

from .citations import cited


class Stage(Labelled):
    SUBMITTED = "submitted", "待确认"
    HANDLING = "handling", "办理中"
    CLARIFYING = "clarifying", "待申请人补正"
    EXPLAINING = "explaining", "待申请人说明理由"
    PAYING = "paying", "待申请人缴费"
    REVIEWING = "reviewing", "待审批"
    REPLYING = "replying", "已批准，待发出"
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
    NOTE_RECEIPT = "note_receipt", "登记对方收到之日"
    REQUEST_EXTENSION = "request_extension", "申请延期"
    EXTEND = "extend", "批准延期"
    DECLINE_EXTENSION = "decline_extension", "不批准延期"
    NOTIFY_FEE = "notify_fee", "通知缴费"
    RECEIVE_PAYMENT = "receive_payment", "收到缴费"
    LAPSE_FEE = "lapse_fee", "逾期不缴费，终止办理"
    PROPOSE_REPLY = "propose_reply", "拟稿送审"
    RETURN_REPLY = "return_reply", "退回修改"
    APPROVE_REPLY = "approve_reply", "批准答复"
    REPLY = "reply", "答复"
    SERVE = "serve", "登记送达"
    TRANSFER = "transfer", "转交承办人"
    WITHDRAW = "withdraw", "申请人撤回"
    REOPEN = "reopen", "复议或者判决后重新办理"


class Clock(Labelled):
    """What an act does to the reply period."""

    START = "start", "起算"
    STOP = "stop", "停止，待重新起算"
    RESTART = "restart", "重新起算"
    HOLD = "hold", "开始停计"
    RESUME = "resume", "结束停计"
    LENGTHEN = "lengthen", "延长"
    FIX = "fix", "另定期限"
    SINCE = "since", "对方期限自收到之日起算"
    END = "end", "终止"
    NONE = "none", "不影响"


class Opinion(Labelled):
    """What whoever was consulted says of disclosure (条例32, 34)."""

    AGREES = "agrees", "同意公开"
    AGREES_IN_PART = "agrees_in_part", "同意部分公开"
    DISAGREES = "disagrees", "不同意公开"
    OTHER = "other", "其他意见"


class Permission(Labelled):
    RECEIVE = "receive_application", "登记和确认收到"
    ASSIGN = "assign_application", "分派"
    HANDLE = "handle_application", "办理申请"
    APPROVE = "approve_application", "审批"


@dataclass(frozen=True)
class Transition:
    """One row: at ``source``, ``act`` leads to ``target`` under ``article``.

    ``once``: only one time in the life of a case. ``outcomes``: those the act may end with, or propose.
    ``answers``: acts of which one must still be open, e.g. an opinion answers a consultation. ``second_person``: not
    for the one who did what is answered. ``by_applicant``: the applicant may do it online.
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
    second_person: bool = False
    by_applicant: bool = False

    @property
    def closing(self) -> bool:
        return self.clock is Clock.END


S, A, C, P = Stage, Act, Clock, Permission
CONSULTATIONS = (A.CONSULT_THIRD_PARTY, A.CONSULT_JOINT_MAKER, A.CONSULT_ORGAN)
# Answers that give all that was asked for go out on the officer's own word; every refusal needs a second person.
GRANTS = ("GRANT", "GRANT_PUBLIC")
WITHDRAWN = ("OTHER_WITHDRAWN",)

# fmt: off
TRANSITIONS: tuple[Transition, ...] = (
    Transition(A.CONFIRM_RECEIPT,       S.SUBMITTED,  S.HANDLING,   "条例31",    C.START, P.RECEIVE),
    Transition(A.ASK_CLARIFICATION,     S.HANDLING,   S.CLARIFYING, "条例30",    C.STOP, once=True),
    Transition(A.RECEIVE_CLARIFICATION, S.CLARIFYING, S.HANDLING,   "条例30",    C.RESTART, by_applicant=True),
    Transition(A.ABANDON,               S.CLARIFYING, S.CLOSED,     "条例30",    C.END, outcomes=("OTHER_NOSUPPLEMENT",)),
    Transition(A.ASK_REASONS,           S.HANDLING,   S.EXPLAINING, "条例35",    C.STOP, once=True),
    Transition(A.RECEIVE_REASONS,       S.EXPLAINING, S.HANDLING,   "条例35",    C.RESTART, by_applicant=True),
    Transition(A.PROPOSE_REPLY,         S.EXPLAINING, S.REVIEWING,  "条例35",    C.RESTART, outcomes=("NOPROC_EXCESS",)),
    Transition(A.DEFER,                 S.HANDLING,   S.HANDLING,   "条例35",    C.FIX, P.APPROVE, once=True),
    Transition(A.CONSULT_THIRD_PARTY,   S.HANDLING,   S.HANDLING,   "条例32",    C.HOLD),
    Transition(A.CONSULT_JOINT_MAKER,   S.HANDLING,   S.HANDLING,   "条例34",    C.HOLD),
    Transition(A.CONSULT_ORGAN,         S.HANDLING,   S.HANDLING,   "条例33¶3",  C.HOLD),
    Transition(A.RECEIVE_OPINION,       S.HANDLING,   S.HANDLING,   "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.RECEIVE_OPINION,       S.CLARIFYING, S.CLARIFYING, "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.RECEIVE_OPINION,       S.EXPLAINING, S.EXPLAINING, "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.RECEIVE_OPINION,       S.PAYING,     S.PAYING,     "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.RECEIVE_OPINION,       S.REVIEWING,  S.REVIEWING,  "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.RECEIVE_OPINION,       S.REPLYING,   S.REPLYING,   "条例33¶3",  C.RESUME, answers=CONSULTATIONS),
    Transition(A.NOTE_RECEIPT,          S.HANDLING,   S.HANDLING,   "条例32、34", C.SINCE),
    Transition(A.NOTE_RECEIPT,          S.CLARIFYING, S.CLARIFYING, "条例32、34", C.SINCE),
    Transition(A.NOTE_RECEIPT,          S.EXPLAINING, S.EXPLAINING, "条例32、34", C.SINCE),
    Transition(A.NOTE_RECEIPT,          S.PAYING,     S.PAYING,     "109号6、条例32", C.SINCE),
    Transition(A.NOTE_RECEIPT,          S.REVIEWING,  S.REVIEWING,  "条例32、34", C.SINCE),
    Transition(A.NOTE_RECEIPT,          S.REPLYING,   S.REPLYING,   "条例32、34", C.SINCE),
    Transition(A.REQUEST_EXTENSION,     S.HANDLING,   S.HANDLING,   "条例33¶2",  C.NONE),
    Transition(A.EXTEND,                S.HANDLING,   S.HANDLING,   "条例33¶2",  C.LENGTHEN, P.APPROVE, once=True, answers=(A.REQUEST_EXTENSION,), second_person=True),
    Transition(A.DECLINE_EXTENSION,     S.HANDLING,   S.HANDLING,   "条例33¶2",  C.NONE, P.APPROVE, answers=(A.REQUEST_EXTENSION,), second_person=True),
    Transition(A.NOTIFY_FEE,            S.HANDLING,   S.PAYING,     "109号6",    C.STOP, once=True),
    Transition(A.RECEIVE_PAYMENT,       S.PAYING,     S.HANDLING,   "109号6",    C.RESTART),
    Transition(A.LAPSE_FEE,             S.PAYING,     S.CLOSED,     "109号6",    C.END, outcomes=("OTHER_NOFEE",)),
    Transition(A.REPLY,                 S.HANDLING,   S.CLOSED,     "条例36",    C.END, outcomes=GRANTS),
    Transition(A.PROPOSE_REPLY,         S.HANDLING,   S.REVIEWING,  "条例36、45", C.NONE),
    Transition(A.RETURN_REPLY,          S.REVIEWING,  S.HANDLING,   "条例45",    C.NONE, P.APPROVE, answers=(A.PROPOSE_REPLY,), second_person=True),
    Transition(A.APPROVE_REPLY,         S.REVIEWING,  S.REPLYING,   "条例45",    C.NONE, P.APPROVE, answers=(A.PROPOSE_REPLY,), second_person=True),
    Transition(A.REPLY,                 S.REPLYING,   S.CLOSED,     "条例36",    C.END),
    Transition(A.SERVE,                 S.CLOSED,     S.CLOSED,     "条例36、40", C.NONE),
    Transition(A.TRANSFER,              S.SUBMITTED,  S.SUBMITTED,  "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.HANDLING,   S.HANDLING,   "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.CLARIFYING, S.CLARIFYING, "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.EXPLAINING, S.EXPLAINING, "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.PAYING,     S.PAYING,     "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.REVIEWING,  S.REVIEWING,  "条例45",    C.NONE, P.ASSIGN),
    Transition(A.TRANSFER,              S.REPLYING,   S.REPLYING,   "条例45",    C.NONE, P.ASSIGN),
    Transition(A.WITHDRAW,              S.SUBMITTED,  S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.HANDLING,   S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.CLARIFYING, S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.EXPLAINING, S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.PAYING,     S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.REVIEWING,  S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.WITHDRAW,              S.REPLYING,   S.CLOSED,     "申请人自愿", C.END, outcomes=WITHDRAWN, by_applicant=True),
    Transition(A.REOPEN,                S.CLOSED,     S.HANDLING,   "行政复议法、行政诉讼法", C.RESTART, P.APPROVE),
)
# fmt: on

_BY_KEY = {(row.source, row.act): row for row in TRANSITIONS}
_ANSWERS_TO = {
    row.answers: frozenset(other.act for other in TRANSITIONS if other.answers == row.answers)
    for row in TRANSITIONS
    if row.answers
}


class NotAllowed(Exception):
    """The procedure forbids this act now; the message says why, in Chinese, with the article."""


def transition_for(
    stage: Stage, act: Act, done: Sequence[Act] = (), *, office_rules: bool = True
) -> Transition:
    """Return the row under which ``act`` may be done now.

    Args:
        stage: where the case stands.
        done: the acts done so far, in order.
        office_rules: also hold what binds the office only (nothing is approved that nobody asked for); the clock
            computes from what the law knows and leaves them out.

    Raises:
        NotAllowed: no such row, an act that is allowed once only, or an answer to nothing.
    """
    row = _BY_KEY.get((stage, act))
    if row is None:
        raise NotAllowed(f"“{stage.label}”的申请不能“{act.label}”。")
    if row.once and act in done:
        raise NotAllowed(f"“{act.label}”只能进行一次（{cited(row.article)}）。")
    if row.answers and (office_rules or not row.second_person) and not _open_question(row, done):
        asked = "或".join(f"“{asked.label}”" for asked in row.answers)
        raise NotAllowed(f"没有尚未答复的{asked}，不能“{act.label}”（{cited(row.article)}）。")
    return row


def _open_question(row: Transition, done: Sequence[Act]) -> bool:
    """Whether more was asked than answered, by this act or by another that answers the same (approved, declined)."""
    asked = sum(map(row.answers.__contains__, done))
    answered = sum(map(_ANSWERS_TO[row.answers].__contains__, done))
    return asked > answered


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
