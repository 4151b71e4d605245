"""One file of any kind: what it is by its content, and who looks into it."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from .findings import Finding
from .images import NotAPicture, inspect_picture
from .ofd import inspect_ofd
from .office import inspect_office
from .package import Package, Unreadable
from .pdf import FAULTS, Encrypted, inspect_pdf
from .text import inspect_text

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"BM", b"GIF8", b"RIFF", b"II*\x00", b"MM\x00*")
_TEXTS = {".txt", ".csv", ".md", ".json", ".xml"}


def inspect_file(name: str, content: bytes, *, allowed: Iterable[str] = ()) -> list[Finding]:
    """Everything in ``content`` that must not become public; what cannot be looked into is itself a finding.

    Args:
        name: tells text from other bytes, and is searched as well: readers see it.
        allowed: numbers that may stand there, as for ``inspect_text``.
    """
    allowed = list(allowed)
    found = [Finding(one.rule, "文件名", one.excerpt) for one in inspect_text(name, allowed=allowed)]
    try:
        return found + _inside(name, content, allowed)
    except Encrypted:
        return [*found, Finding("ENCRYPTED", "")]
    except (Unreadable, NotAPicture, *FAULTS):
        return [*found, Finding("DAMAGED", "")]


def _inside(name: str, content: bytes, allowed: list[str]) -> list[Finding]:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"%PDF-"):
        return inspect_pdf(content, allowed)
    if content.startswith(b"PK\x03\x04"):
        return _package(Package(content), allowed)
    if content.startswith(OLE):
        # An Office file with a password lies in a container of the old format.
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        return [Finding("ENCRYPTED" if encrypted else "LEGACY", "")]
    if content.startswith(_PICTURES):
        return inspect_picture(content)
    if suffix in _TEXTS:
        return inspect_text(decoded(content), allowed=allowed)
    return [Finding("LEGACY", "", suffix.lstrip("."))]


def _package(package: Package, allowed: list[str]) -> list[Finding]:
    if package.encrypted:
        raise Encrypted
    if "OFD.xml" in package:
        return inspect_ofd(package, allowed)
    if "[Content_Types].xml" in package:
        for folder in ("word", "xl", "ppt"):
            if any(name.startswith(f"{folder}/") for name in package):
                return inspect_office(package, folder, allowed)
        raise Unreadable
    found = []
    for name in package:
        if name.endswith("/"):
            continue
        content = package.read(name)
        if re.search(r"\.(zip|rar|7z|gz|tar)$", name, re.IGNORECASE) or _is_plain_zip(content):
            found.append(Finding("NESTED", f"压缩包内“{name}”"))
        else:
            found += [one.within(f"压缩包内“{name}”") for one in inspect_file(name, content, allowed=allowed)]
    return found


def _is_plain_zip(content: bytes) -> bool:
    if not content.startswith(b"PK\x03\x04"):
        return False
    package = Package(content)
    return "OFD.xml" not in package and "[Content_Types].xml" not in package


def decoded(content: bytes) -> str:
    """Raises: ValueError for bytes that are no text in the encodings used here."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")
