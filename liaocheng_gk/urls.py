"""Composition root: the only place that sees every room."""

from django.contrib import admin
from django.urls import include, path

from .display import display
from .health import healthz

admin.site.site_header = "政府信息公开办理系统"
admin.site.site_title = "政府信息公开"
admin.site.index_title = "工作台"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("display/", display, name="display"),
    path("", include("reports.urls")),
    path("", include("applications.urls")),
    path("", include("disclosure.urls")),
    # Behind the rooms: it answers whatever begins with admin/, theirs too.
    path("admin/", admin.site.urls),
]
