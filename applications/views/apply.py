"""From the blank form to the filing."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from applications import casework, drafts, pending
from applications.blank_form import blank_form_docx, form_lines, form_notes
from applications.downloads import docx_response
from applications.forms import (
    CHECK,
    PAGES,
    ApplicationForm,
    made_at,
    new_submission_key,
    page_named,
    progress,
)
from applications.models import Application, Draft
from disclosure.matching import similar_items
from liaocheng_gk.doors.human import check_human
from liaocheng_gk.models import Agency

from .receipt import to_receipt

BLANK = {
    "applicant_kind": "natural",
    "identity_kind": "resident_card",
    "carrier": "electronic",
    "delivery": "online",
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@check_human(opened=made_at)
def apply(request: HttpRequest) -> HttpResponse:
    """The pages of the form, the check page and the filing are one address: each step posts everything again.

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
    response = _shown_again(request, form)
    return drafts.remember(response, request, draft) if draft else response


def _blank_or_draft(request: HttpRequest, draft: Draft | None) -> HttpResponse:
    """The first page, blank; a draft opens on the first page that still lacks something."""
    initial = BLANK | (drafts.restored(draft) if draft else {"submission_key": new_submission_key()})
    lost_scan = initial.pop("lost_scan", False)
    form = ApplicationForm(initial=initial)
    if draft:
        form.show(ApplicationForm(initial).first_faulty() or PAGES[0])
    return _page(request, form, draft=draft, lost_scan=lost_scan)


def _shown_again(request: HttpRequest, form: ApplicationForm) -> HttpResponse:
    """The page after any step but the filing: ``to-…`` leads to a page unless one before it has a fault."""
    step = request.POST.get("step", "")
    if step == "save":
        if not form.forgive_gaps():
            return redirect("applications:apply")
        return _page(request, form.show(form.first_faulty() or PAGES[0]))
    wanted = PAGES[0] if step == "edit" else page_named(step.removeprefix("to-"))
    faulty = form.first_faulty(before=wanted)
    if faulty is not None and wanted is not PAGES[0]:
        form.show(faulty).forget_later_errors()
        return _page(request, form)
    if wanted is not None:
        return _page(request, ApplicationForm(initial=form.typed).show(wanted))
    context = {"form": form, "similar": _similar(form), "pages": PAGES, "progress": progress(CHECK)}
    return render(request, "applications/apply_check.html", context)


def _page(request: HttpRequest, form: ApplicationForm, **context: Any) -> HttpResponse:
    at = PAGES.index(form.page)
    context |= {
        "form": form,
        "progress": progress(form.page.key),
        "place": at + 1,
        "back": PAGES[at - 1] if at else None,
        "forward": PAGES[at + 1] if at + 1 < len(PAGES) else None,
        "similar": _similar(form) if form.page.key == "want" else [],
    }
    return render(request, "applications/apply.html", context)


def _similar(form: ApplicationForm) -> list:
    """Public items that may be what is described; the bureau's own names tell nothing apart."""
    agency = Agency.objects.current()
    own = [agency.short_name, *(row.name for row in agency.names.all())]
    return similar_items(form.typed["description"], ignored=own)


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
        response = _page(request, form.show(form.first_faulty() or PAGES[0]))
        return drafts.remember(response, request, draft) if draft else response
    for name in drafts.SCANS:
        pending.discard(form.data.get(name, ""))
    return drafts.discard(to_receipt(request, application), draft)


@require_GET
def blank_form(request: HttpRequest) -> HttpResponse:
    content = blank_form_docx(Agency.objects.current(), timezone.localdate())
    return docx_response(content, "政府信息公开申请表")


@require_GET
def blank_form_paper(request: HttpRequest) -> HttpResponse:
    """The same form as a page to print, for those who have no Word."""
    context = {"lines": form_lines(), "notes": form_notes(Agency.objects.current(), timezone.localdate())}
    return render(request, "applications/blank_form_print.html", context)
