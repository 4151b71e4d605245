"""What the applicant fills in after applying: to look the case up, and to answer what the office asked."""

from datetime import date
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.base import File

from applications.deed import Deed
from applications.law.transitions import Act
from applications.uploads import ACCEPTED

from .submission import ACCEPT, KeepsUploads


class StatusForm(forms.Form):
    number = forms.CharField(label="申请编号", max_length=30, help_text="回执上的编号，如 YSQ2026-0001。")
    code = forms.CharField(
        label="查询码",
        max_length=40,
        help_text="回执上的 16 位查询码，大小写和短横线不影响。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        return "".join(self.cleaned_data["number"].split()).upper()


class AnswerForm(KeepsUploads, forms.Form):
    """A supplement (补正) or the reasons asked for (说明理由): a text, and a file if it helps.

    ``number``: of the case on the page, for a second window may have looked up another one meanwhile.
    """

    LABELS = {Act.RECEIVE_CLARIFICATION: "补正内容", Act.RECEIVE_REASONS: "申请的理由"}
    FILE_NAMES = {Act.RECEIVE_CLARIFICATION: "补正材料", Act.RECEIVE_REASONS: "说明理由的材料"}

    number = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    file = forms.FileField(
        label="附件",
        required=False,
        help_text=f"选填：{ACCEPTED}，不超过 10 MB。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    kept_file = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        self.fields["note"].label = self.LABELS[act]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page carries the token once

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["checked"] = self.take_upload(cleaned, "file", "kept_file")
        return cleaned

    @property
    def keeps_file(self) -> bool:
        return bool(self.is_bound and self.data.get(self.add_prefix("kept_file")))

    def deed(self, on: date) -> Deed:
        """The answer as the door takes it; the file under a name of ours."""
        checked = self.cleaned_data["checked"]
        files = []
        if checked is not None:
            file = File(checked.content, name=f"{uuid4().hex}{checked.suffix}")
            files = [(f"{self.FILE_NAMES[self.act]}{checked.suffix}", file)]
        return Deed(on, note=self.cleaned_data["note"], files=files)
