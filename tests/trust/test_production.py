"""Production settings: nothing to complain about when complete, no start and every fault named when not."""

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from liaocheng_gk import keyring
from liaocheng_gk.settings.base import DEMO_SECRET

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def complete(tmp_path) -> dict[str, str]:
    """The environment of a server, from docs/operations.md, with SQLite for the database."""
    keys = tmp_path / "vault.keys"
    made = subprocess.run(
        [sys.executable, "-m", "liaocheng_gk.keyring", "2026-11", "lookup"],
        cwd=HOUSE, capture_output=True, text=True, check=True,
    )  # fmt: skip
    keys.write_text(made.stdout, encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "DJANGO_SETTINGS_MODULE": "liaocheng_gk.settings.production",
        "GK_SECRET_KEY": "k3-pq.Zx8_vN2mLr5tYw9uBc7dEf4gHj6sAo1iQzR0eXvTnMbGy",
        "GK_ALLOWED_HOSTS": "gk.example.org",
        "GK_DATABASE": f"sqlite:///{tmp_path}/db.sqlite3",
        "GK_MEDIA_ROOT": str(tmp_path / "media"),
        "GK_PRIVATE_ROOT": str(tmp_path / "private"),
        "GK_STATIC_ROOT": str(tmp_path / "static"),
        "GK_VAULT_KEYS_FILE": str(keys),
        "GK_EMAIL_HOST": "mail.example.org",
        "GK_EMAIL_FROM": "gk@example.org",
    }


def manage(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=HOUSE, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_check_deploy_has_nothing_to_say(complete):
    run = manage(complete, "check", "--deploy", "--fail-level", "WARNING")
    assert (run.returncode, run.stdout, run.stderr) == (
        0, "System check identified no issues (0 silenced).\n", "",
    )  # fmt: skip


def test_the_shipped_sample_filled_in_as_the_document_says_has_nothing_to_say_either(complete):
    """docs/install.md, the fifth section: a secret, the own domain, the file of keys; all else as shipped."""
    sample = (HOUSE / "deploy" / "gk.env.example").read_text(encoding="utf-8")
    shipped = dict(re.findall(r"^(\w+)=(.*)$", sample, re.M))
    filled = {name: complete[name] for name in ("GK_SECRET_KEY", "GK_VAULT_KEYS_FILE", "PATH", "LANG")}
    run = manage(shipped | filled, "check", "--deploy", "--fail-level", "WARNING")
    assert (run.returncode, run.stdout, run.stderr) == (
        0, "System check identified no issues (0 silenced).\n", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("GK_SECRET_KEY", DEMO_SECRET, "GK_SECRET_KEY: 这是公开的演示密钥"),
        ("GK_SECRET_KEY", "short", "GK_SECRET_KEY: 至少 50 个字符"),
        ("GK_SECRET_KEY", "x" * 60, "GK_SECRET_KEY: 至少 50 个字符，并且随机生成"),
        ("GK_DEBUG", "yes", "GK_DEBUG: 正式环境不得开启"),
        ("GK_VAULT_KEYS_FILE", "", "GK_VAULT_KEYS_FILE: 未设置"),
        ("GK_VAULT_KEYS_FILE", "/nowhere/keys", "GK_VAULT_KEYS_FILE: 无法读取密钥文件"),
        ("GK_DATABASE", "mysql://x", "GK_DATABASE: 应以 sqlite:// 或 postgresql:// 开头"),
        ("GK_EMAIL_SECURITY", "ssl3", "GK_EMAIL_SECURITY: 应为 none、starttls、tls 之一"),
        ("GK_EMAIL_PORT", "0", "GK_EMAIL_PORT: 应为 1 至 65535 的整数"),
        ("GK_EMAIL_FROM", "gk", "GK_EMAIL_FROM: 不是电子邮件地址"),
        ("GK_PROXIES", "many", "GK_PROXIES: 应为 0 至 5 的整数"),
        ("GK_WEB_RECEIPT_RULE", "never", "GK_WEB_RECEIPT_RULE: 应为 confirm、submit 之一"),
        ("GK_HTTPS", "maybe", "GK_HTTPS: 应为 yes 或 no"),
    ],
)
def test_one_fault_stops_the_start(complete, name, value, fault):
    run = manage(complete | {name: value}, "check")
    assert run.returncode != 0
    assert fault in run.stderr.splitlines()[-1]
    assert "；" not in run.stderr.splitlines()[-1]


