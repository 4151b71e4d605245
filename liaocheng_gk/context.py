"""What every page shows of the bureau: name, footer, and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from . import edition
from .display import looks_of
from .models import Agency


def bureau(request: HttpRequest) -> dict[str, Any]:
    """``agency`` is read only if a template uses it; a page without it costs no query, a public page one an edition.

    The type size likewise: asking for it makes the answer vary by the cookie.
    """
    token = getattr(request, "edition", None)
    return {
        "agency": SimpleLazyObject(lambda: edition.keep(token, "agency", _agency_if_known)),
        "demo": settings.GK_DEMO,
        "looks": SimpleLazyObject(lambda: looks_of(request)),
    }


def _agency_if_known() -> Agency | None:
    """No bureau loaded, or no database: the frame stands without the facts, so an error page still comes."""
    try:
        return Agency.objects.current()
    except (Agency.DoesNotExist, DatabaseError):
        return None
