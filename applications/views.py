"""What the applicant does: apply, keep the receipt, follow up, download the reply."""

from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from liaocheng_gk.calendars import load_calendar
from liaocheng_gk.models import Agency

from . import casework, feedback_desk, pending
from .blank_form import blank_form_docx
from .deadline_sheet import deadline_context
from .downloads import docx_response, download, letter_filename
from .forms import ApplicationForm, CorrectionForm, FeedbackForm, StatusForm, new_submission_key
from .letters import NOT_TO_APPLICANT
from .models import Application, FailedLookup, Feedback
from .querycode import code_for, hash_of, matches

RECEIPT_COOKIE = "gk_receipt"
RECEIPT_FOR = timedelta(minutes=30)
ACCESS_FOR = timedelta(minutes=30)

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@get_or_post
def apply(request: HttpRequest) -> HttpResponse:
    """The form, the check page and the filing are one address: each step posts everything again, nothing is lost."""
    if request.method != "POST":
        form = ApplicationForm(
            initial={
                "submission_key": new_submission_key(),
                "applicant_kind": "natural",
                "identity_kind": "resident_card",
                "carrier": "electronic",
                "delivery": "online",
            }
        )
        return render(request, "applications/apply.html", {"form": form})
    step = request.POST.get("step")
    if step == "edit":
        form = ApplicationForm(initial=request.POST.dict())
        return render(request, "applications/apply.html", {"form": form})
    form = ApplicationForm(request.POST, request.FILES)
    valid = form.is_valid()
    filed = Application.objects.filter(submission_key=form.cleaned_data.get("submission_key")).first()
    if filed is not None:
        return _to_receipt(request, filed)
    if not valid:
        return render(request, "applications/apply.html", {"form": form})
    if step != "submit":
        return render(request, "applications/apply_check.html", {"form": form})
    try:
        application = casework.submit(
            form.register_fields,
            form.cleaned_data["scans"],
            submission_key=form.cleaned_data["submission_key"],
            at=timezone.now(),
        )
    except ValidationError as error:
        form.add_error(None, error)
        return render(request, "applications/apply.html", {"form": form})
    for side in ("front", "back"):
        pending.discard(form.data.get(f"kept_{side}", ""))
    return _to_receipt(request, application)


def _to_receipt(request: HttpRequest, filed: Application | Feedback) -> HttpResponse:
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


@never_cache
@get_or_post
def status(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and "leave" in request.POST:
        request.session.pop("filed", None)
        return redirect("applications:status")
    if request.method == "POST":
        return _look_up(request)
    filed = _filed_in_session(request)
    if filed is None:
        return render(request, "applications/status.html", {"form": StatusForm()})
    if isinstance(filed, Feedback):
        return render(request, "applications/feedback_status.html", {"filed": filed})
    context = deadline_context(filed, load_calendar(), timezone.localdate()) | {
        "events": filed.events.all(),
        "letters": _letters_to_applicant(filed).prefetch_related("files"),
    }
    return render(request, "applications/status_case.html", context)


@never_cache
@require_GET
def deadline_sheet(request: HttpRequest) -> HttpResponse:
    """期限计算书 to print, for the visitor who looked this very case up."""
    filed = _filed_in_session(request)
    if not isinstance(filed, Application):
        raise Http404
    context = deadline_context(filed, load_calendar(), timezone.localdate())
    return render(request, "applications/deadline_sheet.html", context | {"events": filed.events.all()})


def _look_up(request: HttpRequest) -> HttpResponse:
    form = StatusForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/status.html", {"form": form})
    now, number = timezone.now(), form.cleaned_data["number"]
    tried = {"number": number, "address": request.META["REMOTE_ADDR"]}
    if FailedLookup.is_locked(now=now, **tried):
        form.add_error(
            None, "查询失败次数过多，请 15 分钟后再试。忘记查询码的，可持有效证件联系我们重新取得。"
        )
        return render(request, "applications/status.html", {"form": form}, status=429)
    filed = (
        Application.objects.filter(number=number).first() or Feedback.objects.filter(number=number).first()
    )
    # The same work and the same answer for an unknown number and for a wrong code.
    if not matches(form.cleaned_data["code"], filed.query_code_hash if filed else "") or filed is None:
        FailedLookup.note(now=now, **tried)
        form.add_error(None, "没有找到与编号和查询码相符的记录，请对照回执核对后再试。")
        return render(request, "applications/status.html", {"form": form})
    request.session.cycle_key()
    request.session["filed"] = {
        "kind": filed._meta.model_name,
        "pk": filed.pk,
        "until": (now + ACCESS_FOR).timestamp(),
    }
    return redirect("applications:status")


def _filed_in_session(request: HttpRequest) -> Application | Feedback | None:
    """What this visitor proved to know the code of, for half an hour."""
    entry = request.session.get("filed")
    if not entry or entry["until"] < timezone.now().timestamp():
        return None
    model = Feedback if entry["kind"] == "feedback" else Application
    return model.objects.filter(pk=entry["pk"]).first()


def _letters_to_applicant(case: Application):
    return case.letters.exclude(code__in=NOT_TO_APPLICANT)


@never_cache
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter or one of its files (``?file=``), for the visitor who looked this very case up."""
    filed = _filed_in_session(request)
    if not isinstance(filed, Application):
        raise Http404
    found = get_object_or_404(_letters_to_applicant(filed), pk=pk)
    if "file" in request.GET:
        try:
            wanted = int(request.GET["file"])
        except ValueError as error:
            raise Http404 from error
        attached = get_object_or_404(found.files, pk=wanted)
        return download(attached.file, attached.name)
    return download(found.file, letter_filename(found))


@require_GET
def blank_form(request: HttpRequest) -> HttpResponse:
    content = blank_form_docx(Agency.objects.current(), timezone.localdate())
    return docx_response(content, "政府信息公开申请表")


@never_cache
@get_or_post
def feedback(request: HttpRequest) -> HttpResponse:
    return _file_feedback(request, FeedbackForm, "applications/feedback.html")


@never_cache
@get_or_post
def correction(request: HttpRequest) -> HttpResponse:
    return _file_feedback(request, CorrectionForm, "applications/correction.html")


def _file_feedback(request: HttpRequest, form_class, template: str) -> HttpResponse:
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        if form.is_valid():
            with transaction.atomic():
                filed = feedback_desk.file(form, at=timezone.now())
            return _to_receipt(request, filed)
    else:
        form = form_class(initial={"submission_key": new_submission_key()})
    return render(request, template, {"form": form})
