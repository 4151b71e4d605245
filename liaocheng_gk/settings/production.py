"""The real server. Every secret and address comes from the environment; a missing one stops the start."""

from pathlib import Path

from .base import *  # noqa: F403
from .environment import Environment

env = Environment()
DEBUG = False
SECRET_KEY = env.text("GK_SECRET_KEY")
ALLOWED_HOSTS = env.words("GK_ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]
DATABASES = {"default": env.database("GK_DATABASE"), **env.replicas("GK_DATABASE_REPLICA")}
MEDIA_ROOT = Path(env.text("GK_MEDIA_ROOT"))
PRIVATE_ROOT = Path(env.text("GK_PRIVATE_ROOT"))
STORAGES["private"]["OPTIONS"]["location"] = PRIVATE_ROOT  # noqa: F405
GK_VAULT_KEYS = env.keyring("GK_VAULT_KEYS_FILE", "GK_VAULT_KEYS")
GK_AUDIT_ANCHOR = Path(env.text("GK_AUDIT_ANCHOR", str(PRIVATE_ROOT.parent / "audit.anchor")))
STATIC_ROOT = Path(env.text("GK_STATIC_ROOT", str(STATIC_ROOT)))  # noqa: F405

SECURE_SSL_REDIRECT = env.flag("GK_HTTPS", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True

GK_CLAMD = env.text("GK_CLAMD", "")
GK_WEB_RECEIPT_RULE = env.text("GK_WEB_RECEIPT_RULE", GK_WEB_RECEIPT_RULE)  # noqa: F405
if len(SECRET_KEY) < 50:
    env.faults.append("GK_SECRET_KEY: 至少 50 个字符")
if GK_WEB_RECEIPT_RULE not in {"confirm", "submit"}:
    env.faults.append("GK_WEB_RECEIPT_RULE: 应为 confirm 或 submit")
env.stop_if_incomplete()
