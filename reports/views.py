"""The annual reports as the public reads them: page, print, PDF, Word, Excel, JSON. Findings are for staff only."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import condition, require_safe

from disclosure import opendata
from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.context import bureau
from liaocheng_gk.public_pages import public_data, public_page

from .layout import tables
from .models import Report
from .pdf import PdfUnavailable
from .pdf import report_pdf as make_pdf
from .reading_tables import TABLE_NAMES
from .trends import trends
from .word import report_docx as make_docx
from .workbook import report_xlsx as make_xlsx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page
@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    reports = Report.objects.published().prefetch_related("metrics")
    return render(request, "reports/report_list.html", {"reports": reports})


@require_safe
def trend_page(request: HttpRequest) -> HttpResponse:
    """The years side by side: charts with their tables, from published reports and closed cases only."""
    shown = trends(load_calendar(), today=timezone.localdate())
    return render(request, "reports/trends.html", {"trends": shown})


@public_page
@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    found = published(year)
    response = render(request, "reports/report_detail.html", report_context(found))
    if request.user.is_staff:
        patch_cache_control(response, private=True, no_store=True)
    return response


@public_page
@require_safe
def report_print(request: HttpRequest, year: int) -> HttpResponse:
    return render(request, "reports/report_print.html", paper_context(request, published(year)))


@public_data
@require_safe
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    found = published(year)
    try:
        content = make_pdf(paper_context(request, found) | bureau(request) | {"request": request})
    except PdfUnavailable as error:
        context = {"report": found, "reason": str(error)}
        return render(request, "reports/pdf_unavailable.html", context, status=503)
    return _file(content, "application/pdf", found, "pdf")


@public_data
@require_safe
def report_docx(request: HttpRequest, year: int) -> HttpResponse:
    found = published(year)
    return _file(make_docx(found), DOCX, found, "docx")


@public_data
@require_safe
def report_xlsx(request: HttpRequest, year: int) -> HttpResponse:
    found = published(year)
    return _file(make_xlsx(found), XLSX, found, "xlsx")


@public_data
@require_safe
@condition(etag_func=opendata.etag)
def reports_json(request: HttpRequest) -> JsonResponse:
    """All published reports with their figures; a blank of the published table is null, an absent table has no keys.

    ``versions``: newest first, with the figures as they stood; without a correction there is one.
    """
    rows = Report.objects.published().prefetch_related("metrics", "versions")
    return JsonResponse(
        {"reports": [_as_json(row) for row in rows]},
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        headers={"Access-Control-Allow-Origin": "*"},
    )


def published(year: int) -> Report:
    return get_object_or_404(
        Report.objects.published().prefetch_related("sections", "metrics", "versions"), year=year
    )


def paper_context(request: HttpRequest, found: Report) -> dict[str, Any]:
    """``address``: where the report stands, for the QR code on paper."""
    return report_context(found) | {"address": request.build_absolute_uri(found.get_absolute_url())}


def report_context(found: Report) -> dict[str, Any]:
    """What page, print and PDF show alike: chapters each with its table, and tables that no chapter holds."""
    grids = tables(found.form, found.figures) if found.form else {}
    chapters = [{"section": section, "grid": grids.get(section.number)} for section in found.sections.all()]
    held = {section["section"].number for section in chapters}
    return {
        "report": found,
        "chapters": chapters,
        "loose_grids": [grid for number, grid in grids.items() if number not in held],
        "missing_tables": []
        if found.form is None
        else [name for number, name in TABLE_NAMES.items() if number not in grids],
        "metrics": found.metrics.all(),
    }


def _as_json(row: Report) -> dict[str, Any]:
    return {
        "year": row.year,
        "title": row.title,
        "agency": row.agency_name,
        "form": row.authority,
        "signed": row.signed_as_written,
        "cells": row.cells,
        "metrics": [
            {"key": metric.key, "label": metric.label, "value": metric.value, "unit": metric.unit}
            for metric in row.metrics.all()
        ],
        "digest": row.digest,
        "words_digest": row.words_digest,
        "versions": [
            {
                "number": version.number,
                "date": version.on.isoformat() if version.on else None,
                "reason": version.reason,
                "digest": version.digest,
                "cells": version.cells,
            }
            for version in row.editions
        ],
        "url": row.get_absolute_url(),
    }


def _file(content: bytes, content_type: str, found: Report, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{found.title}.{ending}")
    return response
