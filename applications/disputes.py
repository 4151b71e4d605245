"""What to look at when a review or a suit is entered."""

from .deed import Deed
from .law.outcomes import OUTCOMES, Remedy
from .law.remedies import REVIEW_FIRST_SINCE, remedy_of
from .law.transitions import Clock
from .models import Dispute


def review_comes_first(dispute: Dispute) -> str:
    """T4-FIRST: a refusal under 条例14-16 from 2024 on, sued over without review, in words; empty if all is well.

    The court may have taken it anyway, so it is said and not refused (行政复议法23).
    """
    if dispute.kind != Dispute.Kind.DIRECT_SUIT:
        return ""
    closings = dispute.application.events.filter(clock=Clock.END, on__lte=dispute.accepted_on)
    decision = closings.exclude(outcome="").last()
    if decision is None:
        return ""
    deed = Deed(decision.on, grounds=decision.ground_codes)
    remedy = remedy_of(decision.outcome, decision.on, refused_under_14_to_16=deed.refused_under_14_to_16)
    if remedy is not Remedy.REVIEW_FIRST:
        return ""
    return (
        f"{decision.on:%Y-%m-%d} 的答复是“{OUTCOMES[decision.outcome].label}”。自{REVIEW_FIRST_SINCE}起，"
        "对依照条例第十四条至第十六条不予公开的决定应当先申请行政复议（行政复议法第二十三条）。"
        "已经保存；请核对类别，法院确已直接受理的，请在“说明”中写明。"
    )
