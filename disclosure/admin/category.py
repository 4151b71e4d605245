"""The tree of the catalogue at the desk."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from simple_history.admin import SimpleHistoryAdmin

from disclosure.models import Category, Version
from liaocheng_gk.seen import RefusesOutdated


@admin.register(Category)
class CategoryAdmin(RefusesOutdated, SimpleHistoryAdmin):
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
        """An address is given once: it may have been passed on, and the database refuses to change it."""
        return ["slug"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Category | None = None) -> bool:
        """A column that ever held public items stays, so that its address is never used for another."""
        allowed = super().has_delete_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return not (obj.items.exists() or Version.objects.filter(words__category_id=obj.pk).exists())

    @admin.display(description="条目数", ordering="number")
    def item_count(self, category: Category) -> int:
        return category.number
