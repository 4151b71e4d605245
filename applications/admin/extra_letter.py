"""另行制发: letters that accompany no act of the procedure. The page first asks which, then for what that one needs."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin, widgets
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from applications import letters
from applications.deed import Deed
from applications.downloads import docx_response
from applications.law.letters import EXTRA_LETTERS, LETTERS_BY_CODE
from applications.law.transitions import Act, NotAllowed
from applications.models import Application, Letter

from .looks import look

FIELDS = {"L01": (), "L09": ("party", "content", "reasons"), "L30": ("served",)}


class ExtraLetterForm(forms.Form):
    on = forms.DateField(label="成文日期", widget=widgets.AdminDateWidget, help_text="不能晚于今天。")
    party = forms.ChoiceField(label="第三方", help_text="只能选择本件征求过意见的第三方。")
    content = forms.CharField(
        label="决定公开的信息内容", widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )
    reasons = forms.CharField(
        label="公开的理由",
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
        help_text="写明不公开会对公共利益造成怎样的重大影响（条例第三十二条）。",
    )
    served = forms.ModelChoiceField(label="要送达的告知书", queryset=Letter.objects.none())

    def __init__(self, *args: Any, code: str, case: Application, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for name in self.fields if name not in ("on", *FIELDS[code])]:
            del self.fields[name]
        self.fields["on"].initial = today
        if "party" in self.fields:
            asked = [event.party for event in case.events.filter(act=Act.CONSULT_THIRD_PARTY)]
            self.fields["party"].choices = [(name, name) for name in dict.fromkeys(asked)]
        if "served" in self.fields:
            self.fields["served"].queryset = case.letters.exclude(code__in=EXTRA_LETTERS)

    def deed(self) -> Deed:
        cleaned = self.cleaned_data
        note = ""
        if "content" in cleaned:
            note = f"公开的信息内容：{cleaned['content'].strip()}\n公开的理由：{cleaned['reasons'].strip()}"
        return Deed(cleaned["on"], party=cleaned.get("party", ""), note=note)


def extra_letter_view(request: HttpRequest, model_admin: ModelAdmin, pk: int) -> HttpResponse:
    """GET offers the letters, or (``?code=``) asks for what one needs; POST previews or issues it."""
    case = model_admin.get_object(request, str(pk))
    if case is None:
        raise Http404
    if not model_admin.has_view_permission(request, case):
        raise PermissionDenied
    look(request, case, "另行制发页面")
    offered = [
        LETTERS_BY_CODE[code]
        for code, permission in EXTRA_LETTERS.items()
        if request.user.has_perm(f"applications.{permission}")
    ]
    context = model_admin.admin_site.each_context(request) | {
        "case": case,
        "opts": model_admin.opts,
        "offered": offered,
        "title": f"另行制发：{case.number}",
    }
    code = request.GET.get("code", "")
    if code:
        kind = next((kind for kind in offered if kind.code == code), None)
        if kind is None:
            raise PermissionDenied("没有制发这种告知书的权限。")
        today = timezone.localdate()
        form = ExtraLetterForm(request.POST or None, code=code, case=case, today=today)
        if request.method == "POST" and form.is_valid():
            try:
                return _done(request, model_admin, case, code, form, today)
            except NotAllowed as error:
                form.add_error(None, str(error))
            except ValidationError as error:
                form.add_error(None, error.messages)
        context |= {"kind": kind, "form": form, "media": model_admin.media + form.media}
    return TemplateResponse(request, "admin/applications/application/extra_letter.html", context)


def _done(
    request: HttpRequest,
    model_admin: ModelAdmin,
    case: Application,
    code: str,
    form: ExtraLetterForm,
    today: date,
) -> HttpResponse:
    given = {"by": request.user, "today": today, "served": form.cleaned_data.get("served")}
    if "preview" in request.POST:
        kind, content = letters.extra_preview(case, code, form.deed(), **given)
        return docx_response(content, f"预览 {kind.title}")
    letter = letters.issue_extra(case, code, form.deed(), **given)
    model_admin.log_change(request, case, f"另行制发了{letter}")
    model_admin.message_user(request, f"{case.number}：“{letter}”已制发。", messages.SUCCESS)
    return redirect("admin:applications_application_change", case.pk)
