"""条例32: against a third party's objection nothing is disclosed before that party is told what and why (L09)."""

from .law.transitions import Act, NotAllowed, Opinion
from .models import Application

DISCLOSING = frozenset({"GRANT", "PARTIAL"})
OTHERS_RIGHTS = "15"  # the code of 条例15 in ``disclosure.law.exemptions``


def untold(case: Application) -> list[str]:
    """The third parties that object and have not been told of a decision to disclose; the register counts letters."""
    events = case.events.all()
    asked = {event.party for event in events if event.act == Act.CONSULT_THIRD_PARTY}
    objecting = [
        event.party
        for event in events
        if event.act == Act.RECEIVE_OPINION and event.opinion == Opinion.DISAGREES and event.party in asked
    ]
    told = sum(letter.code == "L09" for letter in case.letters.all())
    return objecting if told < len(objecting) else []


def check_told(case: Application, outcome: str, grounds: tuple[str, ...]) -> None:
    """Refuse a disclosure over the head of a third party. What rests on 条例15 withholds the party's own part.

    Raises:
        NotAllowed: somebody objects and has not been told.
    """
    if outcome not in DISCLOSING or OTHERS_RIGHTS in grounds:
        return
    if parties := untold(case):
        raise NotAllowed(
            f"第三方“{'”“'.join(parties)}”不同意公开。认为不公开会对公共利益造成重大影响、决定公开的，"
            "请先由审批人制发《决定公开告知第三方书》（条例第三十二条）；否则请改为不予公开或者部分公开。"
        )
