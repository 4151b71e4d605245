"""The review at the desk: where an item stands, the one legal next step, sending back, and the ledger."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from disclosure.law.publication import NotAllowed
from disclosure.law.review import RULE_OF, Step, awaited, check, steps_for
from disclosure.models import Attachment, Item, Review
from disclosure.release import GateClosed
from disclosure.review_ledger import ledger, ledger_filename, with_void
from disclosure.reviewing import pass_step, progress, require_department, rests, send_back
from disclosure.workbooks import as_download
from liaocheng_gk import audit


class ReviewForm(forms.Form):
    """``seen``: the text the page was opened with; another one cannot be passed by mistake."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    note = forms.CharField(
        label="意见或者退回理由",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="通过可以不填；退回必须写明理由，起草人会看到。",
    )


def panel(item: Item, user: User) -> dict[str, Any]:
    """What the page shows of the review: the chain, the books, and the next step if it is for ``user`` now."""
    state = progress(item)
    rested = rests(item)
    step = None if rested else awaited(state.passed, state.weight)
    chain = [
        {"rule": RULE_OF[row], "done": next((done for done in state.rows if done.step == row), None), "due": row is step}
        for row in steps_for(state.weight)
    ]  # fmt: skip
    return {
        "weight": state.weight,
        "digest": state.digest,
        "chain": [] if rested else chain,
        "step": step,
        "hindrance": _hindrance(step, state, item, user) if step else "",
        "under_review": bool(state.passed),
        "books": with_void(item, item.reviews.all()),
    }


def _hindrance(step: Step, state: Any, item: Item, user: User) -> str:
    """Why the next step is not for ``user``; empty if it is."""
    rule = RULE_OF[step]
    if not user.has_perm(f"disclosure.{rule.permission}"):
        return f"下一步“{step.label}”由{rule.who}办理。"
    try:
        require_department(user, step, item)
        check(step, state.passed, state.weight, state.hands, user.pk)
    except NotAllowed as error:
        return str(error)
    return ""


class ReviewDesk(admin.ModelAdmin):
    """Mixed into the items' admin."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        pages = [
            path("reviews.xlsx", view(self.ledger_view), name="disclosure_item_reviews"),
            path("<int:pk>/files/<int:file>/", view(self.file_view), name="disclosure_item_file"),
            path("<int:pk>/review/", view(self.review_view), name="disclosure_item_review"),
        ]
        return pages + super().get_urls()

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The text as it would go public, and the buttons of the step it waits for."""
        item = self.get_object(request, str(pk))
        if item is None or not self.has_view_permission(request, item):
            raise PermissionDenied
        shown = panel(item, request.user)
        form = ReviewForm(
            request.POST if request.method == "POST" else None, initial={"seen": shown["digest"]}
        )
        if request.method == "POST" and form.is_valid() and self._done(request, item, form):
            return redirect("admin:disclosure_item_change", item.pk)
        context = self.admin_site.each_context(request) | {
            "title": "审核",
            "review": shown,
            "item": item,
            "form": form,
            "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "admin/disclosure/item/review.html", context)

    def _done(self, request: HttpRequest, item: Item, form: ReviewForm) -> bool:
        """Do what the pressed button says; a refusal stays on the page with what was written."""
        note, seen, now = form.cleaned_data["note"], form.cleaned_data["seen"], timezone.now()
        try:
            if request.POST.get("verdict") == "returned":
                send_back(item, by=request.user, at=now, reason=note)
                words = "已退回起草人。"
            else:
                step = Step(request.POST.get("step", ""))
                pass_step(step, item, by=request.user, at=now, note=note, seen=seen)
                words = "已送审。" if step is Step.DRAFT else f"“{step.label}”已通过。"
        except GateClosed as error:
            form.add_error(
                None,
                format_html(
                    '{}<a href="{}">打开发布检查</a>',
                    str(error),
                    reverse("admin:disclosure_item_gate", args=[item.pk]),
                ),
            )
            return False
        except NotAllowed as error:
            form.add_error(None, str(error))
            return False
        except ValueError:
            form.add_error(None, "没有收到要办理的环节，没有登记。请重新打开本页。")
            return False
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.message_user(request, words, messages.SUCCESS)
        return True

    def file_view(self, request: HttpRequest, pk: int, file: int) -> HttpResponse | FileResponse:
        """An attachment, public or not yet, for whoever may look at the item; always a download."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        row = get_object_or_404(Attachment, pk=file, item=pk)
        try:
            return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name)
        except FileNotFoundError as error:
            raise Http404("附件暂时无法读取") from error

    def ledger_view(self, request: HttpRequest) -> HttpResponse:
        """The books of a year (``?year=``, by the day of the review) or of all years."""
        if not request.user.has_perm("disclosure.view_review"):
            raise PermissionDenied
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET"])
        reviews = Review.objects.all()
        year = request.GET.get("year", "")
        if year.isdecimal() and len(year) == 4:
            reviews = reviews.filter(item__reviews__at__year=int(year)).distinct()
        else:
            year = ""
        audit.record(request.user, "导出审核台账", "发布审核台账", f"{year}年" if year else "全部年份")
        return as_download(ledger(reviews), ledger_filename())
