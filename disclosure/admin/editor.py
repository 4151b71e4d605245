"""Lets what the text editor puts inline through the content policy, by hash and on its own page only."""

from base64 import b64encode
from hashlib import sha256

from csp.constants import SELF
from django.http import HttpResponse
from django_prose_editor.widgets import importmap

# The style element that the editor of django-prose-editor 0.28 adds; another text is still refused.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


def allow_editor(response: HttpResponse) -> HttpResponse:
    """Add the hashes of the import map and of the editor's style to the policy of ``response``."""
    rendered = str(importmap)
    inline = rendered[rendered.index(">") + 1 : rendered.rindex("</script>")]
    digest = b64encode(sha256(inline.encode()).digest()).decode()
    response._csp_update = {"script-src": [SELF, f"'sha256-{digest}'"], "style-src": [SELF, EDITOR_STYLE]}
    return response
