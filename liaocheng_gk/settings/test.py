"""The suite: SQLite by default, another database by GK_TEST_DATABASE; files go to a folder of their own."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .environment import Environment

env = Environment()
DEBUG = False
SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
DATABASES = {"default": env.database("GK_TEST_DATABASE", "sqlite:///")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES = Path(tempfile.mkdtemp(prefix="gk-test-"))
atexit.register(shutil.rmtree, FILES, ignore_errors=True)
MEDIA_ROOT, PRIVATE_ROOT = FILES / "media", FILES / "private"
GK_AUDIT_ANCHOR = FILES / "audit.anchor"
STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_ROOT  # noqa: F405
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
# The live server of the browser tests serves static files by itself; indexing them for each client is slow.
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # noqa: F405
AXES_ENABLED = False
# Tests of the doors set the real ones; the others come in by one step, stay for years, post as fast as they can.
GK_SECOND_FACTOR = False
GK_FORM_SECONDS = 0
GK_IDLE_MINUTES = GK_CONFIRM_MINUTES = 60 * 24 * 365 * 10
GK_SESSION_HOURS = 24 * 365 * 10
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
env.stop_if_incomplete()
