"""Lets the text editor's import map through the content policy, by its hash and on its own page only."""

from base64 import b64encode
from hashlib import sha256

from csp.constants import SELF
from django.http import HttpResponse
from django_prose_editor.widgets import importmap


def allow_editor(response: HttpResponse) -> HttpResponse:
    """Add the hash of the inline import map to the ``script-src`` of ``response``."""
    rendered = str(importmap)
    inline = rendered[rendered.index(">") + 1 : rendered.rindex("</script>")]
    digest = b64encode(sha256(inline.encode()).digest()).decode()
    response._csp_update = {"script-src": [SELF, f"'sha256-{digest}'"]}
    return response
