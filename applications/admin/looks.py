"""Every look of the staff at personal data is put on record: which page, which case, who, when."""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from liaocheng_gk import audit


def look(request: HttpRequest, thing: Model | str, what: str) -> None:
    audit.record(request.user, "查看", thing, what)


class LooksOnRecord(admin.ModelAdmin):
    """For registers that hold personal data: the list and the page of an entry."""

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if response.status_code == 200:
            look(request, str(self.opts.verbose_name), "列表")
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if (entry := kwargs.get("obj")) is not None:
            look(request, entry, "页面")
        return super().render_change_form(request, context, *args, **kwargs)
