"""Every template of the house: nothing the strict CSP would block, every part with its contract."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PARTS = [path for path in TEMPLATES if path.name.startswith("_")]
INLINE = re.compile(
    r"<style[\s>]"  # a style element
    r"|<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[\s>]"  # a script without an address
    r"|<[^>]*\sstyle\s*="  # a style attribute
    r"|<[^>]*\son[a-z]+\s*=\s*[\"']"  # an event attribute
    r"|[\"']\s*javascript:",
    re.IGNORECASE,
)
# What loads at once from elsewhere: a link may lead out, a stylesheet, script or picture may not.
FOREIGN = re.compile(
    r"<(?:link|script|img|iframe|source)[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE
)


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_holds_nothing_inline(path):
    assert [found.group(0) for found in INLINE.finditer(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_template_loads_nothing_from_elsewhere(path):
    assert FOREIGN.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_part_opens_with_its_contract(path):
    first = path.read_text("utf-8").split("\n", 1)[0]
    assert (first[:3], first[-3:]) == ("{# ", " #}")


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>go()</script>",
        '<a onclick="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_inline_check_sees_what_it_is_for(markup):
    assert INLINE.search(markup) is not None


def test_stylesheets_load_nothing_from_elsewhere():
    sheets = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
    assert sheets
    assert [
        name(path)
        for path in sheets
        if re.search(r"@import|url\([\"']?(?:https?:)?//", path.read_text("utf-8"))
    ] == []
