"""Many items at once at the desk: upload, progress, preview, confirmation; and the export of the same shape."""

from typing import Any
from urllib.parse import quote

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from disclosure.bulk.columns import TEMPLATE_COLUMNS
from disclosure.bulk.exporting import as_comma_lines, as_workbook, template
from disclosure.bulk.files import overview
from disclosure.bulk.taking import confirm, counts_of
from disclosure.bulk.work import discard, in_background, resume, start
from disclosure.forms import ItemExportForm, ItemImportForm
from disclosure.law.publication import NotAllowed
from disclosure.models import BulkImport, BulkStage, Category, RowState
from disclosure.workbooks import as_download
from liaocheng_gk import audit

REFRESH = 2  # seconds
ROWS_ON_A_PAGE = 50
IN_ORDER = (RowState.ERROR, RowState.NEW, RowState.CHANGED, RowState.SAME)


class BulkDesk(admin.ModelAdmin):
    """Mixed into the items' admin."""

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        pages = [
            path("import/", view(self.import_view), name="disclosure_item_import"),
            path("import/template.xlsx", view(self.template_view), name="disclosure_item_import_template"),
            path("import/<int:bulk>/", view(self.bulk_view), name="disclosure_item_bulk"),
            path("export/", view(self.export_view), name="disclosure_item_export"),
        ]
        return pages + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {"may_import": self.has_add_permission(request)} | (extra_context or {})
        )

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """The form, and the uploads that wait for their uploader."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = ItemImportForm(*posted, by=request.user)
        if request.method == "POST" and form.is_valid():
            bulk = start(
                form.name,
                form.content,
                total=form.total,
                by=request.user,
                at=timezone.now(),
                archive=form.archive,
            )
            in_background(bulk)
            return redirect("admin:disclosure_item_bulk", bulk.pk)
        waiting = BulkImport.objects.filter(by=request.user).exclude(stage=BulkStage.DONE)
        context = {
            "title": "导入信息条目",
            "form": form,
            "waiting": waiting,
            "template_columns": TEMPLATE_COLUMNS,
        }
        return self._page(request, "import", context)

    def bulk_view(self, request: HttpRequest, bulk: int) -> HttpResponse:
        """GET: how it stands. POST: confirm all of it, give it up, or go on where the work was cut off."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        row = get_object_or_404(BulkImport, pk=bulk, by=request.user)
        if request.method == "POST":
            return self._decide(request, row)
        if request.method != "GET":
            return HttpResponseNotAllowed(["GET", "POST"])
        refresh = REFRESH if row.running and not row.stalled and "still" not in request.GET else 0
        context = {"title": "导入信息条目", "bulk": row, "refresh": refresh}
        if row.stage == BulkStage.READY:
            context |= self._preview(request, row)
        return self._page(request, "bulk", context)

    def _decide(self, request: HttpRequest, bulk: BulkImport) -> HttpResponse:
        try:
            if "discard" in request.POST:
                discard(bulk, by=request.user)
                self.message_user(request, "已放弃这次导入，目录没有任何改动。", messages.SUCCESS)
                return redirect("admin:disclosure_item_import")
            if "go-on" in request.POST:
                if not resume(bulk) and bulk.running:
                    self.message_user(request, "没有中断，正在办理，请稍候再看。", messages.INFO)
            else:
                confirm(bulk, at=timezone.now())
                in_background(bulk)
        except (NotAllowed, PermissionDenied) as error:
            self.message_user(request, str(error), messages.ERROR)
        return redirect("admin:disclosure_item_bulk", bulk.pk)

    def _preview(self, request: HttpRequest, bulk: BulkImport) -> dict[str, Any]:
        counts = counts_of(bulk)
        tabs = [(state, counts[state]) for state in IN_ORDER if counts[state]]
        shown = next(
            (state for state, _ in tabs if state == request.GET.get("show")), tabs[0][0] if tabs else ""
        )
        rows = Paginator(bulk.rows.filter(state=shown).defer("body", "search_text"), ROWS_ON_A_PAGE)
        rows.count = counts[shown]
        page = rows.get_page(request.GET.get("page"))
        titles = dict(Category.objects.values_list("pk", "title"))
        for row in page:
            row.category_title = titles.get(row.category, "")
        return {
            "counts": {str(state): counts[state] for state in RowState},
            "tabs": tabs,
            "shown": shown,
            "page": page,
            "files": overview(bulk) if bulk.zip_file else None,
        }

    def template_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return as_download(template(), "信息条目导入模板.xlsx")

    def export_view(self, request: HttpRequest) -> HttpResponse:
        """What the list shows under its present filters."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            items = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404("筛选条件无效") from error
        form = ItemExportForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            audit.record(request.user, "导出信息条目", "信息条目", form.cleaned_data["format"])
            return self._exported(items, form.cleaned_data["format"])
        context = {"title": "导出信息条目", "form": form, "number": items.count()}
        return self._page(request, "export", context)

    def _exported(self, items: Any, kind: str) -> HttpResponse:
        name = f"信息条目-{timezone.localdate().isoformat()}.{kind}"
        if kind == "xlsx":
            return as_download(as_workbook(items), name)
        return StreamingHttpResponse(
            as_comma_lines(items),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
        )

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        full = self.admin_site.each_context(request) | {"opts": self.opts} | context
        return TemplateResponse(request, f"admin/disclosure/item/{name}.html", full)
