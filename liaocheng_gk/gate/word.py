"""What a Word document holds beside the text that is seen."""

import re
from collections import Counter
from collections.abc import Iterable

from lxml import etree

from .findings import Finding
from .package import Package, local
from .text import inspect_places

_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments\w*)\.xml")
_PLACES = {"header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注", "comments": "批注"}
_REVISIONS = {
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "cellIns",
    "cellDel",
}
_FALSE = {"0", "false", "off"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def inspect_word(package: Package, allowed: Iterable[str]) -> list[Finding]:
    found, texts = [], []
    for part in package.names:
        if not _PARTS.fullmatch(part):
            continue
        root = package.xml(part)
        kind = re.sub(r"\d*\.xml|word/|Extended|Ids|Extensible", "", part)
        place = next((words for start, words in _PLACES.items() if kind.startswith(start)), "")
        paragraphs = [_text(paragraph) for paragraph in root.iter(f"{_W}p")]
        texts += [
            (place or f"第 {number} 段", text) for number, text in enumerate(paragraphs, 1) if text.strip()
        ]
        if place == "批注":
            found += [Finding("COMMENT", f"批注 {n}") for n, text in enumerate(paragraphs, 1) if text.strip()]
        else:
            found += _unseen(root, place)
    return [*dict.fromkeys(inspect_places(texts, allowed=allowed)), *_counted(found)]


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph itself, deleted text included; what stands in a text box has paragraphs of its own."""
    pieces: list[str] = []
    for element in paragraph.iter():
        if next(element.iterancestors(f"{_W}p"), paragraph) is not paragraph:
            continue
        name = local(element)
        if name in ("t", "delText", "instrText"):
            pieces.append(element.text or "")
        elif name in ("tab", "br", "cr"):
            pieces.append(" ")
    return "".join(pieces)


def _unseen(root: etree._Element, place: str) -> list[Finding]:
    found = []
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        where = place or f"第 {number} 段"
        for element in paragraph.iter():
            name = local(element)
            if name in _REVISIONS:
                found.append(Finding("REVISION", where))
            elif name in ("vanish", "specVanish") and element.get(f"{_W}val", "1") not in _FALSE:
                run = element.getparent().getparent()
                if local(run) == "r" and "".join(run.itertext()).strip():
                    found.append(Finding("HIDDEN-TEXT", where))
    return found


def _counted(found: list[Finding]) -> list[Finding]:
    """One line for each rule: where it is found first, and how often."""
    counts = Counter(finding.rule for finding in found)
    first: dict[str, Finding] = {}
    for finding in found:
        first.setdefault(finding.rule, finding)
    return [
        Finding(rule, one.place if counts[rule] == 1 else f"{one.place}等 {counts[rule]} 处")
        for rule, one in first.items()
    ]