def test_all_faults_are_named_at_once(complete):
    broken = complete | {"GK_SECRET_KEY": DEMO_SECRET, "GK_DEBUG": "1", "GK_EMAIL_HOST": "mail"}
    for name in ("GK_VAULT_KEYS_FILE", "GK_EMAIL_FROM", "GK_DATABASE", "GK_ALLOWED_HOSTS"):
        del broken[name]
    run = manage(broken, "check")
    named = (
        "GK_SECRET_KEY",
        "GK_DEBUG",
        "GK_VAULT_KEYS_FILE",
        "GK_EMAIL_FROM",
        "GK_DATABASE",
        "GK_ALLOWED_HOSTS",
    )
    assert [name for name in named if f"{name}: " not in run.stderr] == []


def test_files_in_a_bucket_need_no_folder_but_a_place_for_the_anchor(complete):
    for name in ("GK_MEDIA_ROOT", "GK_PRIVATE_ROOT"):
        del complete[name]
    store = {"GK_S3_ENDPOINT": "https://s3.example.org", "GK_S3_BUCKET": "gk", "GK_S3_ACCESS_KEY": "a"}
    run = manage(complete | store, "check")
    assert run.stderr.splitlines()[-1].endswith(
        "环境变量有误：GK_S3_SECRET_KEY: 未设置；GK_AUDIT_ANCHOR: 未设置"
    )
    whole = store | {"GK_S3_SECRET_KEY": "b", "GK_AUDIT_ANCHOR": "/mnt/anchor"}
    assert manage(complete | whole, "check", "--deploy", "--fail-level", "WARNING").returncode == 0


def test_published_keys_of_the_vault_are_refused(complete, tmp_path):
    lines = [*keyring.DEMO.keys.items(), ("lookup", keyring.DEMO.lookup)]
    text = "\n".join(f"{name}: {b64encode(key).decode()}" for name, key in lines)
    (tmp_path / "demo.keys").write_text(text, encoding="utf-8")
    run = manage(complete | {"GK_VAULT_KEYS_FILE": str(tmp_path / "demo.keys")}, "check")
    assert "这是演示用的密钥" in run.stderr


SHOW = """
import json, django
django.setup()
from django.conf import settings
names = [
    "DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_SAMESITE", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT",
    "SESSION_EXPIRE_AT_BROWSER_CLOSE", "X_FRAME_OPTIONS", "AXES_ENABLED", "GK_SECOND_FACTOR", "GK_DEMO",
    "GK_FORM_SECONDS", "GK_PROXIES", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL",
]
print(json.dumps({name: getattr(settings, name, True) for name in names}))
"""


def test_the_doors_are_shut_in_production(complete):
    run = subprocess.run(
        [sys.executable, "-c", SHOW], cwd=HOUSE, env=complete, capture_output=True, text=True, check=True
    )
    assert json.loads(run.stdout) == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "X_FRAME_OPTIONS": "DENY",
        "AXES_ENABLED": True,
        "GK_SECOND_FACTOR": True,
        "GK_DEMO": False,
        "GK_FORM_SECONDS": 3,
        "GK_PROXIES": 1,
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_USE_TLS": True,
        "DEFAULT_FROM_EMAIL": "gk@example.org",
    }


ASK = """
import django
django.setup()
from django.test import Client
client = Client(HTTP_HOST="gk.example.org")
plain = client.get("/display/")
assert plain.status_code == 301 and plain["Location"] == "https://gk.example.org/display/", plain
safe = client.post("/display/", {"type": "large"}, secure=True)
assert safe["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload", safe.headers
cookies = safe.cookies.values()
assert [(c["secure"], c["httponly"], c["samesite"]) for c in cookies] == [(True, True, "Lax")], cookies
print("ok")
"""


def test_answers_come_over_https_with_hsts_and_secure_cookies(complete):
    run = subprocess.run(
        [sys.executable, "-c", ASK], cwd=HOUSE, env=complete, capture_output=True, text=True, check=False
    )
    assert (run.stdout, run.returncode) == ("ok\n", 0), run.stderr
