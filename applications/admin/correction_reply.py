"""更正答复书: the page that asks what was found, previews the letter and issues it."""

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from applications.correction_letter import Finding, issue, preview
from applications.downloads import docx_response
from applications.law.corrections import Correction
from applications.law.transitions import NotAllowed, Permission
from applications.models import Feedback
from liaocheng_gk.models import Agency

from .looks import look


class CorrectionReplyForm(forms.Form):
    on = forms.DateField(label="成文日期", widget=widgets.AdminDateWidget, help_text="不能晚于今天。")
    result = forms.ChoiceField(label="处理结果", choices=[("", "请选择"), *Correction.choices()])
    evidence = forms.CharField(
        label="申请人提供的证据",
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="写入答复书，如“您提供的营业执照副本”。",
    )
    note = forms.CharField(
        label="更正的内容，或者不予更正的理由",
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )
    party = forms.CharField(
        label="有权更正的行政机关",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="转送或者告知向其提出的，必填。",
    )

    def finding(self) -> Finding:
        cleaned = self.cleaned_data
        return Finding(**cleaned | {"result": Correction(cleaned["result"])})


def may_reply(request: HttpRequest, entry: Feedback) -> bool:
    """Whether this colleague may answer this entry by letter."""
    return (
        entry.kind == Feedback.Kind.CORRECTION
        and not hasattr(entry, "reply")
        and request.user.has_perm(f"applications.{Permission.HANDLE}")
    )


def reply_view(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> HttpResponse:
    entry = get_object_or_404(Feedback.objects.select_related("reply"), pk=pk)
    if not request.user.has_perm(f"applications.{Permission.HANDLE}"):
        raise PermissionDenied("没有制发更正答复书的权限。")
    look(request, entry, "更正答复书页面")
    today = timezone.localdate()
    form = CorrectionReplyForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        agency = Agency.objects.current()
        try:
            if "preview" in request.POST:
                return docx_response(preview(entry, form.finding(), agency, today), "预览 更正答复书")
            reply = issue(entry, form.finding(), by=request.user, agency=agency, today=today)
        except NotAllowed as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            model_admin.log_change(request, entry, f"制发了{reply}")
            model_admin.message_user(request, f"“{reply}”已制发。", messages.SUCCESS)
            return redirect("admin:applications_feedback_change", entry.pk)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"更正答复书：{entry.number}",
        "opts": model_admin.opts,
        "form": form,
        "entry": entry,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "admin/applications/feedback/reply.html", context)
