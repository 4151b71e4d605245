"""What holds in every place the portal runs. Secrets and addresses come from the environment only."""

from pathlib import Path

from csp.constants import NONE, SELF

from liaocheng_gk import keyring

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

INSTALLED_APPS = [
    "reports",
    "applications",
    "disclosure",
    "liaocheng_gk",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "django_prose_editor",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "liaocheng_gk.doors.address.ClientAddress",
    "liaocheng_gk.public_pages.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "liaocheng_gk.doors.policy.Policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "liaocheng_gk.display.vary_on_looks",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "liaocheng_gk.doors.sessions.SessionLimits",
    "liaocheng_gk.doors.second_factor.SecondFactorRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
    "liaocheng_gk.doors.outage.Outage",
    "liaocheng_gk.terminal.InsideOnly",
]

ROOT_URLCONF = "liaocheng_gk.urls"
DATABASE_ROUTERS = ["liaocheng_gk.replicas.Router"]
WSGI_APPLICATION = "liaocheng_gk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liaocheng_gk.context.bureau",
            ],
        },
    },
]

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours; a lock ends by itself, so the office needs no English page for it
AXES_ENABLE_ADMIN = False
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

# Faults go to standard error, where systemd keeps them; Django's own default only mails them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Public attachments are under MEDIA; identity scans and letters are private and have no address at all.
MEDIA_URL = "media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "liaocheng_gk.storage.FolderStorage"},
    "private": {
        "BACKEND": "liaocheng_gk.storage.PrivateStorage",
        "OPTIONS": {"location": PRIVATE_ROOT, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
# A body that is too large is answered by our own form with a sentence, so Django's limit stays above ours.
UPLOAD_LIMIT_MB = 10
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# Where the virus scanner listens (a socket's path or host:port); empty: none. One that is set and silent lets nothing in.
GK_CLAMD = ""

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"


SIMPLE_HISTORY_REVERT_DISABLED = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
LOGIN_URL = "admin:login"
SILENCED_SYSTEM_CHECKS: list[str] = []

# A page waits no longer than this (seconds) for the mail server; what was not sent is tried again by a command.
EMAIL_TIMEOUT = 10

# Secrets that anybody can read here: for demonstration and tests only, refused in production.
DEMO_SECRET = "for-the-local-demonstration-only-production-refuses-this-value"  # noqa: S105
PUBLISHED_SECRETS = frozenset({DEMO_SECRET})

# Where backups go; None: none are kept, as in the demonstration, and the dashboard asks for no restore drill.
GK_BACKUP_ROOT = None
# The file that the vault's keys were read from, for `backup --keys`; empty if they came from elsewhere.
GK_VAULT_KEYS_FILE = ""

# --- Doors (docs/security.md) ---
# The name that a phone shows beside the code.
OTP_TOTP_ISSUER = "政府信息公开"
# Whether staff must give a code from their phone after the password; off in the demonstration only.
GK_SECOND_FACTOR = True
# Staff are logged out after so many minutes without work, and after so many hours in any case.
GK_IDLE_MINUTES = 30
GK_SESSION_HOURS = 10
# A password given within so many minutes is fresh enough to export personal data.
GK_CONFIRM_MINUTES = 15
# How many proxies of our own stand before the application; each writes one entry of X-Forwarded-For.
GK_PROXIES = 0
# A form sent sooner (seconds) than a person can read it is asked the question of the human check first.
GK_FORM_SECONDS = 3

# --- The office's own choices where the law is silent (docs/decisions.md) ---
# Day on which the period of an online or e-mail application starts: "confirm" (条例31, both sides confirm) or "submit".
GK_WEB_RECEIPT_RULE = "confirm"
# Working days given to an applicant to supplement an unclear application (条例30 says only: reasonable).
GK_SUPPLEMENT_WORKDAYS = 15
# Whether an extension granted before a supplement or payment still lengthens the new period (law.md leaves it open).
GK_EXTENSION_SURVIVES_RESTART = False
# Working days within which the office means to settle a request to correct one's own record (条例41 sets no limit).
GK_CORRECTION_WORKDAYS = 20
# How many months after closing the scans of identity documents are kept; `erase_expired` then deletes them.
GK_SCAN_MONTHS = 12
GK_LOGIN_LOG_DAYS = 184  # 网络安全法21(3): not under six months
# How many days after its upload a bulk import that nobody confirms is kept; `erase_uploads` then deletes it.
GK_BULK_UPLOAD_DAYS = 30
# How many months after closing (and after the last review or suit) the applicant is kept; then `erase_expired` leaves
# number, days and outcome alone.
GK_PERSON_MONTHS = 60
# An application's number is this word, the year, a dash and the serial of the year.
GK_APPLICATION_PREFIX = "YSQ"
GK_DEMO = False

# Where `audit_verify` notes the head of the audit log, outside the database.
GK_AUDIT_ANCHOR = VAR_DIR / "audit.anchor"
# Keys of the vault for demonstration and tests; production reads its own from outside and refuses these.
GK_VAULT_KEYS = keyring.DEMO
