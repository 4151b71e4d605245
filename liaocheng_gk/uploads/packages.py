"""Zip packages: bombs, paths that climb, passwords; and in Office files what acts or fetches when they are opened."""

import io
import re
import zipfile

from lxml import etree

from liaocheng_gk.gate.package import NO_PACKAGE, NO_PART

MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
_CHUNK = 1024 * 1024
# Parts of a package that act or hold foreign files, by a piece of their name.
ACTIVE_PARTS = {
    "vbaproject": "宏",
    "vbadata": "宏",
    "macrosheets": "宏",
    "activex": "ActiveX 控件",
    "embeddings/": "嵌入的文件",
    "afchunk": "嵌入的文件",
}
_REMOTE = re.compile(r"(?i)\s*(https?|ftp|file:////|smb|mhtml|\\\\|//)")
_DDE = re.compile(rb"(?i)\bDDE(AUTO)?\b|<[a-z0-9:]*ddeLink")


class Damaged(Exception):
    """No package, or a part of it cannot be read."""


class Hostile(Exception):
    """Made to do harm, or indistinguishable from it; the message says how, in Chinese."""


def check_package(data: bytes, *, most: int = MOST_UNPACKED) -> int:
    """Unpack all of ``data`` in memory, a piece at a time, and stop at the first thing that is not right.

    Returns how many bytes it unpacks to, ``most`` at most. Raises: Damaged; Hostile.
    """
    with _opened(data) as archive:
        rows = archive.infolist()
        if len(rows) > MOST_PARTS:
            raise Hostile(f"其中有 {len(rows)} 个文件，超过 {MOST_PARTS} 个")
        if len({row.filename for row in rows}) < len(rows):
            raise Hostile("其中有同名的文件")
        if any(row.flag_bits & 1 for row in rows):
            raise Hostile("设有密码")
        if any(climbs(row.filename) for row in rows):
            raise Hostile("其中的文件路径指向别处")
        if sum(row.compress_size for row in rows) > len(data):
            raise Hostile("压缩内容互相重叠")
        unpacked = 0
        for row in rows:
            for size in _sizes(archive, row):
                unpacked += size
                if unpacked > most or unpacked > MOST_RATIO * max(len(data), 10_000):
                    raise Hostile("解压后过大")
        return unpacked


def active_parts(data: bytes) -> set[str]:
    """Macros, controls and embedded files of an Office package, in words."""
    with _opened(data) as archive:
        names = [name.lower() for name in archive.namelist()]
        found = {word for name in names for piece, word in ACTIVE_PARTS.items() if piece in name}
        if b"macroenabled" in _read(archive, "[Content_Types].xml").lower():
            found.add("宏")
        for name in archive.namelist():
            if re.match(r"(word|xl/externalLinks)/[^/]+\.xml$", name) and _DDE.search(_read(archive, name)):
                found.add("动态数据交换（DDE）")
    return found


def external_targets(data: bytes, *, remote_only: bool) -> list[str]:
    """Where the package fetches from when it is opened; ``remote_only`` leaves links for readers and local paths out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    found = []
    with _opened(data) as archive:
        for name in archive.namelist():
            if not name.endswith(".rels"):
                continue
            try:
                rows = list(etree.fromstring(_read(archive, name), parser))
            except etree.XMLSyntaxError as error:
                raise Damaged from error
            for row in rows:
                target = row.get("Target") or ""
                link = (row.get("Type") or "").endswith("/hyperlink")
                if row.get("TargetMode") == "External" and not (
                    remote_only and (link or not _REMOTE.match(target))
                ):
                    found.append(target)
    return found


def holds_old_macros(data: bytes) -> bool:
    """Whether a file of the format before 2007 carries a macro project: its directory names it."""
    return any(name.encode("utf-16-le") in data for name in ("_VBA_PROJECT", "VBA_PROJECT_CUR", "Macros"))


def is_zip_too(data: bytes) -> bool:
    """Whether something that begins as another format also opens as a zip file."""
    return not data.startswith(b"PK\x03\x04") and zipfile.is_zipfile(io.BytesIO(data))


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except NO_PACKAGE as error:
        raise Damaged from error


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except (KeyError, *NO_PART) as error:
        raise Damaged from error


def _sizes(archive: zipfile.ZipFile, row: zipfile.ZipInfo):
    """The sizes of the pieces of a part as they come out, not as the part says."""
    try:
        with archive.open(row) as part:
            while piece := part.read(_CHUNK):
                yield len(piece)
    except NO_PART as error:
        raise Damaged from error


def climbs(name: str) -> bool:
    """Whether a path leads out of the folder it is unpacked in."""
    pieces = re.split(r"[\\/]", name)
    return (
        ".." in pieces or name.startswith(("/", "\\")) or bool(re.match(r"[A-Za-z]:", name)) or "\x00" in name
    )
