"""PDFs: no password, nothing that acts, nothing packed inside."""

import io
import re
import zlib

import pikepdf

from .packages import Damaged, Hostile, is_zip_too

MOST_UNPACKED = 400 * 1024 * 1024
_MOST_OBJECTS = 200_000
_ACTIONS = {
    "/JavaScript": "脚本", "/Launch": "启动程序的动作", "/ImportData": "导入数据的动作", "/SubmitForm": "提交表单的动作",
    "/GoToE": "内嵌文件", "/GoToR": "打开别的文件的动作", "/Movie": "音视频", "/Sound": "音视频", "/Rendition": "音视频",
    "/RichMediaExecute": "音视频",
}  # fmt: skip
_KEYS = {
    "/JS": "脚本",
    "/EmbeddedFile": "内嵌文件",
    "/EmbeddedFiles": "内嵌文件",
    "/XFA": "动态表单",
    "/RichMediaContent": "音视频",
}
_KINDS = {
    "/FileAttachment": "内嵌文件",
    "/RichMedia": "音视频",
    "/Screen": "音视频",
    "/3D": "三维模型",
    "/Movie": "音视频",
    "/Sound": "音视频",
}


def check_pdf(data: bytes) -> None:
    """Raises: Damaged; Hostile with what is inside, in words."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Hostile("设有密码")
            if not len(pdf.pages):
                raise Damaged
            found = _active(pdf)
            too_large = _unpacks_to_too_much(pdf)
    except pikepdf.PasswordError as error:
        raise Hostile("设有密码") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged from error
    if found:
        raise Hostile(f"含有{'、'.join(sorted(found))}")
    if too_large:
        raise Hostile("解压后过大")
    if is_zip_too(data) or _carries_more(data):
        raise Hostile("后面附有别的内容")


def _active(pdf: pikepdf.Pdf) -> set[str]:
    found = set()
    if len(pdf.objects) > _MOST_OBJECTS:
        raise Hostile("结构异常复杂")
    for thing in pdf.objects:
        found |= _in_dictionary(thing, 0)
    return found


def _in_dictionary(thing: pikepdf.Object, depth: int) -> set[str]:
    """Also what is written in place; what has a number of its own is an object of the list."""
    found: set[str] = set()
    if depth > 20:
        return found
    if isinstance(thing, pikepdf.Array):
        below = [one for one in thing if isinstance(one, pikepdf.Dictionary | pikepdf.Array)]
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        keys = set(thing.keys())
        if (action := _ACTIONS.get(str(thing.get("/S", "")))) is not None:
            found.add(action)
        if (kind := _KINDS.get(str(thing.get("/Subtype", "")))) is not None:
            found.add(kind)
        if thing.get("/Type") == "/EmbeddedFile":
            found.add("内嵌文件")
        found |= {_KEYS[key] for key in keys & _KEYS.keys()}
        below = [thing[key] for key in keys if isinstance(thing[key], pikepdf.Dictionary | pikepdf.Array)]
    else:
        return found
    for one in below:
        if not one.is_indirect:
            found |= _in_dictionary(one, depth + 1)
    return found


def _unpacks_to_too_much(pdf: pikepdf.Pdf) -> bool:
    """Deflated streams, unpacked a piece at a time and thrown away."""
    total = 0
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream) or "/FlateDecode" not in str(thing.get("/Filter", "")):
            continue
        unpacker, rest = zlib.decompressobj(), thing.read_raw_bytes()
        try:
            while rest and not unpacker.eof:
                total += len(unpacker.decompress(rest, 1024 * 1024))
                rest = unpacker.unconsumed_tail
                if total > MOST_UNPACKED:
                    return True
        except zlib.error:
            continue  # a filter before it, or a fault the reader mends
    return False


def _carries_more(data: bytes) -> bool:
    """Whether readable matter stands behind the end of the file: a page, a script, another file."""
    end = data.rfind(b"%%EOF")
    return end >= 0 and len(re.sub(rb"[\s\x00]", b"", data[end + 5 :])) > 16
