"""What the public fills in. Nothing here asks for a reason or a purpose: 条例29 forbids it."""

from typing import Any
from uuid import UUID, uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.base import File

from . import pending
from .law.applicants import ApplicantKind, IdentityKind, identity_fits, is_resident_number
from .models import Application, Feedback
from .uploads import ACCEPTED, CheckedFile, check_scan

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
_KEY_SALT = "applications.submission_key"


def new_submission_key() -> str:
    """A signed key for a blank form: only the server makes them, and each files at most once."""
    return signing.dumps(str(uuid4()), salt=_KEY_SALT)


class SubmissionKeyField(forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        try:
            return UUID(signing.loads(super().clean(value), salt=_KEY_SALT))
        except signing.BadSignature as error:
            raise ValidationError("页面已失效，请刷新页面后重新提交；建议先复制保存已填写的内容。") from error


class ApplicationForm(forms.ModelForm):
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
        if identity == IdentityKind.RESIDENT_CARD and number and not is_resident_number(number):
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
            scan = self._scan(cleaned, side)
            if scan is not None:
                scans.append(scan)
        if not scans and not self.has_error("scan_front"):
            self.add_error("scan_front", "请上传身份证明的照片或扫描件（条例第二十九条）。")
        return scans

    def _scan(self, cleaned: dict[str, Any], side: str) -> CheckedFile | None:
        upload, token = cleaned.get(f"scan_{side}"), cleaned.get(f"kept_{side}", "")
        if upload:
            try:
                scan = check_scan(upload)
            except ValidationError as error:
                self.add_error(f"scan_{side}", error)
                return None
            token = pending.keep(scan)
            self._remember(side, token)
            return scan
        scan = pending.fetch(token) if token else None
        self._remember(side, token if scan else "")
        return scan

    def _remember(self, side: str, token: str) -> None:
        """Put the token into the data, so that the form shown again carries it."""
        self.data = self.data.copy()
        self.data[self.add_prefix(f"kept_{side}")] = token

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
        return File(checked.content, name=f"{uuid4().hex}{checked.suffix}")
