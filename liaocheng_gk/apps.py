from django.apps import AppConfig


class BureauConfig(AppConfig):
    name = "liaocheng_gk"
    verbose_name = "本机关与日历"

    def ready(self) -> None:
        from . import checks  # noqa: F401, PLC0415 -- registers the checks; needs the models, which load first
