"""The desk's pages for comments on chapters, the head's sign-off and publishing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from reports.approval import comment, obstacles, resolve, sign, standing_sign_off
from reports.models import Report
from reports.publishing import publish


class ApprovalPages:
    """For the admin of reports: each page knocks at a door of ``approval`` or ``publishing`` and says what it answered."""

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/comments/", wrap(require_POST(self.comment)), name="reports_report_comment"),
            path(
                "<int:pk>/comments/<int:remark>/",
                wrap(require_POST(self.resolve)),
                name="reports_report_resolve",
            ),
            path("<int:pk>/sign/", wrap(require_POST(self.sign)), name="reports_report_sign"),
            path("<int:pk>/publish/", wrap(self.publish), name="reports_report_publish"),
            *super().get_urls(),
        ]

    def comment(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self._report(request, pk)
        number, text = request.POST.get("number", ""), request.POST.get("text", "")
        try:
            comment(
                report, int(number) if number.isdecimal() else -1, text, by=request.user, at=timezone.now()
            )
        except ValidationError as error:
            self._say(request, error)
        else:
            self.message_user(request, "意见已记下，处理之前不能签发和发布。", messages.SUCCESS)
        return redirect("admin:reports_report_beside", report.pk)

    def resolve(self, request: HttpRequest, pk: int, remark: int) -> HttpResponse:
        report = self._report(request, pk)
        found = get_object_or_404(report.comments, pk=remark)
        try:
            resolve(found, request.POST.get("answer", ""), by=request.user, at=timezone.now())
        except ValidationError as error:
            self._say(request, error)
        else:
            self.message_user(request, "处理情况已记下。", messages.SUCCESS)
        return redirect("admin:reports_report_beside", report.pk)

    def sign(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self._report(request, pk)
        try:
            signed = sign(report, by=request.user, at=timezone.now())
        except ValidationError as error:
            self._say(request, error)
        else:
            self.log_change(request, report, f"签发，内容摘要{signed.digest[:16]}")
            self.message_user(
                request,
                "已签发。此后内容有任何改动，签发即失效；没有改动的，由发布岗发布。",
                messages.SUCCESS,
            )
        return redirect("admin:reports_report_publish", report.pk)

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What stands in the way, who signed, and the buttons of those who may sign or publish."""
        report = self._report(request, pk)
        if request.method != "POST":
            page = self._context(request, report, "签发与发布") | self._state(request, report)
            return TemplateResponse(request, "admin/reports/report/publish.html", page)
        try:
            publish(report, by=request.user, on=timezone.localdate())
        except ValidationError as error:
            self._say(request, error)
            return redirect("admin:reports_report_publish", report.pk)
        self.message_user(
            request, f"{report.year}年度报告已发布，数字从此不再改动；更正须另存一版。", messages.SUCCESS
        )
        return redirect(reverse("reports:report", args=[report.year]))

    def _state(self, request: HttpRequest, report: Report) -> dict[str, Any]:
        problems = [] if report.is_published else obstacles(report)
        signed = standing_sign_off(report)
        holds, user = signed is not None and not report.is_published, request.user
        return {
            "problems": problems,
            "signed": signed,
            "sign_offs": report.sign_offs.select_related("by"),
            "may_sign": not problems
            and not holds
            and not report.is_published
            and user.has_perm("reports.sign_report")
            and report.drafted_by_id != user.pk,
            "may_publish": not problems
            and holds
            and user.has_perm("reports.publish_report")
            and signed.by_id != user.pk,
        }

    def _say(self, request: HttpRequest, error: ValidationError) -> None:
        for message in error.messages:
            self.message_user(request, message, messages.ERROR)


def remarks_of(report: Report, user: Any) -> dict[int, list]:
    """The comments on each chapter, each with whether ``user`` may settle it."""
    if not user.has_perm("reports.view_chaptercomment"):
        return {}
    open_still = not report.is_published
    may_change = user.has_perm("reports.change_report")
    found: dict[int, list] = {}
    for row in report.comments.select_related("by", "resolved_by"):
        row.may_resolve = row.is_open and open_still and (may_change or row.by_id == user.pk)
        found.setdefault(row.number, []).append(row)
    return found
