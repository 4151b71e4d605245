"""Applications as the door files them."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.casework import perform, submit
from applications.deed import Deed
from applications.law.receipt import Channel
from applications.law.transitions import GRANTS, Act
from applications.models import Application
from applications.uploads import CheckedFile
from liaocheng_gk.workdays import WorkCalendar

FIELDS: dict[str, Any] = {
    "applicant_kind": "natural",
    "name": "张三丰",
    "identity_kind": "passport",
    "identity_number": "E12345678",
    "representative": "",
    "contact_name": "",
    "phone": "0635-8888888",
    "email": "",
    "address": "",
    "postcode": "",
    "description": "2025年度外贸促进专项资金分配结果",
    "carrier": "electronic",
    "delivery": "online",
}


def scan(content: bytes = b"scan of a passport") -> CheckedFile:
    return CheckedFile(ContentFile(content), "image/jpeg", ".jpg")


def make_application(
    on: date, *, channel: Channel = Channel.WEB, at: time = time(9, 30), **fields: Any
) -> Application:
    moment = datetime.combine(on, at, tzinfo=timezone.get_current_timezone())
    return submit(FIELDS | fields, [scan()], submission_key=uuid4(), at=moment, channel=channel)


def reply(
    case: Application, outcome: str, on: date, *, clerk: User, head: User, calendar: WorkCalendar, **fields
) -> Application:
    """Answer a case as the procedure asks: straight away if all is given, else proposed, approved and sent."""
    today = fields.pop("today", on)
    deed = Deed(on, outcome=outcome, **{"note": "理由", **fields})
    if outcome in GRANTS:
        return perform(Act.REPLY, case, deed, by=clerk, calendar=calendar, today=today)
    perform(Act.PROPOSE_REPLY, case, deed, by=clerk, calendar=calendar, today=today)
    perform(Act.APPROVE_REPLY, case, Deed(on), by=head, calendar=calendar, today=today)
    return perform(Act.REPLY, case, Deed(on), by=clerk, calendar=calendar, today=today)
