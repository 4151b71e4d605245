"""Complaints and reports, mistakes on the site, corrections of one's own record."""

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications import feedback_desk
from applications.forms import CorrectionForm, FeedbackForm, made_at, new_submission_key
from liaocheng_gk.doors.human import check_human

from .receipt import to_receipt

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@get_or_post
@check_human(opened=made_at)
def feedback(request: HttpRequest) -> HttpResponse:
    return _file(request, FeedbackForm, "applications/feedback.html")


@never_cache
@get_or_post
@check_human(opened=made_at)
def correction(request: HttpRequest) -> HttpResponse:
    return _file(request, CorrectionForm, "applications/correction.html")


def _file(
    request: HttpRequest, form_class: type[FeedbackForm | CorrectionForm], template: str
) -> HttpResponse:
    if request.method == "POST":
        form = form_class(request.POST, request.FILES)
        if form.is_valid():
            with transaction.atomic():
                filed = feedback_desk.file(form, at=timezone.now())
            return to_receipt(request, filed)
    else:
        form = form_class(initial={"submission_key": new_submission_key()})
    return render(request, template, {"form": form, "workdays": settings.GK_CORRECTION_WORKDAYS})
