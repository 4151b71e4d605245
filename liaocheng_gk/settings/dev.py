"""`make serve`: SQLite in var/, nothing to configure, clearly a demonstration."""

from .base import *  # noqa: F403
from .base import DEMO_SECRET, VAR_DIR
from .environment import Environment

VAR_DIR.mkdir(exist_ok=True)
env = Environment()
DEBUG = env.flag("GK_DEBUG", default=False)
SECRET_KEY = DEMO_SECRET
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": env.database("GK_DATABASE", f"sqlite:///{VAR_DIR / 'demo.sqlite3'}")}
GK_DEMO = True
GK_SECOND_FACTOR = False
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
env.stop_if_incomplete()
