"""公开时限考核: the yearly table of the departments, on screen and as Excel."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from disclosure.duty import league, league_book
from disclosure.models import Version
from disclosure.workbooks import as_download
from liaocheng_gk.calendars import load_calendar


class LeagueDesk(admin.ModelAdmin):
    """Mixed into the items' admin."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        pages = [
            path("league/", view(self.league_view), name="disclosure_item_league"),
            path("league.xlsx", view(self.league_book_view), name="disclosure_item_league_book"),
        ]
        return pages + super().get_urls()

    def league_view(self, request: HttpRequest) -> HttpResponse:
        year = self._year(request)
        years = {moment.year for moment in Version.objects.datetimes("at", "year")}
        context = self.admin_site.each_context(request) | {
            "title": f"{year}年公开时限考核",
            "year": year,
            "years": sorted({*years, timezone.localdate().year}, reverse=True),
            "rows": league(year, load_calendar(), timezone.localdate()),
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/disclosure/item/league.html", context)

    def league_book_view(self, request: HttpRequest) -> HttpResponse:
        year = self._year(request)
        rows = league(year, load_calendar(), timezone.localdate())
        return as_download(league_book(year, rows), f"{year}年公开时限考核.xlsx")

    def _year(self, request: HttpRequest) -> int:
        """The year asked for, this one if none or nonsense is.

        Raises:
            PermissionDenied: not for those who may not see items.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        asked = request.GET.get("year", "")
        return (
            int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) else timezone.localdate().year
        )
