"""What a presentation holds beside the slides that are shown."""

import re
from collections.abc import Iterable

from lxml import etree

from .findings import Finding
from .package import Package
from .text import inspect_places


def inspect_slides(package: Package, allowed: Iterable[str]) -> list[Finding]:
    found, texts = [], []
    for number, part in enumerate(package.named("ppt/slides/slide"), 1):
        root, place = package.xml(part), f"第 {number} 张幻灯片"
        texts += [(place, text) for text in _paragraphs(root)]
        if root.get("show") in ("0", "false"):
            found.append(Finding("HIDDEN-SLIDE", place))
    for part in package.named("ppt/notesSlides/"):
        notes = [text for text in _paragraphs(package.xml(part)) if not re.fullmatch(r"\s*\d*\s*", text)]
        if notes:
            found.append(Finding("HIDDEN-SLIDE", "备注"))
            texts += [("备注", text) for text in notes]
    if package.named("ppt/comments"):
        found.append(Finding("COMMENT", "演示文稿批注"))
    return [*dict.fromkeys(inspect_places(texts, allowed=allowed)), *dict.fromkeys(found)]


def _paragraphs(root: etree._Element) -> list[str]:
    return ["".join(t.text or "" for t in paragraph.iter("{*}t")) for paragraph in root.iter("{*}p")]
