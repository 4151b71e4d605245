"""The keys of the vault come from outside, and every mistake in them is told without showing one."""

import base64
import subprocess
import sys

import pytest

from liaocheng_gk.keyring import DEMO, new_line, read_keyring
from liaocheng_gk.settings.environment import Environment


def test_first_key_is_current_and_lookup_stands_apart():
    text = "\n".join(["# November", new_line("2026-11"), "", new_line("2025-01"), new_line("lookup")])
    keyring = read_keyring(text)
    assert (keyring.current, list(keyring.keys)) == ("2026-11", ["2026-11", "2025-01"])
    assert keyring.lookup not in keyring.keys.values()
    assert repr(keyring) == "Keyring(2026-11, 2025-01)"


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ([], "缺少编号为 lookup 的一行"),
        ([new_line("a")], "缺少编号为 lookup 的一行"),
        ([new_line("lookup")], "缺少加密密钥"),
        ([new_line("a"), new_line("a"), new_line("lookup")], "编号 a 出现了两次"),
        (["a: short", new_line("lookup")], "编号 a 的密钥不是 base64"),
        (["a: c2hvcnQ=", new_line("lookup")], "编号 a 的密钥应为 32 字节"),
        ([new_line("Große"), new_line("lookup")], "每行应为“编号: 密钥”"),
        ([f"a: {'A' * 43}=", f"lookup: {'A' * 43}="], "同一密钥出现了两次"),
    ],
)
def test_a_mistake_is_told_in_words(lines, fault):
    with pytest.raises(ValueError, match=fault):
        read_keyring("\n".join(lines))


def test_the_command_prints_a_ready_key_file():
    run = subprocess.run(
        [sys.executable, "-m", "liaocheng_gk.keyring", "2026-11", "lookup"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert read_keyring(run.stdout).current == "2026-11"


def read(**variables: str) -> tuple[str, list[str]]:
    env = Environment(variables)
    return env.keyring("FILE", "TEXT").current, env.faults


def test_keys_come_from_a_file_or_from_the_variable(tmp_path):
    file = tmp_path / "vault.keys"
    file.write_text(f"{new_line('f')}\n{new_line('lookup')}\n", encoding="utf-8")
    assert read(FILE=str(file)) == ("f", [])
    assert read(TEXT=f"{new_line('t')};{new_line('lookup')}") == ("t", [])


def test_missing_unreadable_and_published_keys_stop_the_start(tmp_path):
    file = tmp_path / "vault.keys"
    assert read()[1] == ["FILE: 未设置（也可以用 TEXT）"]
    assert read(FILE=str(file))[1] == ["FILE: 无法读取密钥文件（FileNotFoundError）"]
    published = f"x: {base64.b64encode(DEMO.keys['demo']).decode()}\n{new_line('lookup')}"
    file.write_text(published, encoding="utf-8")
    assert read(FILE=str(file))[1] == ["FILE: 这是演示用的密钥，请另行生成"]
