"""Promises of the house that no single module can keep."""

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

HOUSE = Path(__file__).parents[1]
ROOMS = ("liaocheng_gk", "disclosure", "applications", "reports")
TRACKED = [
    HOUSE / name
    for name in subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],  # noqa: S607
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    if (HOUSE / name).is_file()
]


def texts(*endings: str) -> dict[str, str]:
    return {
        str(path.relative_to(HOUSE)): path.read_text(encoding="utf-8")
        for path in TRACKED
        if path.suffix in endings and "vendor" not in path.parts and path.is_file()
    }


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out)
    assert out.getvalue() == "No changes detected\n"


def test_migrations_have_names():
    names = [path.name for room in ROOMS for path in (HOUSE / room / "migrations").glob("0*.py")]
    assert names != []
    assert [name for name in names if "_auto_" in name] == []


def test_every_part_of_a_page_opens_with_its_contract():
    parts = {name: text for name, text in texts(".html").items() if Path(name).name.startswith("_")}
    assert len(parts) > 10
    assert [name for name, text in parts.items() if not text.startswith("{#")] == []


def test_parts_are_given_what_their_contract_names_and_nothing_else():
    """A part sees only what it is handed, and every name handed over stands in its first line."""
    pages = texts(".html")
    call = re.compile(r"""{%\s*include\s+"([^"]*/_[^"/]+\.html)"([^%]*)%}""")
    contracts = {name: text.partition("\n")[0] for name, text in pages.items() if "/_" in name}
    calls = [(page, *found) for page, text in pages.items() for found in call.findall(text)]
    assert len(calls) > 20
    assert [(page, part) for page, part, given in calls if not given.rstrip().endswith("only")] == []
    unnamed = [
        (page, part, name)
        for page, part, given in calls
        for name in re.findall(r"\b([a-z_]+)=", given)
        if not re.search(rf"\b{name}\b", contracts[f"templates/{part}"])
    ]
    assert unnamed == []


def test_templates_hold_no_inline_script_style_or_handler():
    inline = re.compile(r"""<script(?![^>]*\ssrc=)[^>]*>|<style[\s>]|\sstyle=["']|\son[a-z]+=["']""")
    assert [name for name, text in texts(".html").items() if inline.search(text)] == []


def test_every_setting_of_ours_is_documented():
    code = "".join(text for name, text in texts(".py").items() if not name.startswith("tests/"))
    used = set(re.findall(r"\bGK_[A-Z_]+\b", code))
    told = "".join(
        (HOUSE / "docs" / name).read_text(encoding="utf-8") for name in ("decisions.md", "operations.md")
    )
    assert {"GK_SECRET_KEY", "GK_WEB_RECEIPT_RULE"} <= used
    assert sorted(name for name in used if name not in told) == []


def test_every_command_is_in_the_handbook_or_the_readme():
    commands = [
        path.stem for room in ROOMS for path in (HOUSE / room / "management/commands").glob("[a-z]*.py")
    ]
    told = "".join((HOUSE / name).read_text(encoding="utf-8") for name in ("README.md", "docs/handbook.md"))
    assert "deadline" in commands
    assert [name for name in commands if name not in told] == []


def test_no_registry_address_and_no_machine_path_is_written_down():
    """Whoever installs this has an index of their own, and nobody else's folders."""
    forbidden = re.compile(
        r"--(extra-)?index-url|https?://[^\s\"']*/simple\b|\b(pypi|pythonhosted|npmjs|unpkg|jsdelivr)\.\w"
        r"|(?<![\w.])/(root|home|work)/\w"
    )
    own = Path(__file__).relative_to(HOUSE)
    written = texts(".py", ".txt", ".in", ".toml", ".md", ".sh", ".json", ".html") | {
        "Makefile": (HOUSE / "Makefile").read_text(encoding="utf-8"),
        ".ci/run": (HOUSE / ".ci/run").read_text(encoding="utf-8"),
    }
    assert [name for name, text in written.items() if name != str(own) and forbidden.search(text)] == []


def test_locks_hold_a_hash_for_every_package():
    for name in ("prod.txt", "dev.txt"):
        lines = (HOUSE / "requirements" / name).read_text(encoding="utf-8").splitlines()
        pinned = [line for line in lines if "==" in line]
        assert len(pinned) > 30
        assert [line for line in pinned if not line.rstrip().endswith("\\")] == []


def test_the_law_knows_no_django():
    pure = [
        *HOUSE.glob("*/law/*.py"),
        *(HOUSE / "reports/forms").glob("*.py"),
        HOUSE / "liaocheng_gk/workdays.py",
    ]
    assert len(pure) > 12
    assert [
        path.name
        for path in pure
        if re.search(r"^\s*(from|import) django", path.read_text(encoding="utf-8"), re.M)
    ] == []


def test_pages_come_from_this_host_only():
    """Nothing is loaded from elsewhere: links may leave, stylesheets, scripts, fonts and pictures may not."""
    loads = re.compile(r"""<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)=["']https?:""")
    assert [name for name, text in texts(".html").items() if loads.search(text)] == []
    assert [name for name, text in texts(".css").items() if re.search(r"url\(\s*[\"']?https?:", text)] == []


def test_production_settings_refuse_to_start_and_name_every_fault():
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=HOUSE,
        env={
            "DJANGO_SETTINGS_MODULE": "liaocheng_gk.settings.production",
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    for name in (
        "GK_SECRET_KEY",
        "GK_ALLOWED_HOSTS",
        "GK_DATABASE",
        "GK_MEDIA_ROOT",
        "GK_PRIVATE_ROOT",
        "GK_VAULT_KEYS_FILE",
    ):
        assert f"{name}: 未设置" in run.stderr


def test_private_files_lie_outside_media():
    assert not str(settings.PRIVATE_ROOT).startswith(str(settings.MEDIA_ROOT))
