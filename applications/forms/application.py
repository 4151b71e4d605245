"""The application form. Nothing here asks for a reason or a purpose: 条例29 forbids it."""

from typing import Any, Self

from crispy_forms.helper import FormHelper
from django import forms

from applications import pending
from applications.law.applicants import ApplicantKind, IdentityKind, identity_fits
from applications.models import Application
from applications.scan_preview import Preview, preview_of
from applications.uploads import ACCEPTED, CheckedFile
from liaocheng_gk.personal_numbers import has_check_character

from .layouts import LAYOUTS
from .pages import PAGES, FormPage
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
            "description": "写明名称、文号，或者能帮助我们找到它的其他特征。一份申请写一件事，不需要说明用途和理由。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("applicant_kind", "carrier", "delivery"):
            self.fields[name].choices = [choice for choice in self.fields[name].choices if choice[0]]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page carries the token once
        self.helper.error_text_inline = True
        self.fields["representative"].help_text = "单位填写。"
        self.fields["contact_name"].help_text = "单位填写。"
        self.show(PAGES[0])

    def show(self, page: FormPage) -> Self:
        """Lay out one page; the fields of the others are carried along unseen."""
        self.page = page
        self.helper.layout = LAYOUTS[page.key]()
        return self

    @property
    def carried(self) -> list[forms.BoundField]:
        """What rides along with the page shown: everything that is typed elsewhere, files apart."""
        return [self[name] for name in self.typed if name not in self.page.fields]

    def first_faulty(self, before: FormPage | None = None) -> FormPage | None:
        """The first page with a fault; pages from ``before`` on are not judged. A fault of no page is the first's."""
        judged = PAGES[: PAGES.index(before)] if before else PAGES
        placed = {name for page in PAGES for name in page.fields}
        if set(self.errors) - placed:
            return PAGES[0]
        return next((page for page in judged if set(page.fields) & set(self.errors)), None)

    def forget_later_errors(self) -> None:
        """What a later page lacks is not told on this one."""
        for page in PAGES:
            for name in set(page.fields) & set(self.errors):
                if page is not self.page:
                    del self.errors[name]

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
            if self.data.get(self.add_prefix(f"drop_{side}")):
                pending.discard(cleaned.get(f"kept_{side}", ""))
                cleaned[f"kept_{side}"] = ""
            scan = self.take_upload(cleaned, f"scan_{side}", f"kept_{side}")
            if scan is not None:
                scans.append(scan)
        if not scans and not self.has_error("scan_front"):
            self.add_error("scan_front", "请上传身份证明的照片或扫描件（条例第二十九条）。")
        return scans

    @property
    def kept_front_scan(self) -> Preview | None:
        return self._kept("front")

    @property
    def kept_back_scan(self) -> Preview | None:
        return self._kept("back")

    def _kept(self, side: str) -> Preview | None:
        shown = self.data if self.is_bound else self.initial
        return preview_of(shown.get(self.add_prefix(f"kept_{side}"), ""))

    @property
    def register_fields(self) -> dict[str, Any]:
        """The applicant's own fields, as ``casework.submit`` takes them."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    @property
    def typed(self) -> dict[str, str]:
        """What was posted, field by field, files apart: the text of a draft."""
        names = [name for name, field in self.fields.items() if not isinstance(field, forms.FileField)]
        shown = self.data if self.is_bound else self.initial
        return {name: shown.get(self.add_prefix(name), "") for name in names}

    def forgive_gaps(self) -> bool:
        """Forget every error but that of an upload: a draft may have gaps. Whether any error is left."""
        for name in list(self.errors):
            if name not in self.files:
                del self.errors[name]
        return bool(self.errors)
