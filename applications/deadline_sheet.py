"""What a page shows of a case's limit: the same for the applicant, the office and the printed sheet."""

from datetime import date
from typing import Any

from liaocheng_gk.workdays import WorkCalendar

from .law.clock import steps
from .models import Application


def deadline_context(case: Application, calendar: WorkCalendar, today: date) -> dict[str, Any]:
    deadline = case.deadline(calendar, today)
    return {
        "case": case,
        "deadline": deadline,
        "steps": steps(deadline, calendar),
        "due_date_moves": case.due_date_moves.all(),
        "today": today,
    }
