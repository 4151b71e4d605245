"""Whose turn it is: which of the open acts the procedure awaits now, and what each act is for.

``transitions`` says what may be done. Here stands what a case most likely needs, so that one button stands out and
the others stay quiet. Nothing is forbidden or allowed by it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from liaocheng_gk.labelled import Labelled

from .clock import Event
from .transitions import Act, Stage, Transition


class Purpose(Labelled):
    """What an act is for; the groups of the case screen, in this order."""

    ANSWER = "answer", "答复"
    APPLICANT = "applicant", "与申请人"
    OPINIONS = "opinions", "征求意见"
    LIMIT = "limit", "期限"
    FEE = "fee", "收费"
    FILE = "file", "承办和卷宗"


A, S, P = Act, Stage, Purpose

PURPOSES: dict[Act, Purpose] = {
    A.CONFIRM_RECEIPT: P.APPLICANT,
    A.ASK_CLARIFICATION: P.APPLICANT,
    A.RECEIVE_CLARIFICATION: P.APPLICANT,
    A.ABANDON: P.ANSWER,
    A.ASK_REASONS: P.APPLICANT,
    A.RECEIVE_REASONS: P.APPLICANT,
    A.DEFER: P.LIMIT,
    A.CONSULT_THIRD_PARTY: P.OPINIONS,
    A.CONSULT_JOINT_MAKER: P.OPINIONS,
    A.CONSULT_ORGAN: P.OPINIONS,
    A.RECEIVE_OPINION: P.OPINIONS,
    A.NOTE_RECEIPT: P.OPINIONS,
    A.REQUEST_EXTENSION: P.LIMIT,
    A.EXTEND: P.LIMIT,
    A.DECLINE_EXTENSION: P.LIMIT,
    A.NOTIFY_FEE: P.FEE,
    A.RECEIVE_PAYMENT: P.FEE,
    A.LAPSE_FEE: P.ANSWER,
    A.PROPOSE_REPLY: P.ANSWER,
    A.RETURN_REPLY: P.ANSWER,
    A.APPROVE_REPLY: P.ANSWER,
    A.REPLY: P.ANSWER,
    A.SERVE: P.ANSWER,
    A.TRANSFER: P.FILE,
    A.WITHDRAW: P.APPLICANT,
    A.REOPEN: P.FILE,
}


@dataclass(frozen=True)
class Turn:
    """``acts``: the first is the one that stands out. ``lapsed``: only once the day set for the other side is over.

    ``unserved``: only while the service of a letter is not on record.
    """

    stage: Stage
    acts: tuple[Act, ...]
    why: str
    lapsed: bool = False
    unserved: bool = False


# Of a stage's rows the first counts whose first act is open to the reader.
TURNS: tuple[Turn, ...] = (
    Turn(S.SUBMITTED, (A.CONFIRM_RECEIPT,), "与申请人确认收到之日起，答复期限才开始计算（条例第三十一条）。"),
    Turn(S.HANDLING, (A.EXTEND, A.DECLINE_EXTENSION), "承办人申请延期，须在原期限届满前批准并告知申请人（条例第三十三条）。"),
    Turn(S.HANDLING, (A.RECEIVE_OPINION, A.NOTE_RECEIPT), "正在征求意见，期限停计；收到意见的当天登记，期限接着计算（条例第三十三条）。"),
    Turn(S.HANDLING, (A.REPLY, A.PROPOSE_REPLY), "能够当场答复的，当场答复。全部公开的直接答复，其他答复先送审（条例第三十三条、第三十六条）。"),
    Turn(S.CLARIFYING, (A.ABANDON, A.RECEIVE_CLARIFICATION), "补正期限已过。无正当理由不补正的，视为放弃申请（条例第三十条）。", lapsed=True),
    Turn(S.CLARIFYING, (A.RECEIVE_CLARIFICATION,), "等待申请人补正；收到之日起，答复期限重新计算（条例第三十条）。"),
    Turn(S.EXPLAINING, (A.PROPOSE_REPLY, A.RECEIVE_REASONS), "说明理由的期限已过，可以拟不予处理，送审批人（条例第三十五条）。", lapsed=True),
    Turn(S.EXPLAINING, (A.RECEIVE_REASONS,), "等待申请人说明理由（条例第三十五条）。"),
    Turn(S.PAYING, (A.RECEIVE_PAYMENT, A.LAPSE_FEE), "等待缴费；缴费次日起，答复期限重新计算（国办函〔2020〕109号第六条）。"),
    Turn(S.REVIEWING, (A.APPROVE_REPLY, A.RETURN_REPLY), "承办人已拟稿。批准的人不能是拟稿的人（条例第四十五条）。"),
    Turn(S.REPLYING, (A.REPLY,), "已经批准，须在期限内发出；邮寄的以交邮之日为准（条例第三十六条）。"),
    Turn(S.CLOSED, (A.SERVE,), "还有告知书没有登记送达。", unserved=True),
)  # fmt: skip


def lapsed(events: Sequence[Event], today: date) -> bool:
    """Whether the day set for the applicant, when the period last stopped, lies before today."""
    days = [event.until for event in events if event.act in _WAITING and event.until]
    return bool(days) and days[-1] < today


_WAITING = frozenset({Act.ASK_CLARIFICATION, Act.ASK_REASONS})


def turn_of(stage: Stage, may: Collection[Act], *, lapsed: bool, unserved: bool) -> Turn | None:
    """The row that counts now for somebody who may do ``may``; None where nothing is awaited from them."""
    return next(
        (
            row
            for row in TURNS
            if row.stage is stage
            and row.acts[0] in may
            and (lapsed or not row.lapsed)
            and (unserved or not row.unserved)
        ),
        None,
    )


def by_purpose(rows: Sequence[Transition]) -> list[tuple[Purpose, list[Transition]]]:
    """The rows in groups, each in the order of the table; groups without a row are left out."""
    groups = [(purpose, [row for row in rows if PURPOSES[row.act] is purpose]) for purpose in Purpose]
    return [group for group in groups if group[1]]
