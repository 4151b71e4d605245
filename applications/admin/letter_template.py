"""The office's own letter templates: download the one in use, change it in Word, upload it; a lack is refused."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html, format_html_join

from applications.downloads import docx_response, download
from applications.law.letters import LETTERS, LETTERS_BY_CODE
from applications.letter_check import template_faults
from applications.letter_facts import FIELDS
from applications.letters import standard_template
from applications.models import LetterTemplate


class LetterTemplateForm(forms.ModelForm):
    class Meta:
        model = LetterTemplate
        fields = ["code", "file"]
        widgets = {
            "file": forms.FileInput
        }  # a private file has no address that Django's own widget could show

    def clean(self) -> dict:
        cleaned = super().clean()
        file, kind = cleaned.get("file"), LETTERS_BY_CODE.get(cleaned.get("code", ""))
        if file and kind and "file" in self.changed_data:
            faults = template_faults(kind, file.read())
            file.seek(0)
            if faults:
                raise ValidationError(
                    {"file": [f"{fault}改好后请重新上传，原来的模板仍在使用。" for fault in faults]}
                )
        return cleaned


@admin.register(LetterTemplate)
class LetterTemplateAdmin(admin.ModelAdmin):
    form = LetterTemplateForm
    list_display = ["code", "__str__", "changed_at"]
    readonly_fields = ["own_template", "standard_templates", "placeholders"]

    def get_fields(self, request: HttpRequest, obj: LetterTemplate | None = None) -> list[str]:
        """Those who may only look are shown the file as a download, never as a field."""
        may_upload = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return ["code", *(["file"] if may_upload else []), *self.readonly_fields]

    @admin.display(description="本机关现用的模板")
    def own_template(self, template: LetterTemplate) -> str:
        if not template.pk:
            return "尚未上传，使用随系统提供的模板"
        return format_html(
            '<a href="{}">下载</a>', reverse("admin:applications_lettertemplate_own", args=[template.pk])
        )

    @admin.display(description="随系统提供的模板")
    def standard_templates(self, template: LetterTemplate) -> str:
        rows = format_html_join(
            "",
            '<li><a href="{}">{} {}</a></li>',
            (
                (
                    reverse("admin:applications_lettertemplate_standard", args=[kind.code]),
                    kind.code,
                    kind.title,
                )
                for kind in LETTERS
            ),
        )
        return format_html(
            "<p>下载后在 Word 中修改版式，保留双花括号中的占位符，再在上面上传。</p><ul>{}</ul>", rows
        )

    @admin.display(description="可以使用的占位符")
    def placeholders(self, template: LetterTemplate) -> str:
        rows = format_html_join(
            "", "<li><code>{{{{ {} }}}}</code> {}</li>", ((name, meaning) for name, meaning in FIELDS.items())
        )
        return format_html("<ul>{}</ul>", rows)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(self.standard)
        own = self.admin_site.admin_view(self.own)
        return [
            path("standard/<str:code>/", view, name="applications_lettertemplate_standard"),
            path("<int:pk>/own/", own, name="applications_lettertemplate_own"),
            *super().get_urls(),
        ]

    def standard(self, request: HttpRequest, code: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = LETTERS_BY_CODE.get(code)
        if kind is None:
            raise Http404
        return docx_response(standard_template(kind), f"模板 {kind.title}")

    def own(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = get_object_or_404(LetterTemplate, pk=pk)
        if not self.has_view_permission(request, template):
            raise PermissionDenied
        return download(template.file, f"模板 {template}.docx")
