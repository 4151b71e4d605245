"""OFD, the national format of fixed pages (GB/T 33190): text, notes, attached files, hidden layers."""

import re
from collections.abc import Iterable

from lxml import etree

from .findings import Finding
from .package import Package, Unreadable, local
from .people import looks_like_a_person
from .text import inspect_places

_PAGE = re.compile(r"Doc_\d+/(Pages|Tpls)/.*\.xml", re.IGNORECASE)
_NOTE = re.compile(r"Doc_\d+/Annots?/.*Annot[^/]*\.xml", re.IGNORECASE)


def inspect_ofd(package: Package, allowed: Iterable[str]) -> list[Finding]:
    found, texts = [], []
    pages = [name for name in package.named("") if _PAGE.fullmatch(name)]
    if not pages:
        raise Unreadable
    for number, name in enumerate(pages, 1):
        root, place = package.xml(name), f"第 {number} 页"
        texts.append((place, _text(root)))
        if any(
            one.get("Visible") in ("false", "0")
            for one in root.iter("{*}TextObject", "{*}PageBlock", "{*}Layer")
        ):
            found.append(Finding("LAYER", place))
        if _covers_text(root):
            found.append(Finding("COVERED", place))
    for name in package.named(""):
        if _NOTE.fullmatch(name):
            root = package.xml(name)
            texts.append(("批注", _text(root)))
            kinds = {one.get("Type") for one in root.iter("{*}Annot")}
            if kinds - {"Link", "Watermark", "Stamp"}:
                found.append(Finding("COMMENT", ""))
        elif name.endswith("Attachments.xml"):
            found += [
                Finding("EMBEDDED", "", one.get("Name", ""))
                for one in package.xml(name).iter("{*}Attachment")
            ]
    for element in package.xml("OFD.xml").iter("{*}Author", "{*}CustomData"):
        texts.append(("文档属性", element.text or ""))
        if looks_like_a_person(element.text or ""):
            found.append(Finding("AUTHOR", "文档属性", f"作者“{element.text}”"))
    return [*dict.fromkeys(inspect_places(texts, allowed=allowed)), *dict.fromkeys(found)]


def _text(root: etree._Element) -> str:
    return "\n".join(element.text or "" for element in root.iter("{*}TextCode"))


def _covers_text(root: etree._Element) -> bool:
    """Whether a filled shape or a picture, painted later, lies over the start of a line of text."""
    starts: list[tuple[float, float]] = []
    for element in root.iter("{*}TextObject", "{*}PathObject", "{*}ImageObject"):
        box = [float(edge) for edge in (element.get("Boundary") or "").split()]
        if len(box) != 4:
            continue
        if local(element) == "TextObject":
            starts.append((box[0] + min(box[2], box[3]) / 2, box[1] + box[3] / 2))
        elif element.get("Alpha", "255") == "255" and (
            local(element) == "ImageObject" or element.get("Fill") in ("true", "1")
        ):
            left, top, width, height = box
            if any(left <= x <= left + width and top <= y <= top + height for x, y in starts):
                return True
    return False
