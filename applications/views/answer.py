"""What the applicant does about a case online: supplement it, give reasons, withdraw it. Only for the case looked up.

The pages name the case in a hidden field too: a second window may have looked up another one meanwhile.
"""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications import own_case
from applications.casework import perform_as_applicant
from applications.deed import Deed
from applications.forms import AnswerForm, StatusForm
from applications.law.transitions import Act, NotAllowed
from applications.models import Application
from liaocheng_gk.calendars import load_calendar

from .access import filed_in_session

get_or_post = require_http_methods(["GET", "HEAD", "POST"])

DONE = {
    Act.RECEIVE_CLARIFICATION: "补正已经收到，答复期限自今天起重新计算。",
    Act.RECEIVE_REASONS: "您说明的理由已经收到，答复期限自今天起重新计算。",
    Act.WITHDRAW: "申请已经撤回。告知书可以在本页下载。",
}
NOT_NOW = {
    Act.RECEIVE_CLARIFICATION: "这件申请现在不需要补正；如果刚才已经提交，不必重复提交。",
    Act.RECEIVE_REASONS: "这件申请现在不需要说明理由；如果刚才已经提交，不必重复提交。",
    Act.WITHDRAW: "这件申请已经办结，不能再撤回；如果刚才已经撤回，不必重复操作。",
}


@never_cache
@get_or_post
def supplement(request: HttpRequest) -> HttpResponse:
    """补正 (条例30)."""
    return _answer(request, Act.RECEIVE_CLARIFICATION)


@never_cache
@get_or_post
def reasons(request: HttpRequest) -> HttpResponse:
    """说明理由 (条例35)."""
    return _answer(request, Act.RECEIVE_REASONS)


def _answer(request: HttpRequest, act: Act) -> HttpResponse:
    case = _case(request)
    if case is None:
        return _look_up_again(request)
    question = own_case.open_question(case, load_calendar())
    if question is None or question.answer is not act:
        return _not_now(request, act)
    if request.method != "POST":
        form = AnswerForm(act=act, initial={"number": case.number})
    else:
        form = AnswerForm(request.POST, request.FILES, act=act)
        if form.is_valid():
            done, faults = _do(request, act, case, form.deed(timezone.localdate()))
            if done:
                return redirect("applications:status")
            form.add_error(None, faults)
    context = {
        "form": form,
        "case": case,
        "question": question,
        "act": act,
        "today": timezone.localdate(),
        "crumbs": _crumbs(case),
    }
    return render(request, "applications/answer.html", context)


@never_cache
@get_or_post
def withdraw(request: HttpRequest) -> HttpResponse:
    """GET says what it means, POST does it."""
    case = _case(request)
    if case is None:
        return _look_up_again(request)
    if Act.WITHDRAW not in own_case.open_acts(case):
        return _not_now(request, Act.WITHDRAW)
    faults: list[str] = []
    if request.method == "POST":
        done, faults = _do(request, Act.WITHDRAW, case, Deed(timezone.localdate()))
        if done:
            return redirect("applications:status")
    context = {"case": case, "faults": faults, "crumbs": _crumbs(case)}
    return render(request, "applications/withdraw.html", context)


def _crumbs(case: Application) -> list[tuple[str, str]]:
    return [(f"申请 {case.number}", reverse("applications:status"))]


def _case(request: HttpRequest) -> Application | None:
    """The application looked up, unless the page that posts was opened for another one."""
    filed = filed_in_session(request)
    if not isinstance(filed, Application):
        return None
    if request.method == "POST" and request.POST.get("number") != filed.number:
        return None
    return filed


def _do(request: HttpRequest, act: Act, case: Application, deed: Deed) -> tuple[bool, list[str]]:
    """Do the act; whether the page is done with, and otherwise what is wrong, in words.

    A second click finds the act done: that is no fault, and is told as what it is.
    """
    try:
        perform_as_applicant(act, case, deed, calendar=load_calendar(), today=deed.on)
    except NotAllowed as error:
        if case.stage != Application.objects.get(pk=case.pk).stage:
            messages.info(request, NOT_NOW[act])
            return True, []
        return False, [str(error)]
    except ValidationError as error:
        return False, error.messages
    messages.success(request, DONE[act])
    return True, []


def _not_now(request: HttpRequest, act: Act) -> HttpResponse:
    messages.info(request, NOT_NOW[act])
    return redirect("applications:status")


def _look_up_again(request: HttpRequest) -> HttpResponse:
    """The half hour is over, or another case was looked up: nothing is done, and what was typed is given back."""
    if request.method != "POST":
        return redirect("applications:status")
    context = {"form": StatusForm(), "interrupted": True, "typed": request.POST.get("note", "")}
    return render(request, "applications/status.html", context, status=403)
