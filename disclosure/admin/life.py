"""An item's life at the desk: its versions compared, its links, and the move to the reading point."""

from collections.abc import Iterator
from difflib import ndiff
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from disclosure import body as body_text
from disclosure.law.lifetime import RETENTION_EXEMPTIONS, LinkKind
from disclosure.law.publication import NotAllowed, Status
from disclosure.models import Category, Item, Link, Version
from disclosure.publication import link, retire, unlink
from disclosure.workbooks import as_download, workbook
from liaocheng_gk.models import Agency

LABELS = {
    name: str(Item._meta.get_field(name).verbose_name)
    for name in (
        *(
            "title",
            "category_id",
            "document_number",
            "formed_on",
            "publisher",
            "department",
            "source",
            "summary",
        ),
        *("keywords", "weight", "article20", "validity", "in_force_on", "expires_on", "repealed_on"),
    )
} | {"files": "附件"}
READING_HEADS = (
    ("索引号", 28),
    ("标题", 50),
    ("文号", 22),
    ("成文日期", 12),
    ("公开责任科室", 16),
    ("转入日期", 18),
)


class LinkForm(forms.ModelForm):
    class Meta:
        model = Link
        fields = ["kind", "earlier", "on"]


class LinkInline(admin.TabularInline):
    """What this item does to others. Written by the door only, so rows are added and taken away, not edited."""

    model = Link
    form = LinkForm
    fk_name = "later"
    autocomplete_fields = ["earlier"]
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LifeDesk(admin.ModelAdmin):
    """Mixed into the items' admin."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        pages = [
            path("<int:pk>/versions/", view(self.versions_view), name="disclosure_item_versions"),
            path("reading-point/", view(self.reading_point_view), name="disclosure_item_reading_point"),
            path("reading-point.xlsx", view(self.reading_book_view), name="disclosure_item_reading_book"),
        ]
        return pages + super().get_urls()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Links go through the door; everything else is saved as usual."""
        if formset.model is not Link:
            super().save_formset(request, form, formset, change)
            return
        rows = formset.save(commit=False)
        for row in formset.deleted_objects:
            unlink(row, by=request.user)
        for row in rows:
            link(
                form.instance,
                LinkKind(row.kind),
                row.earlier,
                by=request.user,
                at=timezone.now(),
                on=row.on,
            )

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What changed from each version to the next, the newest first."""
        item = super().get_object(request, str(pk))
        if not self.has_view_permission(request):
            raise PermissionDenied
        if item is None:
            raise Http404("没有这条信息")
        versions = list(item.versions.select_related("by"))
        titles = dict(Category.objects.values_list("pk", "title"))
        pairs = zip(versions, [None, *versions], strict=False)
        context = self.admin_site.each_context(request) | {
            "title": "历次版本",
            "item": item,
            "rows": [(version, *_differences(version, before, titles)) for version, before in pairs][::-1],
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/disclosure/item/versions.html", context)

    @admin.action(description="转到公共查阅点（网上留存期满的）", permissions=["publish"])
    def retire_selected(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = 0
        for item in queryset:
            try:
                retire(item, by=request.user, at=timezone.now())
                done += 1
            except (NotAllowed, ValidationError) as error:
                words = "；".join(getattr(error, "messages", [str(error)]))
                self.message_user(request, f"“{item}”没有转到查阅点：{words}", messages.ERROR)
        if done:
            self.message_user(request, f"{done} 条信息已转到公共查阅点。", messages.SUCCESS)

    def reading_point_view(self, request: HttpRequest) -> HttpResponse:
        """The list that lies at the reading point, ready to print."""
        context = {
            "items": self._retired(request),
            "exemptions": RETENTION_EXEMPTIONS,
            "agency": Agency.objects.current(),
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "admin/disclosure/item/reading_point.html", context)

    def reading_book_view(self, request: HttpRequest) -> HttpResponse:
        rows = (
            [
                *(item.index_number, item.title, item.document_number, item.formed_on),
                *(item.department, item.retired_at),
            ]
            for item in self._retired(request).iterator(chunk_size=500)
        )
        return as_download(workbook("查阅点目录", READING_HEADS, rows), "查阅点目录.xlsx")

    def _retired(self, request: HttpRequest) -> QuerySet[Item]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return (
            Item.objects.filter(status=Status.RETIRED)
            .light()
            .order_by("category__position", "formed_on", "pk")
        )


def _differences(
    version: Version, before: Version | None, titles: dict[int, str]
) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    """(label, old, new) of every field that changed, and the lines of the body with what happened to each."""
    if before is None:
        return [], []
    old, new = before.words, version.words
    fields = [
        (label, _shown(name, old.get(name), titles), _shown(name, new.get(name), titles))
        for name, label in LABELS.items()
        if old.get(name) != new.get(name)
    ]
    return fields, list(_body_lines(old.get("body", ""), new.get("body", "")))


def _body_lines(old: str, new: str) -> Iterator[tuple[str, str]]:
    if old == new:
        return
    signs = {"- ": "del", "+ ": "ins"}
    for line in ndiff(body_text.plain(old).splitlines(), body_text.plain(new).splitlines()):
        if line[:2] in signs:
            yield signs[line[:2]], line[2:]


def _shown(name: str, value: Any, titles: dict[int, str]) -> str:
    if name == "category_id":
        return titles.get(value, "")
    if isinstance(value, list):
        return "、".join(value)
    choices = dict(Item._meta.get_field(name).flatchoices) if name != "files" else {}
    return str(choices.get(value, value or "（空）"))
