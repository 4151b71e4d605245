"""Reads settings from environment variables and names every fault at once, instead of the first one only."""

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from liaocheng_gk.keyring import DEMO, Keyring, is_published, read_keyring

TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Environment:
    """Collects what is wrong while settings are read; ``stop_if_incomplete`` then says all of it."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self.variables = variables
        self.faults: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        value = self.variables.get(name, default)
        if value is None:
            self.faults.append(f"{name}: 未设置")
            return ""
        return value

    def words(self, name: str, default: str | None = None) -> list[str]:
        return [word for word in self.text(name, default).replace(",", " ").split() if word]

    def flag(self, name: str, *, default: bool) -> bool:
        value = self.variables.get(name)
        if value is None:
            return default
        if value.lower() not in TRUE | FALSE:
            self.faults.append(f"{name}: 应为 yes 或 no，现为“{value}”")
        return value.lower() in TRUE

    def number(self, name: str, *, default: int, least: int = 0, most: int = 65_535) -> int:
        value = self.variables.get(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
            self.faults.append(f"{name}: 应为 {least} 至 {most} 的整数，现为“{value}”")
            return default
        return int(value)

    def choice(self, name: str, allowed: Collection[str], *, default: str) -> str:
        value = self.variables.get(name, default)
        if value not in allowed:
            self.faults.append(f"{name}: 应为 {'、'.join(sorted(allowed))} 之一，现为“{value}”")
        return value

    def mail(self) -> dict[str, Any]:
        """The mail server, as Django's ``EMAIL_*`` settings."""
        security = self.choice("GK_EMAIL_SECURITY", {"none", "starttls", "tls"}, default="starttls")
        sender = self.text("GK_EMAIL_FROM")
        if sender and "@" not in sender:
            self.faults.append(f"GK_EMAIL_FROM: 不是电子邮件地址，现为“{sender}”")
        ports = {"none": 25, "starttls": 587, "tls": 465}
        return {
            "EMAIL_HOST": self.text("GK_EMAIL_HOST"),
            "EMAIL_PORT": self.number("GK_EMAIL_PORT", default=ports.get(security, 25), least=1),
            "EMAIL_HOST_USER": self.text("GK_EMAIL_USER", ""),
            "EMAIL_HOST_PASSWORD": self.text("GK_EMAIL_PASSWORD", ""),
            "EMAIL_USE_TLS": security == "starttls",
            "EMAIL_USE_SSL": security == "tls",
            "DEFAULT_FROM_EMAIL": sender,
            "SERVER_EMAIL": sender,
        }

    def secret(self, name: str, *, published: Collection[str]) -> str:
        """A secret of at least 50 signs that is not one of those that stand in this repository."""
        value = self.text(name)
        if value in published or value.startswith("django-insecure-"):
            self.faults.append(f"{name}: 这是公开的演示密钥，请另行生成")
        elif value and (len(value) < 50 or len(set(value)) < 5):
            self.faults.append(f"{name}: 至少 50 个字符，并且随机生成")
        return value

    def database(self, name: str, default: str | None = None) -> dict[str, Any]:
        """Read ``sqlite:///path`` or ``postgresql://user:password@host:port/name`` into a Django database.

        A socket folder goes into the query: ``postgresql:///name?host=/run/postgresql``.
        """
        address = urlsplit(self.text(name, default))
        if address.scheme == "sqlite":
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": unquote(address.path.removeprefix("/")) or ":memory:",
                # Writers wait for one another instead of failing, and a write lock is taken at once,
                # so that two submissions cannot read the same last number.
                "OPTIONS": {
                    "timeout": 20,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
                    # What is deleted is overwritten, or the erasure of a person would only hide them.
                    "PRAGMA secure_delete=ON;",
                },
            }
        if address.scheme == "postgresql":
            query = dict(pair.split("=", 1) for pair in address.query.split("&") if "=" in pair)
            return {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": address.path.removeprefix("/"),
                "USER": unquote(address.username or ""),
                "PASSWORD": unquote(address.password or ""),
                "HOST": unquote(query.get("host", address.hostname or "")),
                "PORT": str(query.get("port", address.port or "")),
                "CONN_MAX_AGE": 60,
                "CONN_HEALTH_CHECKS": True,
            }
        if address.geturl():
            self.faults.append(f"{name}: 应以 sqlite:// 或 postgresql:// 开头")
        return {}

    def replicas(self, name: str) -> dict[str, dict[str, Any]]:
        """Read addresses of replicas, separated by spaces; given up soon where one does not answer."""
        found = {}
        for place, address in enumerate(self.words(name, "")):
            database = Environment({name: address}).database(name)
            if database.get("ENGINE") != "django.db.backends.postgresql":
                self.faults.append(f"{name}: 各地址应以 postgresql:// 开头，以空格分开")
                continue
            database["OPTIONS"] = {"connect_timeout": 2, "tcp_user_timeout": 3000}
            found[f"replica{place + 1}"] = database
        return found

    def bucket(self) -> dict[str, dict[str, Any]]:
        """The storages of the files in an S3-compatible store; empty where they lie in folders."""
        if not any(value for name, value in self.variables.items() if name.startswith("GK_S3_")):
            return {}
        needed = ("GK_S3_ENDPOINT", "GK_S3_BUCKET", "GK_S3_ACCESS_KEY", "GK_S3_SECRET_KEY")
        self.faults += [f"{name}: 未设置" for name in needed if not self.variables.get(name)]
        endpoint, bucket, access_key, secret_key = (self.variables.get(name, "") for name in needed)
        prefix, address = self.text("GK_S3_PREFIX", "").strip("/"), urlsplit(endpoint)
        if endpoint and not (address.scheme in ("http", "https") and address.hostname):
            self.faults.append(f"GK_S3_ENDPOINT: 应以 https:// 或 http:// 开头，现为“{endpoint}”")
        options = {
            "endpoint_url": endpoint,
            "bucket_name": bucket,
            "access_key": access_key,
            "secret_key": secret_key,
            "region_name": self.text("GK_S3_REGION", "us-east-1"),
            "addressing_style": self.choice("GK_S3_ADDRESSING", {"path", "virtual"}, default="path"),
        }
        classes = {"default": ("BucketStorage", "media"), "private": ("PrivateBucketStorage", "private")}
        return {
            use: {
                "BACKEND": f"liaocheng_gk.bucket.{name}",
                "OPTIONS": options | {"location": f"{prefix}/{folder}".lstrip("/")},
            }
            for use, (name, folder) in classes.items()
        }

    def keyring(self, file: str, text: str) -> Keyring:
        """Read the vault's keys from the file that ``file`` names, or from ``text`` itself."""
        name, content = self.variables.get(file, ""), self.variables.get(text, "")
        if not name and not content:
            self.faults.append(f"{file}: 未设置（也可以用 {text}）")
            return DEMO
        try:
            keyring = read_keyring(Path(name).read_text(encoding="utf-8") if name else content)
        except (OSError, UnicodeDecodeError) as error:
            self.faults.append(f"{file}: 无法读取密钥文件（{type(error).__name__}）")
            return DEMO
        except ValueError as error:
            self.faults.append(f"{file if name else text}: {error}")
            return DEMO
        if is_published(keyring):
            self.faults.append(f"{file if name else text}: 这是演示用的密钥，请另行生成")
        return keyring

    def stop_if_incomplete(self) -> None:
        if self.faults:
            raise ImproperlyConfigured("环境变量有误：" + "；".join(self.faults))
