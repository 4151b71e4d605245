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


def _command_blocks(document: str) -> dict[str, int]:
    """How many blocks of commands stand under each heading."""
    parts = re.split(r"^#+ ", (HOUSE / "docs" / document).read_text(encoding="utf-8"), flags=re.M)[1:]
    return {part.splitlines()[0]: part.count("```sh\n") for part in parts if "```sh\n" in part}


@pytest.mark.parametrize(("document", "variable"), [("install.md", "new"), ("operations.md", "operations")])
def test_prove_script_carries_out_every_block_of_commands(document, variable):
    """A block that the script does not take out of the document would be told and never tried."""
    script = (DEPLOY / "prove.sh").read_text(encoding="utf-8").replace("$grow", "从一台扩到几台")
    script = re.sub(r"for which in ([\d ]+); do (.*?) \$which;", lambda m: "".join(f"{m[2]} {n}\n" for n in m[1].split()), script)  # fmt: skip
    carried = re.findall(rf'(?:follow|follow_outside|blocks) "\${variable}" ([^\s;)]+)(?: (\d))?', script)
    if variable == "new":
        looped = re.findall(r"for heading in ([^;$]+); do(?!\s+follow \"\$earlier)", script)
        carried += [(heading, "") for headings in looped for heading in headings.split()]
    blocks = _command_blocks(document)
    told = {(heading, number + 1) for heading, count in blocks.items() for number in range(count)}
    tried = {
        (heading, number)
        for heading, number in told
        for wanted, which in carried
        if re.search(wanted, heading) and which in ("", str(number))
    }
    assert len(told) > 9
    assert sorted(told - tried) == []


def test_install_document_shows_no_command_that_is_not_tried():
    """Every block is one of commands that the script takes; an example that nobody runs goes stale."""
    told = (HOUSE / "docs/install.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^```(\w*)$", told, re.M)) == {"sh", ""}
    assert told.count("```sh\n") * 2 == len(re.findall(r"^```", told, re.M))
    script = (DEPLOY / "prove_roots.sh").read_text(encoding="utf-8")
    for own in set(
        re.findall(r"<[^>\n]*[\u4e00-\u9fff]+>", "".join(re.findall(r"```sh\n(.*?)```", told, re.S)))
    ):
        assert own in script, own


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
        ("end_roots", 0),  # all proven, nothing runs any more
        ("true", 0),
        ("end_roots; false", 1),
        ("false", 1),
        ("expect page 200 503", 1),
        ("(exit 7)", 7),
        ("kill -9 ${booted[one]}; wait ${booted[one]} || true; end_roots", 0),  # it went by itself
        ("kill -TERM $$; sleep 5", 143),
    ],
)
def test_prove_script_ends_with_zero_exactly_when_every_step_went_well(steps, code):
    """Its own way out, around two roots that are only asleep; none is left running."""
    script = (DEPLOY / "prove.sh").read_text(encoding="utf-8")
    assert "\nset -euo pipefail\n" in script
    assert '\n. "$here/deploy/prove_roots.sh"\n' in script
    begin = "set -euo pipefail\nhere=/nowhere work=/nowhere cgroups=/nowhere domain=a commit=b"
    asleep = "for name in one two; do sleep 60 & booted[$name]=$!; echo $!; done"
    trial = "\n".join([begin, f". {DEPLOY}/prove_roots.sh", asleep, steps])
    run = subprocess.run(["/bin/bash", "-c", trial], capture_output=True, text=True, check=False)  # noqa: S603
    assert run.returncode == code, run.stderr
    assert [pid for pid in run.stdout.split()[:2] if Path(f"/proc/{pid}").exists()] == []


def test_prove_script_can_be_read_by_the_shell():
    for name in ("prove.sh", "prove_roots.sh", "boot_root.sh", "manage"):
        subprocess.run(["/bin/bash", "-n", DEPLOY / name], check=True)  # noqa: S603 -- our own files
