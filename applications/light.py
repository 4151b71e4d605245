"""The traffic light of a limit: colour, word and days, never colour alone."""

from dataclasses import dataclass
from datetime import date

from liaocheng_gk.workdays import WorkCalendar, count_workdays

from .law.clock import Deadline, Running

SOON_WORKDAYS = 3


@dataclass(frozen=True)
class Light:
    """``tone``: over (red), soon (amber), fine (green) or still (grey, nothing runs)."""

    tone: str
    words: str


def light_on(due_on: date, today: date, calendar: WorkCalendar) -> Light:
    """The light of an open case from the stored copy of its limit."""
    return _running(count_workdays(today, due_on, calendar), overdue=today > due_on)


def light_of(deadline: Deadline) -> Light:
    """The light of a case from its limit, in every state of the clock."""
    match deadline.state:
        case Running.NOT_STARTED:
            return Light("still", "尚未起算：待确认收到")
        case Running.ENDED:
            late = deadline.overdue
            return Light("over" if late else "still", "逾期办结" if late else "已办结")
        case Running.STOPPED:
            return Light("still", "期限停止：待申请人")
    light = _running(deadline.left or 0, overdue=deadline.overdue)
    return Light(light.tone, f"停计中，{light.words}") if deadline.state is Running.HELD else light


def _running(left: int, *, overdue: bool) -> Light:
    if overdue:
        return Light("over", f"已逾期 {-left} 个工作日")
    if left <= SOON_WORKDAYS:
        return Light("soon", "今日到期" if left == 0 else f"还有 {left} 个工作日")
    return Light("fine", f"还有 {left} 个工作日")
