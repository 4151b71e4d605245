"""Registration of what came by another channel than the online form."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from applications.casework import submit
from applications.forms.submission import SubmissionKeyField
from applications.law.receipt import Channel
from applications.models import Application
from applications.uploads import check_scan

# What is entered as it was given; the day of arrival and the scan are asked for besides.
ENTERED = [
    "channel",
    "signed_on",
    "applicant_kind",
    "name",
    "identity_kind",
    "identity_number",
    "representative",
    "contact_name",
    "phone",
    "email",
    "address",
    "postcode",
    "description",
    "carrier",
    "delivery",
]


class IntakeKeyField(SubmissionKeyField):
    """The key of a blank form, so that a second click files once; a form without one gets a new key."""

    def clean(self, value: Any) -> UUID:
        return super().clean(value) if value else uuid4()


class IntakeForm(forms.ModelForm):
    submission_key = IntakeKeyField(required=False)
    arrived_on = forms.DateField(
        label="提交或者收到之日",
        widget=admin.widgets.AdminDateWidget,
        help_text="当面提交的为提交之日；信函、传真、电子邮件为本机关收到之日。",
    )
    scan = forms.FileField(label="身份证明扫描件", required=False)

    class Meta:
        model = Application
        fields = ENTERED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [choice for choice in Channel.choices() if choice[0] != Channel.WEB]

    def clean_arrived_on(self):
        if self.cleaned_data["arrived_on"] > timezone.localdate():
            raise ValidationError("日期还没有到，请填写实际日期。")
        return self.cleaned_data["arrived_on"]

    def clean_scan(self):
        upload = self.cleaned_data.get("scan")
        return check_scan(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("channel") == Channel.MAIL_SIGNED and not cleaned.get("signed_on"):
            self.add_error("signed_on", "挂号信、特快专递请填写签收日期（条例第三十一条）。")
        return cleaned

    def file(self, now: datetime) -> Application:
        """File what a valid form holds, through the door."""
        arrived_on, scan = self.cleaned_data["arrived_on"], self.cleaned_data["scan"]
        return submit(
            {name: self.cleaned_data[name] for name in ENTERED if name != "channel"},
            [scan] if scan else [],
            submission_key=self.cleaned_data["submission_key"],
            at=timezone.localtime(now).replace(
                year=arrived_on.year, month=arrived_on.month, day=arrived_on.day
            ),
            channel=Channel(self.cleaned_data["channel"]),
        )
