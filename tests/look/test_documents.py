"""The documents keep to what is there: tests named as evidence exist, pictures shown exist and stay small."""

import re

from django.conf import settings

DOCS = settings.BASE_DIR / "docs"


def defined_tests() -> set[str]:
    files = (settings.BASE_DIR / "tests").rglob("test_*.py")
    return {name for path in files for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))}


def test_the_evidence_of_accessibility_exists():
    text = (DOCS / "accessibility.md").read_text("utf-8")
    named = set(re.findall(r"`(test_\w+)`", text))
    assert len(named) >= 15
    assert named - defined_tests() == set()
    paths = set(re.findall(r"`((?:tests|static)/[\w/.]+)`", text))
    assert [path for path in paths if not (settings.BASE_DIR / path).exists()] == []


def test_the_pictures_of_the_handbook_exist_are_used_and_small():
    text = (DOCS / "handbook.md").read_text("utf-8")
    shown = set(re.findall(r"\(pictures/([\w-]+\.png)\)", text))
    there = {path.name for path in (DOCS / "pictures").glob("*.png")}
    assert shown == there
    assert sum(path.stat().st_size for path in (DOCS / "pictures").glob("*.png")) < 1_500_000


def test_every_picture_says_what_it_shows():
    text = (DOCS / "handbook.md").read_text("utf-8")
    assert [alt for alt in re.findall(r"!\[([^\]]*)\]", text) if not alt] == []
