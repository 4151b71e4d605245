"""Word, Excel and PowerPoint files: what every one of them can carry out of the house unseen."""

import re
from collections.abc import Callable, Iterable

from .excel import inspect_sheets
from .findings import Finding
from .images import has_place
from .package import Package, local
from .people import looks_like_a_person
from .powerpoint import inspect_slides
from .word import inspect_word

INSPECTORS: dict[str, Callable[[Package, Iterable[str]], list[Finding]]] = {
    "word": inspect_word,
    "xl": inspect_sheets,
    "ppt": inspect_slides,
}
_PERSON_PROPERTIES = {
    "creator": "作者", "lastModifiedBy": "最后保存者", "manager": "经理", "Manager": "经理",
}  # fmt: skip
_EMBEDDED = re.compile(r"/(embeddings|afchunk|oleObject|activeX)", re.IGNORECASE)
_PICTURE = re.compile(r"/media/[^/]+\.(jpe?g|png|tiff?|webp)$", re.IGNORECASE)


def inspect_office(package: Package, folder: str, allowed: Iterable[str]) -> list[Finding]:
    """``folder``: where the main part lies, ``word``, ``xl`` or ``ppt``."""
    return [
        *INSPECTORS[folder](package, allowed),
        *_properties(package),
        *_relations(package),
        *(Finding("EMBEDDED", "", name.rsplit("/", 1)[-1]) for name in package if _EMBEDDED.search(name)),
        *(
            Finding("EXIF", "文中图片", name.rsplit("/", 1)[-1])
            for name in package
            if _PICTURE.search(name) and has_place(package.read(name))
        ),
    ]


def _properties(package: Package) -> list[Finding]:
    found = []
    for part in ("docProps/core.xml", "docProps/app.xml"):
        if part not in package:
            continue
        for element in package.xml(part):
            words = _PERSON_PROPERTIES.get(local(element))
            if words and looks_like_a_person(element.text or ""):
                found.append(Finding("AUTHOR", "文档属性", f"{words}“{element.text}”"))
    if "docProps/custom.xml" in package:
        for element in package.xml("docProps/custom.xml"):
            value = "".join(element.itertext())
            if looks_like_a_person(value):
                found.append(Finding("AUTHOR", "文档属性", f"{element.get('name', '')}“{value}”"))
    return found


def _relations(package: Package) -> list[Finding]:
    """Links that fetch a file, and the paths of somebody's computer; a hyperlink to the web is what readers want."""
    found = []
    for part in package.named("", ".rels"):
        for row in package.xml(part):
            target = row.get("Target") or ""
            hyperlink = (row.get("Type") or "").endswith("/hyperlink")
            local_path = re.match(r"(?i)file:|[a-z]:\\|\\\\", target)
            if row.get("TargetMode") == "External" and (not hyperlink or local_path):
                found.append(Finding("EXTERNAL", "", _without_person(target)))
    if any(name.startswith(("xl/externalLinks/", "xl/connections", "xl/queryTables")) for name in package):
        found.append(Finding("EXTERNAL", "", "工作簿的外部链接或者数据连接"))
    return list(dict.fromkeys(found))


def _without_person(target: str) -> str:
    """Only the last part of a path: what stands before it names somebody's account."""
    return "…" + re.split(r"[\\/]", target)[-1][:40]
