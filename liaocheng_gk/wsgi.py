import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaocheng_gk.settings.production")
handler = get_wsgi_application()

from .public_pages import before_django  # noqa: E402 -- models are there only now

application = before_django(handler)
