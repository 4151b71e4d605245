"""What every door of the catalogue writes down: the row with its history and audit, and the version that readers see."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User

from liaocheng_gk import audit

from .law.publication import Change, Validity
from .models import Item, Version
from .wording import snapshot


def store(item: Item, by: User | None, reason: str) -> Item:
    item.full_clean()
    item._history_user = by
    item._change_reason = reason[:100]
    item.save()
    audit.record(by or audit.SYSTEM, reason.partition("，")[0], item)
    return item


def record_version(item: Item, change: Change, by: User | None, at: datetime, **facts: Any) -> None:
    """Add a version: what readers see from ``at`` on."""
    number = item.versions.count() + 1
    Version.objects.create(
        item=item,
        number=number,
        change=change,
        at=at,
        by=by,
        department=item.department,
        words=snapshot(item),
        **facts,
    )


def standing_of(item: Item) -> tuple[str, date | None, date | None, date | None]:
    return item.validity, item.repealed_on, item.in_force_on, item.expires_on


def standing_in_words(item: Item) -> str:
    days = (
        ("{}起施行", item.in_force_on),
        ("有效期至{}", item.expires_on),
        ("{}起", item.repealed_on),
    )
    told = "，".join(words.format(day.isoformat()) for words, day in days if day)
    return Validity(item.validity).label + (f"（{told}）" if told else "")
