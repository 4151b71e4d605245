"""The entries of a zip of attachments, one at a time and within bounds; nothing is ever unpacked to a path of its own."""

import io
import re
import zipfile
from contextlib import suppress
from pathlib import PurePosixPath

from liaocheng_gk.gate.package import NO_PART
from liaocheng_gk.uploads.packages import climbs

MOST_ENTRIES = 2_000
_SYSTEM = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_UTF8 = 0x800  # the flag of an entry whose name is UTF-8
_LOCKED = 0x1


class Unusable(Exception):
    """The zip as a whole cannot be used; the message says why."""


class Refused(Exception):
    """An entry cannot be taken; the message says why, as the rest of a sentence that begins with its name."""


class Archive:
    """``entries``: the files, without folders and what systems leave beside them; ``paths``: their names as people see them."""

    def __init__(self, content: bytes) -> None:
        """Raises: Unusable."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except NO_PART as error:
            raise Unusable("打不开，可能已经损坏，或者不是 .zip 压缩包") from error
        rows = self._zip.infolist()
        if len(rows) > MOST_ENTRIES:
            raise Unusable(f"里有 {len(rows)} 个文件，超过一次 {MOST_ENTRIES} 个的上限，请分几个压缩包上传")
        if sum(row.compress_size for row in rows) > len(content):
            raise Unusable("的内容互相重叠，不能接收，请重新压缩")
        named = [(_path(row), row) for row in rows]
        kept = [(path, row) for path, row in named if not path.endswith("/") and not _SYSTEM.search(path)]
        self.paths = [path for path, _ in kept]
        self.entries = [row for _, row in kept]

    def __len__(self) -> int:
        return len(self.entries)

    def read(self, number: int, most: int) -> bytes:
        """The content of an entry, of at most ``most`` bytes. Raises: Refused."""
        path, row = self.paths[number], self.entries[number]
        if climbs(path) or climbs(row.orig_filename):
            raise Refused("的路径指向压缩包以外，不能接收。请去掉路径后重新压缩。")
        if self.paths.count(path) > 1:
            raise Refused("在压缩包里有不止一个，不知道用哪一个。请改名后重新压缩。")
        if row.flag_bits & _LOCKED:
            raise Refused("设有密码，不能接收。请去除密码后重新压缩。")
        try:
            with self._zip.open(row) as part:
                content = part.read(most + 1)
        except NO_PART as error:
            raise Refused("已经损坏，无法解开。请重新压缩后再上传。") from error
        if len(content) > most:
            raise Refused(f"解开后超过 {most // 1024 // 1024} MB 的上限，不能接收。请压缩或者拆分后再上传。")
        return content


def base_name(path: str) -> str:
    return PurePosixPath(path).name


def _path(row: zipfile.ZipInfo) -> str:
    """The name as its author saw it: Chinese Windows writes GB18030, others UTF-8, and neither need say so."""
    name = row.filename
    if not row.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        with suppress(UnicodeDecodeError):
            name = raw.decode("gb18030")
        with suppress(UnicodeDecodeError):
            as_utf8 = raw.decode()
            # Two Chinese characters of GB18030 may be UTF-8 by chance: of letters that no Chinese name has.
            if all(sign < "\x80" or sign >= "\u2000" for sign in as_utf8):
                name = as_utf8
    return name.replace("\\", "/")
