"""启用准备: what is still to do before the portal opens, for the system's administrator."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from applications.first_steps import first_steps


def setup(request: HttpRequest) -> HttpResponse:
    if not request.user.is_superuser:
        raise PermissionDenied
    return _shown(request)


@require_GET
def _shown(request: HttpRequest) -> HttpResponse:
    steps = first_steps(timezone.localdate(), timezone.now())
    context = admin.site.each_context(request) | {"title": "启用准备", "steps": steps}
    return TemplateResponse(request, "admin/setup.html", context)
