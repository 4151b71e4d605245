"""The keys of the vault: read from a file or the environment, never from the database. Pure: settings import it.

One key a line, ``id: 44 characters of base64``; the first is current, the others still open what they sealed. The
line ``lookup`` holds the key of the look-up columns. ``python -m liaocheng_gk.keyring ID`` prints a new line.
"""

import base64
import binascii
import re
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass

KEY_BYTES = 32  # AES-256 and HMAC-SHA256
LOOKUP = "lookup"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,15}")


@dataclass(frozen=True)
class Keyring:
    """``keys``: by id, the current one first. ``lookup``: for the look-up columns, never for sealing."""

    keys: Mapping[str, bytes]
    lookup: bytes

    @property
    def current(self) -> str:
        return next(iter(self.keys))

    def __repr__(self) -> str:
        return f"Keyring({', '.join(self.keys)})"  # a key must not slip into a log


def read_keyring(text: str) -> Keyring:
    """Read the lines of a key file; blank lines and ``#`` remarks are skipped.

    Raises:
        ValueError: in words for whoever installs the portal; never with a key in them.
    """
    keys: dict[str, bytes] = {}
    for line in re.split(r"[\n;]", text):
        entry = line.strip()
        if not entry or entry.startswith("#"):
            continue
        name, _, encoded = (part.strip() for part in entry.partition(":"))
        if not _ID.fullmatch(name):
            raise ValueError("每行应为“编号: 密钥”，编号用小写字母、数字和短横线，最多 16 个字符")
        if name in keys:
            raise ValueError(f"编号 {name} 出现了两次")
        try:
            keys[name] = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise ValueError(f"编号 {name} 的密钥不是 base64") from error
        if len(keys[name]) != KEY_BYTES:
            raise ValueError(f"编号 {name} 的密钥应为 {KEY_BYTES} 字节")
    lookup = keys.pop(LOOKUP, None)
    if lookup is None:
        raise ValueError(f"缺少编号为 {LOOKUP} 的一行")
    if not keys:
        raise ValueError("缺少加密密钥")
    if len({lookup, *keys.values()}) != len(keys) + 1:
        raise ValueError("同一密钥出现了两次")
    return Keyring(keys, lookup)


def new_line(name: str) -> str:
    return f"{name}: {base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


# For the demonstration and the tests. Whoever reads this file has it, so production refuses it.
DEMO = Keyring({"demo": b"only-for-the-demonstration-key-1"}, lookup=b"only-for-the-demonstration-key-2")


def is_published(keyring: Keyring) -> bool:
    """Whether one of the keys stands in the source code."""
    return bool({*keyring.keys.values(), keyring.lookup} & {*DEMO.keys.values(), DEMO.lookup})


if __name__ == "__main__":
    for name in sys.argv[1:] or ("k1", LOOKUP):
        sys.stdout.write(new_line(name) + "\n")
