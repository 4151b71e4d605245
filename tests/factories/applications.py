"""Applications as the door files them."""

from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils import timezone

from applications.casework import submit
from applications.law.receipt import Channel
from applications.models import Application
from applications.uploads import CheckedFile

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
