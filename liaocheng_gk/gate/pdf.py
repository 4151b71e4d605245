"""What a PDF can carry out of the house: covered and cropped text, notes, layers, properties, earlier versions."""

import io
import re
from collections.abc import Iterable

import pikepdf

from .findings import Finding
from .pdf_page import Glyph, glyphs_of
from .people import looks_like_a_person
from .text import inspect_places

# What an annotation may be without being a note: a link, a field, an electronic seal.
_HARMLESS_NOTES = {"/Link", "/Widget", "/PrinterMark", "/TrapNet", "/Watermark"}
_UNREADABLE_RUN, _UNREADABLE_ALL = 11, 50
FAULTS = (
    *(
        pikepdf.PdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        OverflowError,
        RecursionError,
    ),
)


class Encrypted(Exception):
    """Opens with a password only."""


def inspect_pdf(content: bytes, allowed: Iterable[str]) -> list[Finding]:
    """Raises: Encrypted; any of ``FAULTS`` for a damaged file."""
    with _opened(content) as pdf:
        if pdf.is_encrypted:
            raise Encrypted
        found: list[Finding] = []
        texts: list[tuple[str, str]] = []
        for number, page in enumerate(pdf.pages, 1):
            place = f"第 {number} 页"
            glyphs = glyphs_of(page)
            texts.append((place, text_of(glyphs)))
            found += _painted(glyphs, page, place)
            found += _notes(page, place, texts)
        found += _properties(pdf, texts)
        if len(pdf.attachments):
            found.append(Finding("EMBEDDED", "", "、".join(list(pdf.attachments)[:3])))
        if _has_hidden_layer(pdf):
            found.append(Finding("LAYER", ""))
    found += _older_versions(content, {line for _, text in texts for line in text.split("\n")})
    return [*dict.fromkeys(inspect_places(texts, allowed=allowed)), *dict.fromkeys(found)]


def pages_of(content: bytes) -> list[str]:
    """The text of every page. Raises as ``inspect_pdf``."""
    with _opened(content) as pdf:
        return [text_of(glyphs_of(page)) for page in pdf.pages]


def text_of(glyphs: list[Glyph]) -> str:
    return "".join(glyph.gap + (glyph.text or "\ufffd") for glyph in glyphs)


def _opened(content: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Encrypted from error


def _painted(glyphs: list[Glyph], page: pikepdf.Page, place: str) -> list[Finding]:
    found = []
    covered = sum(glyph.covered and bool((glyph.text or "x").strip()) for glyph in glyphs)
    if covered:
        found.append(Finding("COVERED", place, f"约 {covered} 字"))
    outside = sum(not _is_shown(glyph, page) and bool((glyph.text or "x").strip()) for glyph in glyphs)
    if outside > 2:
        found.append(Finding("OUTSIDE", place, f"约 {outside} 字"))
    unknown = "".join("?" if glyph.text is None else "." for glyph in glyphs)
    if "?" * _UNREADABLE_RUN in unknown or unknown.count("?") >= _UNREADABLE_ALL:
        found.append(Finding("UNREADABLE-TEXT", place, f"约 {unknown.count('?')} 字"))
    return found


def _is_shown(glyph: Glyph, page: pikepdf.Page) -> bool:
    x, y = glyph.centre
    for box in (page.mediabox, page.cropbox):
        left, low, right, high = (float(edge) for edge in box)
        if not (min(left, right) <= x <= max(left, right) and min(low, high) <= y <= max(low, high)):
            return False
    return True


def _notes(page: pikepdf.Page, place: str, texts: list[tuple[str, str]]) -> list[Finding]:
    """Notes are findings; the values of form fields are text like any other."""
    found = []
    for note in page.obj.get("/Annots", []):
        kind, words = str(note.get("/Subtype", "")), str(note.get("/Contents", ""))
        texts.append((place, "\n".join([words, str(note.get("/V", ""))])))
        if kind == "/FileAttachment":
            found.append(Finding("EMBEDDED", place))
        elif kind not in _HARMLESS_NOTES and not (kind == "/Stamp" and not words):
            found.append(Finding("COMMENT", place))
    return found


def _properties(pdf: pikepdf.Pdf, texts: list[tuple[str, str]]) -> list[Finding]:
    info = {str(key): str(value) for key, value in pdf.docinfo.items()} if pdf.trailer.get("/Info") else {}
    texts += [("文档属性", value) for value in info.values()]
    people = [info.get("/Author", "")]
    with pdf.open_metadata() as metadata:
        creators = metadata.get("dc:creator", [])
        people += [creators] if isinstance(creators, str) else list(creators)
        texts += [("文档属性", str(value)) for value in metadata.values()]
    return [
        Finding("AUTHOR", "文档属性", f"作者“{name}”")
        for name in dict.fromkeys(people)
        if looks_like_a_person(name)
    ]


def _has_hidden_layer(pdf: pikepdf.Pdf) -> bool:
    usual = pdf.Root.get("/OCProperties", {}).get("/D", {})
    return bool(len(usual.get("/OFF", []))) or usual.get("/BaseState") == "/OFF"


def _older_versions(content: bytes, lines: set[str]) -> list[Finding]:
    """Whether what stands before an earlier end of the file is a readable PDF with text that is gone from this one."""
    ends = [match.end() for match in re.finditer(rb"startxref\s+\d+\s+%%EOF", content)]
    for end in ends[:-1][-10:]:
        try:
            older = pages_of(content[:end])
        except (*FAULTS, Encrypted):
            continue
        gone = [line for text in older for line in text.split("\n") if line.strip() and line not in lines]
        if gone:
            return [Finding("OLD-VERSION", "", f"约 {sum(map(len, gone))} 字")]
    return []
