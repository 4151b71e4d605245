from django.apps import AppConfig
from django.db.models.signals import post_migrate

from .address_guard import guard_addresses_after_migrate
from .file_guard import guard_files_after_migrate


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "主动公开"
    public_models = ("Category", "Item", "Attachment", "Link", "Version")

    def ready(self) -> None:
        from .change_log import ensure_after_migrate  # noqa: PLC0415 -- needs the models, which load first

        post_migrate.connect(ensure_after_migrate, sender=self)
        post_migrate.connect(guard_addresses_after_migrate, sender=self)
        post_migrate.connect(guard_files_after_migrate, sender=self)
