"""Who handles what: many cases to one colleague in one go, each refusal in words."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count

from liaocheng_gk.workdays import WorkCalendar

from .casework import perform
from .deed import Deed
from .law.transitions import Act, NotAllowed
from .models import Application
from .staff import name_of


@dataclass
class Assigned:
    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def assign(
    cases: Iterable[Application], to: User, *, note: str, by: User, calendar: WorkCalendar, today: date
) -> Assigned:
    """Transfer each case through the door; what it refuses is told and stops no other case."""
    result = Assigned()
    for case in cases:
        if case.handler_id == to.pk:
            result.refused.append(f"{case.number}：已经由{name_of(to)}承办，没有改动。")
            continue
        try:
            deed = Deed(today, handler=to, note=note)
            perform(Act.TRANSFER, case, deed, by=by, calendar=calendar, today=today)
        except (NotAllowed, PermissionDenied) as error:
            result.refused.append(f"{case.number}：{error}")
        except ValidationError as error:
            result.refused.append(f"{case.number}：{'；'.join(error.messages)}")
        else:
            result.done.append(case.number)
    return result


def open_cases_by_handler() -> list[tuple[User, int]]:
    """Colleagues with open cases and how many each has, in two queries; also those who have left."""
    rows = Application.objects.open().exclude(handler=None).order_by().values_list("handler")
    counts = dict(rows.annotate(count=Count("pk")))
    return [(user, counts[user.pk]) for user in User.objects.filter(pk__in=counts).order_by("username")]
