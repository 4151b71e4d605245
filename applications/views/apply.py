"""From the blank form to the receipt."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applications import casework, drafts, pending
from applications.blank_form import blank_form_docx
from applications.downloads import docx_response
from applications.forms import ApplicationForm, new_submission_key
from applications.models import Application, Draft, Feedback
from applications.querycode import code_for, hash_of
from disclosure.matching import similar_items
from liaocheng_gk.models import Agency

RECEIPT_COOKIE = "gk_receipt"
RECEIPT_FOR = timedelta(minutes=30)
BLANK = {
    "applicant_kind": "natural",
    "identity_kind": "resident_card",
    "carrier": "electronic",
    "delivery": "online",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form, the check page and the filing are one address: each step posts everything again, nothing is lost.

    What is posted is kept as a draft besides, so that neither a reload nor a closed window loses it.
    """
    now = timezone.now()
    draft = drafts.find(request, now)
    if request.method != "POST":
        return _blank_or_draft(request, draft)
    if request.POST.get("step") == "clear":
        messages.success(request, "草稿已清空，可以重新填写。")
        return drafts.discard(redirect("applications:apply"), draft)
    form = ApplicationForm(request.POST, request.FILES)
    valid = form.is_valid()
    filed = Application.objects.filter(submission_key=form.cleaned_data.get("submission_key")).first()
    if filed is not None:
        return drafts.discard(to_receipt(request, filed), draft)
    draft = drafts.keep(draft, form.typed, now)
    if valid and request.POST.get("step") == "submit":
        return _file(request, form, draft, now)
    response = _shown_again(request, form, valid=valid)
    return drafts.remember(response, request, draft) if draft else response


def _blank_or_draft(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    initial = BLANK | (drafts.restored(draft) if draft else {"submission_key": new_submission_key()})
    lost_scan = initial.pop("lost_scan", False)
    context = {"form": ApplicationForm(initial=initial), "draft": draft, "lost_scan": lost_scan}
    return render(request, "applications/apply.html", context)


def _shown_again(request: HttpRequest, form: ApplicationForm, *, valid: bool) -> HttpResponse:
    """The page after any step but the filing itself."""
    step = request.POST.get("step")
    if step == "save" and not form.forgive_gaps():
        return redirect("applications:apply")
    if step == "edit":
        form = ApplicationForm(initial=form.typed)
    elif valid:
        return render(request, "applications/apply_check.html", {"form": form, "similar": _similar(form)})
    return render(request, "applications/apply.html", {"form": form})


def _similar(form: ApplicationForm) -> list:
    """Public items that may be what is described; the bureau's own names tell nothing apart."""
    agency = Agency.objects.current()
    own = [agency.short_name, *(row.name for row in agency.names.all())]
    return similar_items(form.cleaned_data["description"], ignored=own)


def _file(request: HttpRequest, form: ApplicationForm, draft: Draft | None, now: datetime) -> HttpResponse:
    try:
        application = casework.submit(
            form.register_fields,
            form.cleaned_data["scans"],
            submission_key=form.cleaned_data["submission_key"],
            at=now,
        )
    except ValidationError as error:
        form.add_error(None, error)
        response = render(request, "applications/apply.html", {"form": form})
        return drafts.remember(response, request, draft) if draft else response
    for name in drafts.SCANS:
        pending.discard(form.data.get(name, ""))
    return drafts.discard(to_receipt(request, application), draft)


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
    cookie = request.get_signed_cookie(RECEIPT_COOKIE, "", salt=RECEIPT_COOKIE, max_age=RECEIPT_FOR)
    if not cookie:
        return redirect("applications:status")
    key = UUID(cookie)
    filed = (
        Application.objects.filter(submission_key=key).first()
        or Feedback.objects.filter(submission_key=key).first()
    )
    # A code that staff issued anew is not the one of the form any more, and is never shown here.
    if filed is None or filed.query_code_hash != hash_of(code_for(key)):
        return redirect("applications:status")
    context = {
        "filed": filed,
        "code": code_for(key),
        "is_application": isinstance(filed, Application),
        "status_url": request.build_absolute_uri(reverse("applications:status")),
    }
    return render(request, "applications/receipt.html", context)


@require_GET
def blank_form(request: HttpRequest) -> HttpResponse:
    content = blank_form_docx(Agency.objects.current(), timezone.localdate())
    return docx_response(content, "政府信息公开申请表")
