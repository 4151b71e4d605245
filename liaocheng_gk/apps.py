from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate


class BureauConfig(AppConfig):
    name = "liaocheng_gk"
    verbose_name = "本机关与日历"
    public_models = ("Agency", "AgencyName", "OfficeHours", "Channel", "CalendarYear", "CalendarDay")

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 -- registers the checks; needs the models, which load first
        from .audit_sources import listen  # noqa: PLC0415 -- the same
        from .doors.sessions import stamp  # noqa: PLC0415 -- the same
        from .edition import ensure_after_migrate  # noqa: PLC0415 -- holds a model
        from .roles import sync_roles_after_migrate  # noqa: PLC0415 -- the same

        listen()
        user_logged_in.connect(stamp)
        # Permissions are made app by app; auth comes after all of ours, so then every one of them exists.
        post_migrate.connect(sync_roles_after_migrate, sender=apps.get_app_config("auth"))
        post_migrate.connect(ensure_after_migrate, sender=apps.get_app_config("auth"))
