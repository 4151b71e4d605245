"""From the bytes a PDF shows to characters and widths."""

import codecs
import re
from dataclasses import dataclass

import pikepdf

# Predefined CMaps of Chinese fonts -> how Python names the encoding; one or two bytes a character, or always two.
_MIXED = {"GBK-EUC": "gbk", "GBKp-EUC": "gbk", "GBK2K": "gb18030", "GB-EUC": "gb2312", "GBpc-EUC": "gb2312"}
_DOUBLE = {"UniGB-UCS2": "utf-16-be", "UniGB-UTF16": "utf-16-be"}
_BASE = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman", "/StandardEncoding": "ascii"}
_NAMED = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "space": " ", "hyphen": "-", "period": ".", "comma": ",", "colon": ":", "slash": "/", "parenleft": "(", "parenright": ")",
}  # fmt: skip
_TOKENS = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|([a-z]+)|-?\d+")
_MOST_RANGE = 0x10000


@dataclass(frozen=True)
class Shown:
    """One glyph: ``text`` is None where the font does not tell; ``width`` in parts of the font size."""

    text: str | None
    width: float
    is_space: bool


class Font:
    def __init__(self, font: pikepdf.Object) -> None:
        self._composite = font.get("/Subtype") == "/Type0"
        self._unicode = _to_unicode(font)
        self._codec, self._two_bytes = _encoding(font, composite=self._composite)
        self._names = {} if self._composite else _differences(font)
        self._widths, self._default = _cid_widths(font) if self._composite else _simple_widths(font)
        self._symbolic = bool(int(font.get("/FontDescriptor", {}).get("/Flags", 0)) & 4)

    def show(self, data: bytes) -> list[Shown]:
        return [self._glyph(code) for code in self._codes(data)]

    def _codes(self, data: bytes) -> list[bytes]:
        if not self._composite:
            return [bytes([byte]) for byte in data]
        if self._two_bytes:
            return [data[at : at + 2] for at in range(0, len(data), 2)]
        codes, at = [], 0
        while at < len(data):
            step = 2 if data[at] > 0x80 else 1
            codes.append(data[at : at + step])
            at += step
        return codes

    def _glyph(self, code: bytes) -> Shown:
        number = int.from_bytes(code, "big")
        width = self._widths.get(number, self._default)
        return Shown(self._text(code, number), width, code == b" ")

    def _text(self, code: bytes, number: int) -> str | None:
        if number in self._unicode:
            return self._unicode[number]
        if number in self._names:
            return self._names[number]
        if self._codec:
            with_codec = codecs.decode(code, self._codec, "ignore")
            return with_codec or None
        return None


def _encoding(font: pikepdf.Object, *, composite: bool) -> tuple[str, bool]:
    """The codec (empty: only a table in the font tells) and whether every code has two bytes."""
    encoding = font.get("/Encoding")
    if composite:
        name = str(encoding).lstrip("/").rsplit("-", 1)[0] if isinstance(encoding, pikepdf.Name) else ""
        return (_MIXED[name], False) if name in _MIXED else (_DOUBLE.get(name, ""), True)
    if isinstance(encoding, pikepdf.Dictionary):
        encoding = encoding.get("/BaseEncoding")
    if encoding is None and "/FontFile2" in font.get("/FontDescriptor", {}) and "/ToUnicode" in font:
        return "", False  # a subset with codes of its own
    return _BASE.get(str(encoding), "cp1252"), False


def _differences(font: pikepdf.Object) -> dict[int, str | None]:
    encoding = font.get("/Encoding")
    if not isinstance(encoding, pikepdf.Dictionary) or "/Differences" not in encoding:
        return {}
    names: dict[int, str | None] = {}
    code = 0
    for entry in encoding["/Differences"]:
        if isinstance(entry, pikepdf.Name):
            names[code] = _named(str(entry)[1:])
            code += 1
        else:
            code = int(entry)
    return names


def _named(name: str) -> str | None:
    if len(name) == 1:
        return name
    if unicode := re.fullmatch(r"(?:uni|u)([0-9A-F]{4,6})", name):
        return chr(int(unicode.group(1), 16)) if int(unicode.group(1), 16) < 0x110000 else None
    return _NAMED.get(name)


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream):
        return {}
    table: dict[int, str] = {}
    for block in re.finditer(rb"beginbf(char|range)(.*?)endbf\1", stream.read_bytes(), re.DOTALL):
        words = [_word(match) for match in _TOKENS.finditer(block.group(2))]
        if block.group(1) == b"char":
            for source, target in zip(words[::2], words[1::2], strict=False):
                if isinstance(source, bytes) and isinstance(target, bytes):
                    table[int.from_bytes(source, "big")] = _utf16(target)
        else:
            _read_ranges(words, table)
    return table


def _word(match: re.Match[bytes]) -> bytes | str:
    if match.group(1) is not None:
        digits = re.sub(rb"\s", b"", match.group(1)).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return match.group().decode()


def _read_ranges(words: list[bytes | str], table: dict[int, str]) -> None:
    at = 0
    while at + 2 < len(words):
        first, last, target = words[at : at + 3]
        at += 3
        if not isinstance(first, bytes) or not isinstance(last, bytes):
            continue
        start, end = int.from_bytes(first, "big"), int.from_bytes(last, "big")
        if isinstance(target, bytes):
            for step in range(min(end - start + 1, _MOST_RANGE)):
                table[start + step] = _utf16(_plus(target, step))
        elif target == "[":
            while at < len(words) and words[at] != "]":
                table[start] = _utf16(words[at]) if isinstance(words[at], bytes) else ""
                start, at = start + 1, at + 1
            at += 1


def _plus(target: bytes, step: int) -> bytes:
    return (int.from_bytes(target, "big") + step).to_bytes(len(target) + 1, "big")[1:]


def _utf16(data: bytes) -> str:
    return data.decode("utf-16-be", "ignore")


def _simple_widths(font: pikepdf.Object) -> tuple[dict[int, float], float]:
    scale = abs(float(font["/FontMatrix"][0])) if "/FontMatrix" in font else 0.001
    first = int(font.get("/FirstChar", 0))
    widths = {first + at: float(width) * scale for at, width in enumerate(font.get("/Widths", []))}
    return widths, float(font.get("/FontDescriptor", {}).get("/MissingWidth", 556)) * scale


def _cid_widths(font: pikepdf.Object) -> tuple[dict[int, float], float]:
    below = font["/DescendantFonts"][0]
    widths: dict[int, float] = {}
    row = list(below.get("/W", []))
    at = 0
    while at + 1 < len(row):
        first = int(row[at])
        if isinstance(row[at + 1], pikepdf.Array):
            widths |= {first + step: float(width) / 1000 for step, width in enumerate(row[at + 1])}
            at += 2
        elif at + 2 < len(row):
            last = min(int(row[at + 1]), first + _MOST_RANGE)
            widths |= dict.fromkeys(range(first, last + 1), float(row[at + 2]) / 1000)
            at += 3
        else:
            break
    return widths, float(below.get("/DW", 1000)) / 1000
