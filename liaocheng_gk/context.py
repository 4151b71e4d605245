"""What every page shows of the bureau: name, footer, and whether this is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .models import Agency


def bureau(request: HttpRequest) -> dict[str, Any]:
    """``agency`` is read only if a template uses it; a page without it costs no query."""
    return {"agency": SimpleLazyObject(Agency.objects.current), "demo": settings.GK_DEMO}
