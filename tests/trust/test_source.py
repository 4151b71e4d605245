"""What the source code must not hold, whoever writes it next (S4, S6, S16, S19, S27)."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
ROOMS = ("liaocheng_gk", "disclosure", "applications", "reports")
CODE = {
    str(path.relative_to(HOUSE)): path.read_text(encoding="utf-8")
    for room in ROOMS
    for path in sorted((HOUSE / room).rglob("*.py"))
    if "migrations" not in path.parts
}


def holding(pattern: str, *, among: str = "") -> list[str]:
    """``file: line`` of each place; ``among`` begins the file's name."""
    wanted = re.compile(pattern)
    return [
        f"{name}: {line.strip()}"
        for name, text in CODE.items()
        if name.startswith(among)
        for line in text.splitlines()
        if wanted.search(line)
    ]


def test_the_code_is_here_to_be_read():
    assert len(CODE) > 150


def test_s6_no_predictable_randomness_but_for_made_up_test_data_and_choosing_a_replica():
    assert {place.partition(":")[0] for place in holding(r"^\s*(import random|from random )")} <= {
        "applications/seeding.py",
        "disclosure/seeding.py",
        "liaocheng_gk/replicas.py",
    }


def test_s4_public_pages_start_at_what_is_public():
    """Pages of the catalogue and of the reports name the manager method that leaves out drafts."""
    views = [name for name in CODE if re.match(r"(disclosure|reports)/(views|feeds|opendata|pages)", name)]
    assert len(views) > 2
    allowed = re.compile(
        r"\.objects\.(public|published|tree|current|exclude\(status__in=\(Status\.DRAFT|prefetch_related)"
    )
    found = [
        place
        for name in views
        for place in holding(r"\b(Item|Report)\.objects\b", among=name)
        if not allowed.search(place)
    ]
    assert found == []


def test_s19_no_sql_is_put_together_from_text():
    """``execute`` gets a constant or a query whose only holes are quoted names; values go as parameters."""
    joined = r"(\.raw\(|prepared\.\w+\(|RawSQL\(|\.extra\(|execute\w*\(\s*f[\"']|execute\w*\([^)]*(%|\+|\.format\())"
    known = {
        "liaocheng_gk/dumps.py",  # counts the tables that the database itself named
        "liaocheng_gk/audit.py",  # the name of its own table
        "liaocheng_gk/audit_guard.py",  # triggers and rights on its own table
        "liaocheng_gk/edition.py",  # a constant; triggers, from a list of tables in the code
        "disclosure/search/finding.py",  # constants; the numbers of items go as one parameter
        "disclosure/search/texts.py",  # the same
        "disclosure/address_guard.py",  # triggers on two tables and columns named in the code
        "disclosure/paging.py",  # names of columns, and which way they are ordered
        "disclosure/addressed.py",  # names of columns
        "liaocheng_gk/prepared.py",  # asks what the two above and edition.py give it
    }
    assert {place.partition(":")[0] for place in holding(joined)} - known == set()


def test_s16_nothing_is_called_safe_but_what_was_escaped_or_cleaned():
    marked = {place.partition(":")[0] for place in holding(r"mark_safe\(|SafeString\(|\|safe\b")}
    assert marked <= {
        "liaocheng_gk/templatetags/site.py",  # navigation and kept parts, from templates
        "disclosure/templatetags/catalogue.py",
        "disclosure/folding.py",
        "disclosure/body.py",
        "disclosure/models/item.py",
        "reports/templatetags/reports.py",
    }


def test_s27_nothing_fetches_an_address():
    named = r"(requests|httpx|aiohttp|urllib3|ftplib|urllib\.request|http\.client)"
    parts = r"from (urllib import .*\brequest|http import .*\bclient)\b"
    assert holding(rf"^\s*((import|from) {named}|{parts})\b") == []


def test_s25_there_is_no_address_with_a_token():
    """Uploads hang on the case looked up in this browser; no link that could be passed on opens anything."""
    urls = "".join(text for name, text in CODE.items() if name.endswith("urls.py"))
    assert re.findall(r"<(?:str|uuid|slug):(?:token|key|code|secret)\w*>", urls) == []
