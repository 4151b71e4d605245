"""What the applicant takes home: on the screen, printed, or as a PDF."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from applications.downloads import pdf_response
from applications.forms import RECEIPT, progress
from applications.models import Application, Feedback
from applications.querycode import code_for, hash_of
from liaocheng_gk.models import Agency
from liaocheng_gk.pdf import PdfUnavailable, pdf_of

RECEIPT_COOKIE = "gk_receipt"
RECEIPT_FOR = timedelta(minutes=30)


def to_receipt(request: HttpRequest, filed: Application | Feedback) -> HttpResponse:
    """Send the browser to the receipt; a signed cookie for that page alone says which one, no address does."""
    response = redirect("applications:receipt")
    response.set_signed_cookie(
        RECEIPT_COOKIE,
        str(filed.submission_key),
        salt=RECEIPT_COOKIE,
        max_age=RECEIPT_FOR,
        path=reverse("applications:receipt"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    filed = _filed_by_this_browser(request)
    if filed is None:
        return redirect("applications:status")
    return render(request, "applications/receipt.html", _receipt_context(request, filed))


@never_cache
@require_GET
def receipt_pdf(request: HttpRequest) -> HttpResponse:
    """The receipt to keep; where no PDF can be made, the page itself with what to do instead."""
    filed = _filed_by_this_browser(request)
    if filed is None:
        return redirect("applications:status")
    context = _receipt_context(request, filed)
    try:
        paper = {"agency": Agency.objects.current(), "demo": settings.GK_DEMO}
        content = pdf_of(
            render_to_string("applications/receipt_print.html", context | paper), ("css/paper.css",)
        )
    except PdfUnavailable:
        return render(request, "applications/receipt.html", context | {"no_pdf": True}, status=503)
    return pdf_response(content, f"回执{filed.number}")


def _filed_by_this_browser(request: HttpRequest) -> Application | Feedback | None:
    cookie = request.get_signed_cookie(RECEIPT_COOKIE, "", salt=RECEIPT_COOKIE, max_age=RECEIPT_FOR)
    if not cookie:
        return None
    key = UUID(cookie)
    filed = (
        Application.objects.filter(submission_key=key).first()
        or Feedback.objects.filter(submission_key=key).first()
    )
    # A code that staff issued anew is not the one of the form any more, and is never shown here.
    if filed is None or filed.query_code_hash != hash_of(code_for(key)):
        return None
    return filed


def _receipt_context(request: HttpRequest, filed: Application | Feedback) -> dict[str, Any]:
    return {
        "filed": filed,
        "code": code_for(filed.submission_key),
        "is_application": isinstance(filed, Application),
        "status_url": request.build_absolute_uri(reverse("applications:status")),
        "progress": progress(RECEIPT),
    }
