"""The shipped server files agree with the code they serve; deploy/prove.sh carries them out."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from liaocheng_gk.display import SWITCHES

HOUSE = Path(__file__).parents[1]
DEPLOY = HOUSE / "deploy"


def test_nginx_knows_every_choice_of_display():
    """A cookie that changes public pages must be part of nginx's key, or one reader's choice becomes another's."""
    shipped = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    key = re.search(r'proxy_cache_key "(.*)";', shipped)[1].split()
    for switch in SWITCHES.values():
        name, value = re.search(
            rf"map \$cookie_{switch.cookie} (\$\w+) {{[^}}]*?(\w+) \w+;\n}}", shipped
        ).groups()
        assert (name in key, value) == (True, switch.on)
    assert f"({settings.SESSION_COOKIE_NAME}|messages)=" in shipped
    assert "proxy_no_cache $gk_somebody" in shipped


def test_every_timer_starts_a_command_that_is_there():
    commands = {path.stem for path in HOUSE.glob("*/management/commands/*.py")}
    started = {
        re.search(r"^Unit=gk-task@(\w+)\.service$", path.read_text(encoding="utf-8"), re.M)[1]
        for path in DEPLOY.glob("*.timer")
    }
    assert started <= commands
    # Every task that the operations document speaks of runs by itself.
    told = (HOUSE / "docs/operations.md").read_text(encoding="utf-8")
    table = told.partition("### 定时任务")[2].partition("\n### ")[0]
    assert set(re.findall(r"`manage\.py (\w+)[^`]*`[^|]*\|", table)) | {"restore_drill"} == started


def test_sample_environment_names_what_production_asks_for():
    sample = set(re.findall(r"^(\w+)=", (DEPLOY / "gk.env.example").read_text(encoding="utf-8"), re.M))
    asked = (HOUSE / "liaocheng_gk/settings/production.py").read_text(encoding="utf-8")
    required = set(
        re.findall(
            r'env\.(?:text|secret|words|database|keyring)\("(GK_\w+)"(?:\)|, "GK_VAULT_KEYS"\)|, published=)',
            asked,
        )
    )
    assert {"GK_SECRET_KEY", "GK_DATABASE", "GK_VAULT_KEYS_FILE"} <= required <= sample


def test_install_document_names_every_shipped_file_and_no_other():
    told = (HOUSE / "docs/install.md").read_text(encoding="utf-8")
    for path in DEPLOY.iterdir():
        named = path.name in told or (path.suffix == ".timer" and "deploy/gk-*.timer" in told)
        assert named or path.suffix in (".py", ".sh") or path.name == "__pycache__", path.name
    for name in set(re.findall(r"deploy/([\w@.*-]+\w)", told)):
        assert list(DEPLOY.glob(name)), name


def test_prove_script_carries_out_every_command_of_the_install_document():
    """A section with commands that the script does not name would be told and never tried."""
    told = (HOUSE / "docs/install.md").read_text(encoding="utf-8")
    script = (DEPLOY / "prove.sh").read_text(encoding="utf-8")
    sections = [part for part in re.split(r"^## ", told, flags=re.M)[1:] if "```sh\n" in part]
    assert len(sections) >= 9
    assert [part[:12] for part in sections if not re.search(part[:4], script)] == []
    assert told.partition("## 十、升级")[2].count("```sh\n") == script.count('follow "$new" 十、升级')


def test_both_units_are_shut_in_alike():
    """What a command may do on a timer is what the pages may do, but for the folder of the backups."""
    limits = [
        {
            line
            for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines()
            if re.match(r"(No|Protect|Restrict|Private|System|Cap|Lock|UMask|User|Group)", line)
        }
        for name in ("gk.service", "gk-task@.service")
    ]
    assert limits[0] == limits[1]
    assert len(limits[0]) > 15


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ("end_root", 0),  # all proven, nothing runs any more
        ("true", 0),
        ("end_root; false", 1),
        ("false", 1),
        ("expect page 200 503", 1),
        ("(exit 7)", 7),
        ('kill -9 "$booted"; wait "$booted" || true; end_root', 0),  # it went by itself
        ("kill -TERM $$; sleep 5", 143),
    ],
)
def test_prove_script_ends_with_zero_exactly_when_every_step_went_well(steps, code):
    """Its own way out, around a root that is only asleep; and no root is left running."""
    script = (DEPLOY / "prove.sh").read_text(encoding="utf-8")
    parts = [
        r"^set -euo.*?$",
        r"^expect\(\).*?$",
        r"^trap 'exit 143'.*?$",
        r"^booted=\nend_root.*?^trap end_root EXIT$",
    ]
    ways = [re.search(part, script, re.M | re.S)[0] for part in parts]
    trial = "\n".join([*ways, 'cgroups=/nowhere; sleep 60 & booted=$!; echo "root: $booted"', steps])
    run = subprocess.run(["/bin/bash", "-c", trial], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == code, run.stderr
    asleep = re.search(r"root: (\d+)", run.stdout)[1]
    assert not Path(f"/proc/{asleep}").exists()


def test_prove_script_can_be_read_by_the_shell():
    for name in ("prove.sh", "boot_root.sh", "manage"):
        subprocess.run(["/bin/bash", "-n", DEPLOY / name], check=True)  # noqa: S603 -- our own files
