"""Who may see a case: whoever proved to know its code, in this browser, for half an hour."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from applications.forms import StatusForm
from applications.models import Application, FailedLookup, Feedback
from applications.querycode import matches
from liaocheng_gk import audit

ACCESS_FOR = timedelta(minutes=30)


def filed_in_session(request: HttpRequest) -> Application | Feedback | None:
    """What this visitor looked up; None before a look-up, after leaving, and when half an hour is over."""
    entry = request.session.get("filed")
    if not entry or entry["until"] < timezone.now().timestamp():
        return None
    model = Feedback if entry["kind"] == "feedback" else Application
    return model.objects.filter(pk=entry["pk"]).first()


def leave(request: HttpRequest) -> HttpResponse:
    request.session.pop("filed", None)
    return redirect("applications:status")


def look_up(request: HttpRequest) -> HttpResponse:
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
    audit.record(audit.APPLICANT, "凭查询码查询", filed)
    request.session.cycle_key()
    request.session["filed"] = {
        "kind": filed._meta.model_name,
        "pk": filed.pk,
        "until": (now + ACCESS_FOR).timestamp(),
    }
    return redirect("applications:status")
