"""A form that was begun: kept in a row, found again by a signed cookie that no script reads and no address shows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from . import pending
from .forms import new_submission_key, read_submission_key
from .models import Application, Draft

COOKIE = "gk_draft"
SCANS = ("kept_front", "kept_back")
# Twice what the longest field takes: an overlong text is refused by the form and still not lost.
LONGEST = {"description": 8000}
LONGEST_OTHER = 500
# What a form holds before anybody touches it.
UNTOUCHED = frozenset({"submission_key", "applicant_kind", "identity_kind", "carrier", "delivery"})


def find(request: HttpRequest, now: datetime) -> Draft | None:
    """The draft of this browser, unless it is older than ``Draft.GOOD_FOR``."""
    key = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=Draft.GOOD_FOR)
    return Draft.objects.kept(now).filter(key=UUID(key)).first() if key else None


def keep(draft: Draft | None, typed: Mapping[str, str], now: datetime) -> Draft | None:
    """Store what was typed over ``draft``, or in a new one; a form nobody touched makes none."""
    fields = {name: text[: LONGEST.get(name, LONGEST_OTHER)] for name, text in typed.items() if text}
    if draft is None and not set(fields) - UNTOUCHED:
        return None
    draft = draft or Draft()
    draft.fields, draft.saved_at = fields, now
    draft.save()
    return draft


def restored(draft: Draft) -> dict[str, Any]:
    """What a blank form starts with to show the draft. ``lost_scan``: a scan waited too long and is gone."""
    fields = dict(draft.fields)
    waiting = [name for name in SCANS if pending.is_kept(fields.get(name, ""))]
    lost = [name for name in SCANS if fields.get(name) and name not in waiting]
    for name in lost:
        del fields[name]
    key = read_submission_key(fields.get("submission_key", ""))
    if key is None or Application.objects.filter(submission_key=key).exists():
        fields["submission_key"] = new_submission_key()
    return fields | {"lost_scan": bool(lost)}


def remember(response: HttpResponse, request: HttpRequest, draft: Draft) -> HttpResponse:
    """Give the browser the key of its draft."""
    response.set_signed_cookie(
        COOKIE,
        str(draft.key),
        salt=COOKIE,
        max_age=Draft.GOOD_FOR,
        path=reverse("applications:apply"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def discard(response: HttpResponse, draft: Draft | None) -> HttpResponse:
    """Delete the draft, the scans that wait with it, and the browser's key."""
    if draft is not None:
        for name in SCANS:
            pending.discard(draft.fields.get(name, ""))
        draft.delete()
    response.delete_cookie(COOKIE, path=reverse("applications:apply"), samesite="Lax")
    return response
