"""The application after its first answer: what workers are born of where a test kills many of them.

A request that comes to a new process loads templates and addresses first; here that is done before the fork.
"""

from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.db import connections

from liaocheng_gk.wsgi import application


def _answer_once() -> None:
    environ: dict[str, Any] = {"PATH_INFO": "/apply/", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(environ)
    environ["wsgi.input"] = BytesIO()
    b"".join(application(environ, lambda status, headers, _=None: None))
    connections.close_all()  # no child may inherit one


_answer_once()
