"""Forms of the catalogue's desk in the admin."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.auth.models import User
from django.core.files.base import File

from liaocheng_gk.uploads import PUBLIC, accept_attribute, check_upload, words_for
from liaocheng_gk.uploads.packages import Damaged, Hostile, active_parts, check_package
from liaocheng_gk.uploads.sheets import check_expanse

from .bulk.archive import MOST_ENTRIES, Archive, Unusable
from .bulk.tables import MOST_UNPACKED, last_row_of_comma_file
from .law.publication import WITH_READERS, FileState, NotAllowed
from .models import Attachment, Item
from .release import reason_to_show

IMPORT_SUFFIXES = (".xlsx", ".csv")
TABLE_LIMIT_MB = 40
ZIP_LIMIT_MB = 40
MOST_CELLS = 2_500_000  # a hundred thousand rows of every column, and some


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields: list[str] = []  # the admin's fieldsets say which
        widgets = {"summary": AdminTextareaWidget(attrs={"rows": 3})}


class AttachmentForm(forms.ModelForm):
    class Meta:
        model = Attachment
        fields = ["file", "name", "position"]
        widgets = {
            "file": forms.FileInput
        }  # a stored file is shown by a view of its own, never by an address

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = accept_attribute(PUBLIC)
        self.fields["file"].help_text = f"{words_for(PUBLIC)}，每个不超过 {settings.UPLOAD_LIMIT_MB} MB。"
        row = self.instance
        if row.pk and row.state != FileState.WAITING and row.item.status in WITH_READERS:
            self.fields["name"].disabled = self.fields["position"].disabled = (
                True  # only another file is reviewed
            )
            self.fields["file"].disabled = row.state == FileState.LEAVING

    def clean_file(self):
        """The file in the form it is kept, under the name it came with."""
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data or not file:
            return file
        return check_upload(file, PUBLIC).named()


class AttachmentFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form: AttachmentForm, index: int | None) -> None:
        """What a correction is to take away is ticked already; without the tick it stays."""
        super().add_fields(form, index)
        if form.instance.state == FileState.LEAVING and "DELETE" in form.fields:
            form.fields["DELETE"].initial = True


class DropForm(forms.Form):
    """Nothing to fill in: what waits on the items is forgotten."""


class PublishForm(forms.Form):
    opens_at = forms.DateTimeField(
        label="定时公开",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="留空则立即公开。填写的，到时由系统公开，不需要有人操作；只用于首次公开。",
        error_messages={"invalid": "时间写作 2026-01-31 09:00。没有发布，请更正后重新确认。"},
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="撤下原因",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="读者打开原网址时会看到，请不要写入不宜公开的内容。",
        error_messages={"required": "请写明撤下原因，读者打开原网址时会看到。"},
    )

    def clean_reason(self) -> str:
        try:
            return reason_to_show(self.cleaned_data["reason"])
        except NotAllowed as error:
            raise forms.ValidationError(str(error)) from error


class ItemImportForm(forms.Form):
    """A spreadsheet, a zip of attachments, or both. A CSV that Excel saved in GB18030 is read as well.

    ``clean`` leaves ``content`` and ``total`` of the table, and ``archive`` for ``bulk.work.start``.
    """

    import_file = forms.FileField(
        label="表格文件",
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(IMPORT_SUFFIXES)}),
        help_text=f".xlsx 或 .csv，不超过 {TABLE_LIMIT_MB} MB，一次可以有十万行。",
        error_messages={"empty": "所选的表格是空文件，没有导入。请重新选择。"},
    )
    zip_file = forms.FileField(
        label="附件压缩包",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        help_text=f"可以不选。.zip，不超过 {ZIP_LIMIT_MB} MB，最多 {MOST_ENTRIES} 个文件。",
        error_messages={"empty": "所选的压缩包是空文件，没有导入。请重新选择。"},
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content, self.total, self.archive = b"", 0, None
        if not by.has_perm("disclosure.add_attachment"):
            del self.fields["zip_file"]

    def clean_import_file(self) -> File | None:
        file = self.cleaned_data["import_file"]
        if not file:
            return None
        suffix = PurePath(file.name).suffix.lower()
        if suffix not in IMPORT_SUFFIXES:
            raise forms.ValidationError(
                f"“{file.name}”不是 .xlsx 或 .csv 表格，没有导入。旧版 .xls 请先用表格软件另存为 .xlsx。"
            )
        _require_size(file, TABLE_LIMIT_MB)
        self.content = file.read()
        if suffix == ".csv":
            self.content = _as_utf8(file.name, self.content)
            self.total = last_row_of_comma_file(self.content)
        else:
            self.total = _last_row(file.name, self.content)
        return file

    def clean_zip_file(self) -> File | None:
        file = self.cleaned_data["zip_file"]
        if not file:
            return None
        _require_size(file, ZIP_LIMIT_MB)
        content = file.read()
        try:
            count = len(Archive(content))
        except Unusable as error:
            raise forms.ValidationError(f"“{file.name}”{error}。没有导入。") from error
        if not count:
            raise forms.ValidationError(f"“{file.name}”里没有文件，没有导入。")
        self.archive = (file.name, content, count)
        return file

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not self.content and not self.archive:
            self.add_error("import_file", "请选择要导入的表格文件。只加附件的，请选择压缩包。")
        return cleaned

    @property
    def name(self) -> str:
        """What the upload is called at the desk."""
        file = self.cleaned_data.get("import_file") or self.cleaned_data.get("zip_file")
        return file.name


def _require_size(file: File, limit_mb: int) -> None:
    if file.size > limit_mb * 1024 * 1024:
        raise forms.ValidationError(
            f"“{file.name}”有 {file.size / 1024 / 1024:.1f} MB，超过 {limit_mb} MB 的上限，"
            "没有导入。请拆分成几个文件后再上传。"
        )


def _last_row(name: str, data: bytes) -> int:
    """Of a workbook that does not burst or act; one that is damaged is told of by its reader."""
    try:
        check_package(data, most=MOST_UNPACKED)
        last = check_expanse(data, most=MOST_CELLS)
        found = active_parts(data)
    except Damaged:
        return 0
    except Hostile as error:
        raise forms.ValidationError(f"“{name}”{error}，没有导入。请在表格软件中另存后再上传。") from error
    if found:
        raise forms.ValidationError(f"“{name}”含有{'、'.join(sorted(found))}，没有导入。请另存为普通 .xlsx。")
    return last


def _as_utf8(name: str, content: bytes) -> bytes:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                f"“{name}”的文字编码无法识别，没有导入。请用表格软件另存为“CSV UTF-8”或 .xlsx。"
            ) from error
    return text.encode()


class ItemExportForm(forms.Form):
    format = forms.ChoiceField(
        label="格式",
        choices=[("xlsx", "Excel（.xlsx）"), ("csv", "CSV（UTF-8）")],
        initial="xlsx",
        widget=forms.RadioSelect,
    )
