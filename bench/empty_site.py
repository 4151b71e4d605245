"""An empty Django view, for the web benchmark: what Django costs before it does anything. Served by gunicorn.

``EMPTY_MIDDLEWARE=yes`` puts the middleware of a new Django project before it; without, the view stands alone.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("", empty)]
settings.configure(
    SECRET_KEY="for-a-benchmark-only",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.empty_site",
    MIDDLEWARE=MIDDLEWARE if os.environ.get("EMPTY_MIDDLEWARE") == "yes" else [],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
)
application = get_wsgi_application()
