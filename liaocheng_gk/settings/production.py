"""The real server. Every secret and address comes from the environment; a missing one stops the start."""

from pathlib import Path

from .base import *  # noqa: F403
from .base import PUBLISHED_SECRETS
from .environment import Environment

env = Environment()
DEBUG = False
if env.flag("GK_DEBUG", default=False):
    env.faults.append("GK_DEBUG: 正式环境不得开启")
SECRET_KEY = env.secret("GK_SECRET_KEY", published=PUBLISHED_SECRETS)
ALLOWED_HOSTS = env.words("GK_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]
DATABASES = {"default": env.database("GK_DATABASE"), **env.replicas("GK_DATABASE_REPLICA")}
BUCKET = env.bucket()
if BUCKET:
    STORAGES |= BUCKET  # noqa: F405
else:
    MEDIA_ROOT = Path(env.text("GK_MEDIA_ROOT"))
    PRIVATE_ROOT = Path(env.text("GK_PRIVATE_ROOT"))
    STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_ROOT
GK_BACKUP_ROOT = Path(env.text("GK_BACKUP_ROOT", "")) if env.text("GK_BACKUP_ROOT", "") else None
GK_VAULT_KEYS_FILE = env.text("GK_VAULT_KEYS_FILE", "")
GK_VAULT_KEYS = env.keyring("GK_VAULT_KEYS_FILE", "GK_VAULT_KEYS")
# Files in a bucket leave no folder that the anchor could lie beside.
BESIDE = None if BUCKET else str(PRIVATE_ROOT.parent / "audit.anchor")
GK_AUDIT_ANCHOR = Path(env.text("GK_AUDIT_ANCHOR", BESIDE))
STATIC_ROOT = Path(env.text("GK_STATIC_ROOT", str(STATIC_ROOT)))  # noqa: F405

SECURE_SSL_REDIRECT = env.flag("GK_HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

GK_CLAMD = env.text("GK_CLAMD", "")
GK_WEB_RECEIPT_RULE = env.choice("GK_WEB_RECEIPT_RULE", {"confirm", "submit"}, default=GK_WEB_RECEIPT_RULE)  # noqa: F405
GK_PROXIES = env.number("GK_PROXIES", default=1, most=5)
globals().update(env.mail())
env.stop_if_incomplete()
