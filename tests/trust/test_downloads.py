"""S16: whatever is a file leaves as a download that no browser sniffs or shows in place."""

import re
from pathlib import Path

import pytest

from tests.trust.matrix import rows
from tests.trust.world import World

pytestmark = pytest.mark.usefixtures("made_once")

HOUSE = Path(__file__).parents[2]
# What we write ourselves for readers and machines; anything else is a file.
PAGES = {
    "text/html",
    "application/json",
    "application/atom+xml",
    "application/xml",
    "text/javascript",
    "image/svg+xml",  # the code to scan for a second factor, drawn by the package
    "text/plain",
}
FILES = {
    "/items/<str:organisation>/<str:serial>/files/<int:pk>/",
    "/apply/status/letters/<int:pk>/",
    "/apply/form.docx",
    "/open-data/items.csv",
    "/reports/<int:year>/report.xlsx",
    "/admin/applications/application/<int:pk>/identity/<int:document>/",
    "/admin/applications/application/<int:pk>/draft/<int:file>/",
    "/admin/applications/application/<int:pk>/material/<int:file>/",
    "/admin/applications/application/<int:pk>/letters/<int:letter>/",
    "/admin/applications/application/ledger.xlsx",
    "/admin/applications/feedback/<int:pk>/evidence/",
    "/admin/applications/lettertemplate/<int:pk>/own/",
    "/admin/applications/service/<int:pk>/proof/",
    "/admin/disclosure/item/<int:pk>/files/<int:file>/",
}


def test_every_file_is_a_download_that_is_not_sniffed(world: World):
    found, faults = set(), []
    for visitor in ("管理员", "本人"):
        client = world.visitor(visitor)
        for row in rows():
            if "logout" in row or "@" in row:
                continue
            response = client.get(world.address(row))
            kind = response.get("Content-Type", "").partition(";")[0]
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if response.status_code != 200 or (kind in PAGES and "Content-Disposition" not in response):
                continue
            found.add(row)
            attached = response.get("Content-Disposition", "").startswith("attachment")
            if not attached or response.get("X-Content-Type-Options") != "nosniff":
                faults.append((row, kind, len(body)))
    assert faults == []
    assert sorted(FILES - found) == []


def test_no_code_streams_a_file_in_place():
    """The only way a stored file leaves is Django's FileResponse, each time told to be a download."""
    calls = [
        (path.name, call)
        for room in ("liaocheng_gk", "disclosure", "applications", "reports")
        for path in (HOUSE / room).rglob("*.py")
        for call in re.findall(
            r"(?<!-> )FileResponse\(([^()]*(?:\([^()]*\)[^()]*)*)\)", path.read_text(encoding="utf-8")
        )
    ]
    assert len(calls) >= 3
    assert [name for name, call in calls if "as_attachment=True" not in call] == []
