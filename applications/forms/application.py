"""The application form. Nothing here asks for a reason or a purpose: 条例29 forbids it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms

from applications.law.applicants import ApplicantKind, IdentityKind, identity_fits
from applications.models import Application
from applications.uploads import ACCEPTED, CheckedFile
from liaocheng_gk.personal_numbers import has_check_character

from .submission import ACCEPT, KeepsUploads, SubmissionKeyField


class ApplicationForm(KeepsUploads, forms.ModelForm):
    """The fields of 条例29: who, how to reach them, what is wanted, in which form."""

    submission_key = SubmissionKeyField()
    scan_front = forms.FileField(
        label="身份证明（照片或扫描件，必传）",
        required=False,
        help_text=f"{ACCEPTED}，不超过 10 MB。手机可以直接拍照。仅供核对身份，不公开，只有经办人员能看到。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    scan_back = forms.FileField(
        label="身份证明（反面或者第二页）",
        required=False,
        help_text="没有反面的可以不传。",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
    kept_front = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_back = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Application
        fields = [
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
        widgets = {
            "applicant_kind": forms.RadioSelect,
            "description": forms.Textarea(attrs={"rows": 7}),
            "carrier": forms.RadioSelect,
            "delivery": forms.RadioSelect,
        }
        help_texts = {
            "name": "个人填写姓名，单位填写全称，与身份证明一致。",
            "phone": "用于与您确认收到申请；网上申请自双方确认之日起计算答复期限。",
            "email": "选填；选择电子邮件方式获取的必填。",
            "address": "选填；选择邮寄方式获取的必填。",
            "description": (
                "请写明信息的名称、文号，或者能帮助我们找到它的其他特征，例如“2025年度聊城市外贸促进专项资金分配结果”。"
                "不需要说明用途和理由。"
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("applicant_kind", "carrier", "delivery"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page carries the token once
        self.helper.error_text_inline = True
        self.helper.layout = Layout(
            "submission_key",
            "kept_front",
            "kept_back",
            Fieldset(
                "一、申请人",
                "applicant_kind",
                Field("name", autocomplete="name"),
                Row(
                    Column("identity_kind", css_class="col-md-6"),
                    Column(Field("identity_number", autocomplete="off"), css_class="col-md-6"),
                ),
                Row(
                    Column("representative", css_class="col-md-6"),
                    Column("contact_name", css_class="col-md-6"),
                ),
                "scan_front",
                HTML("{% include 'applications/_kept_scan.html' with kept=form.kept_front_scan only %}"),
                "scan_back",
                HTML("{% include 'applications/_kept_scan.html' with kept=form.kept_back_scan only %}"),
            ),
            Fieldset(
                "二、联系方式",
                Row(
                    Column(Field("phone", autocomplete="tel", inputmode="tel"), css_class="col-md-6"),
                    Column(Field("email", autocomplete="email"), css_class="col-md-6"),
                ),
                Row(
                    Column(Field("address", autocomplete="street-address"), css_class="col-md-8"),
                    Column(
                        Field("postcode", autocomplete="postal-code", inputmode="numeric"),
                        css_class="col-md-4",
                    ),
                ),
            ),
            Fieldset("三、所需政府信息", "description"),
            Fieldset("四、提供方式", "carrier", "delivery"),
        )
        self.fields["representative"].help_text = "单位填写。"
        self.fields["contact_name"].help_text = "单位填写。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_identity(cleaned)
        cleaned["scans"] = self._clean_scans(cleaned)
        return cleaned

    def _clean_identity(self, cleaned: dict[str, Any]) -> None:
        kind, identity = cleaned.get("applicant_kind"), cleaned.get("identity_kind")
        if kind and identity and not identity_fits(ApplicantKind(kind), IdentityKind(identity)):
            proper = "个人有效证件" if kind == ApplicantKind.NATURAL else "统一社会信用代码证书等登记证书"
            self.add_error("identity_kind", f"您选择的申请人类别应当使用{proper}。")
        number = cleaned.get("identity_number", "")
        if identity == IdentityKind.RESIDENT_CARD and number and not has_check_character(number):
            self.add_error("identity_number", "身份证号码不正确，请核对 18 位号码。")
        if kind and kind != ApplicantKind.NATURAL and not cleaned.get("contact_name"):
            self.add_error("contact_name", "单位申请的，请填写联系人。")
        if cleaned.get("delivery") == "email" and not cleaned.get("email"):
            self.add_error("email", "您选择了电子邮件方式，请填写电子邮箱。")
        if cleaned.get("delivery") == "post" and not cleaned.get("address"):
            self.add_error("address", "您选择了邮寄方式，请填写通信地址。")

    def _clean_scans(self, cleaned: dict[str, Any]) -> list[CheckedFile]:
        """Check each new scan and keep it; a scan that was kept before needs no second upload."""
        scans = []
        for side in ("front", "back"):
            scan = self.take_upload(cleaned, f"scan_{side}", f"kept_{side}")
            if scan is not None:
                scans.append(scan)
        if not scans and not self.has_error("scan_front"):
            self.add_error("scan_front", "请上传身份证明的照片或扫描件（条例第二十九条）。")
        return scans

    @property
    def kept_front_scan(self) -> bool:
        return self._keeps("front")

    @property
    def kept_back_scan(self) -> bool:
        return self._keeps("back")

    def _keeps(self, side: str) -> bool:
        shown = self.data if self.is_bound else self.initial
        return bool(shown.get(self.add_prefix(f"kept_{side}")))

    @property
    def register_fields(self) -> dict[str, Any]:
        """The applicant's own fields, as ``casework.submit`` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def typed(self) -> dict[str, str]:
        """What was posted, field by field, files apart: the text of a draft."""
        names = [name for name, field in self.fields.items() if not isinstance(field, forms.FileField)]
        return {name: self.data.get(self.add_prefix(name), "") for name in names}

    def forgive_gaps(self) -> bool:
        """Forget every error but that of an upload: a draft may have gaps. Whether any error is left."""
        for name in list(self.errors):
            if name not in self.files:
                del self.errors[name]
        return bool(self.errors)
