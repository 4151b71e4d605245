"""The review before publication as one table: who looks at a text, in which order, when, and who may not be whom.

The order is the one the bureau's reports of 2019 and 2020 describe; the confidentiality review is article 17's. The desk's
buttons, the permissions, the tests of every state and step, and docs/rules.md are all read from it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from liaocheng_gk.labelled import Labelled

from .publication import NotAllowed


class Step(Labelled):
    DRAFT = "draft", "起草送审"
    FIRST = "first", "科室初审"
    DEPUTY = "deputy", "分管领导审核"
    TEXT = "text", "办公室文字审核"
    DISCIPLINE = "discipline", "人事纪检审核"
    SECRECY = "secrecy", "保密审查"
    SIGN = "sign", "主要负责人签批"
    PUBLISH = "publish", "统一发布"


class Verdict(Labelled):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class Weight(Labelled):
    """What makes a text go the longer way (本机关2019、2020年度报告：重要信息、敏感信息、制发的文件)."""

    ORDINARY = "ordinary", "一般信息"
    IMPORTANT = "important", "重要信息"
    SENSITIVE = "sensitive", "敏感信息"
    ISSUED = "issued", "制发的文件"


@dataclass(frozen=True)
class Rule:
    """One step: ``who`` does it, ``weighty`` if only for more than ordinary texts, ``apart``: not by who did those."""

    step: Step
    who: str
    permission: str
    basis: str
    weighty: bool = False
    apart: tuple[Step, ...] = ()


S = Step
OWN = "本机关政务公开制度"

# fmt: off
CHAIN: tuple[Rule, ...] = (
    Rule(S.DRAFT,      "科室信息员",   "change_item",            OWN),
    Rule(S.FIRST,      "科室负责人",   "first_review_item",      OWN,                 apart=(S.DRAFT,)),
    Rule(S.DEPUTY,     "分管领导",     "deputy_review_item",     OWN,                 apart=(S.DRAFT, S.FIRST)),
    Rule(S.TEXT,       "文字审核岗",   "text_review_item",       OWN, weighty=True,   apart=(S.DRAFT,)),
    Rule(S.DISCIPLINE, "人事纪检岗",   "discipline_review_item", OWN, weighty=True,   apart=(S.DRAFT, S.TEXT)),
    Rule(S.SECRECY,    "保密审查岗",   "secrecy_review_item",    "条例第十七条",      apart=(S.DRAFT,)),
    Rule(S.SIGN,       "审批岗",       "sign_item",              f"{OWN}、条例第十七条", apart=(S.DRAFT, S.FIRST, S.DEPUTY)),
    Rule(S.PUBLISH,    "发布岗",       "publish_item",           OWN,                 apart=(S.SECRECY, S.SIGN)),
)
# fmt: on

RULE_OF = {rule.step: rule for rule in CHAIN}


def weight_of(declared: str, document_number: str) -> Weight:
    """A text with a document number is an issued document, whatever the drafter declared of it."""
    weight = next(row for row in Weight if row == declared)
    return Weight.ISSUED if document_number and weight is Weight.ORDINARY else weight


def steps_for(weight: Weight) -> list[Step]:
    """The steps a text of this weight must pass, in order."""
    return [rule.step for rule in CHAIN if not rule.weighty or weight is not Weight.ORDINARY]


def awaited(passed: Collection[Step], weight: Weight) -> Step:
    """The next step after ``passed``, which never holds the last one: publication ends a round."""
    return next(step for step in steps_for(weight) if step not in passed)


def check(
    step: Step, passed: Collection[Step], weight: Weight, hands: Mapping[Step, Collection[int]], person: int
) -> None:
    """Let ``person`` do ``step`` now.

    Args:
        passed: steps this very text has passed since it was last sent back or published.
        hands: who did each of them; under ``DRAFT`` everybody who wrote on the text.

    Raises:
        NotAllowed: another step comes first, the step is not for such a text, or the person did one that must be
            another person's.
    """
    if step not in steps_for(weight):
        raise NotAllowed(f"“{weight.label}”不需要“{step.label}”。")
    if step in passed:
        raise NotAllowed(f"“{step.label}”已经通过，不必重复。")
    due = awaited(passed, weight)
    if step is not due:
        raise NotAllowed(f"现在应当先进行“{due.label}”，不能“{step.label}”（{RULE_OF[due].basis}）。")
    for other in RULE_OF[step].apart:
        if person in hands.get(other, ()):
            raise NotAllowed(f"“{step.label}”和“{other.label}”不能由同一个人进行，请由另一位同事办理。")


def since_last_end(rows: Iterable[tuple[Step, Verdict]]) -> int:
    """How many of ``rows`` from their beginning belong to rounds that ended, by publication or by sending back."""
    ended = 0
    for place, (step, verdict) in enumerate(rows, 1):
        if verdict is Verdict.RETURNED or step is Step.PUBLISH:
            ended = place
    return ended
