"""Composition root: the only place that sees every room."""

from django.contrib import admin
from django.urls import include, path

from .display import display
from .doors.confirmation import confirm_password
from .doors.second_factor import second_factor, second_factor_code
from .health import healthz

admin.site.site_header = "政府信息公开办理系统"
admin.site.site_title = "政府信息公开"
admin.site.index_title = "工作台"

handler500 = "liaocheng_gk.doors.outage.server_error"

urlpatterns = [
    # First what is asked most; an address is looked for from above.
    path("", include("disclosure.urls")),
    path("healthz", healthz, name="healthz"),
    path("display/", display, name="display"),
    path("admin/password/", admin.site.admin_view(confirm_password), name="confirm_password"),
    path("admin/second-factor/", admin.site.admin_view(second_factor), name="second_factor"),
    path("admin/second-factor/code/", admin.site.admin_view(second_factor_code), name="second_factor_code"),
    path("", include("reports.urls")),
    path("", include("applications.urls")),
    # Behind the rooms: it answers whatever begins with admin/, theirs too.
    path("admin/", admin.site.urls),
]
