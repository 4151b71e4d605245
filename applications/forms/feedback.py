"""Complaints, reports, mistakes on the site, and corrections of one's own record."""

from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.base import File

from applications.models import Feedback
from applications.uploads import ACCEPTED, check_scan

from .submission import SubmissionKeyField


class FeedbackForm(forms.ModelForm):
    """A complaint, a report, or a mistake found on the site; a name is welcome and not demanded."""

    submission_key = SubmissionKeyField()

    class Meta:
        model = Feedback
        fields = ["kind", "content", "page", "name", "phone", "email"]
        widgets = {"kind": forms.RadioSelect, "content": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "page": "选填：页面地址、信息标题或者索引号。",
            "phone": "选填：便于我们了解情况和答复。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page carries the token once
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in (Feedback.Kind.COMPLAINT, Feedback.Kind.SITE_ERROR)
        ]
        self.fields["page"].label = "涉及的页面或者信息"


class CorrectionForm(forms.ModelForm):
    """Correction of the applicant's own record; 条例41 asks for evidence."""

    submission_key = SubmissionKeyField()

    class Meta:
        model = Feedback
        fields = ["name", "phone", "email", "page", "content", "evidence"]
        widgets = {"content": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "page": "写明记录所在的文件、系统或者页面。",
            "content": "写明现有记录、正确的内容以及理由。",
            "evidence": f"证明记录不准确的材料：{ACCEPTED}，不超过 10 MB。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page carries the token once
        self.instance.kind = Feedback.Kind.CORRECTION
        for name in ("name", "phone", "page", "evidence"):
            self.fields[name].required = True
        self.fields["page"].label = "与您相关的记录"

    def clean_evidence(self) -> File:
        """The evidence in the form it is kept, under a name of ours."""
        checked = check_scan(self.cleaned_data["evidence"])
        checked.content.name = f"{uuid4().hex}{checked.suffix}"
        return checked.content
