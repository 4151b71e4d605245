"""Kinds of files: what they are called, and how their content shows what they are."""

import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from liaocheng_gk.gate.package import NO_PACKAGE


@dataclass(frozen=True)
class Kind:
    label: str
    suffixes: tuple[str, ...]
    content_type: str = "application/octet-stream"


# fmt: off
PDF = Kind("PDF", (".pdf",), "application/pdf")
DOCX = Kind("DOCX", (".docx",))
XLSX = Kind("XLSX", (".xlsx",))
PPTX = Kind("PPTX", (".pptx",))
OFD = Kind("OFD", (".ofd",))
ZIP = Kind("ZIP", (".zip",))
JPEG = Kind("JPG", (".jpg", ".jpeg"), "image/jpeg")
PNG = Kind("PNG", (".png",), "image/png")
WEBP = Kind("WEBP", (".webp",), "image/webp")
BMP = Kind("BMP", (".bmp",), "image/bmp")
TEXT = Kind("TXT", (".txt", ".csv"), "text/plain")
LEGACY = Kind("旧版 DOC、XLS、PPT、WPS、ET", (".doc", ".xls", ".ppt", ".wps", ".et", ".dps"))
# fmt: on
PICTURES = (JPEG, PNG, WEBP, BMP)
PACKAGES = (DOCX, XLSX, PPTX, OFD, ZIP)
_STARTS = {
    b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"BM": BMP,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": LEGACY,
}  # fmt: skip
# Text that a browser, a shell or Windows would run.
_ACTIVE_TEXT = (
    "<!doctype",
    "<html",
    "<script",
    "<svg",
    "<?xml",
    "<?php",
    "<head",
    "<body",
    "#!",
    "mz",
    "@echo",
)


def kind_of(data: bytes) -> Kind | None:
    """What ``data`` is by its content alone; None for what we do not take."""
    for start, kind in _STARTS.items():
        if data.startswith(start):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    return TEXT if _is_text(data) else None


def _package(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except NO_PACKAGE:
        return None
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" in names:
        for part, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(part) for name in names):
                return kind
        return None
    return ZIP


def _is_text(data: bytes) -> bool:
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
            return not text.lstrip("\ufeff \t\r\n").lower().startswith(_ACTIVE_TEXT)
    return False


def words_for(kinds: Iterable[Kind]) -> str:
    return "、".join(suffix.lstrip(".") for kind in kinds for suffix in kind.suffixes)


def accept_attribute(kinds: Iterable[Kind]) -> str:
    """For the browser's file chooser."""
    return ",".join(suffix for kind in kinds for suffix in kind.suffixes)
