"""The tree of the catalogue at the desk."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from disclosure.models import Category


@admin.register(Category)
class CategoryAdmin(SimpleHistoryAdmin):
    list_display = ["title", "parent", "position", "column_type", "item_count", "slug"]
    list_filter = ["column_type", ("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    search_fields = ["title", "slug", "description"]
    ordering = ["parent__position", "position", "pk"]
    fields = [
        "title",
        "slug",
        "parent",
        "position",
        "description",
        "keywords",
        "column_type",
        "article20",
        "theme",
        "update_days",
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(number=Count("items"))

    def get_readonly_fields(self, request: HttpRequest, obj: Category | None = None) -> list[str]:
        """An address that may have been passed on is not changed."""
        return ["slug"] if obj and obj.items.exclude(index_number=None).exists() else []

    @admin.display(description="条目数", ordering="number")
    def item_count(self, category: Category) -> int:
        return category.number
