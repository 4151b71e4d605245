"""File names as they come from strangers: only the last part, without tricks, and never the name on the disk."""

import re
import unicodedata
from pathlib import PurePath

LONGEST = 200
# What a system would run, wherever in the name it stands: "报告.exe.pdf" is meant to deceive.
_RUNNABLE = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "scr",
        "pif",
        "msi",
        "dll",
        "jar",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "hta",
        "ps1",
        "psm1",
        "lnk",
        "reg",
        "cpl",
        "chm",
        "php",
        "php5",
        "phtml",
        "asp",
        "aspx",
        "jsp",
        "jspx",
        "cgi",
        "pl",
        "py",
        "rb",
        "sh",
        "html",
        "htm",
        "xhtml",
        "shtml",
        "svg",
        "swf",
        "xml",
        "docm",
        "xlsm",
        "pptm",
        "dotm",
        "xlam",
    ]
)


def clean_name(name: str) -> str:
    """The name to show: no folder, no control or direction character, at most ``LONGEST`` with its ending kept."""
    last = re.split(r"[\\/]", name)[-1]
    shown = "".join(
        letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )
    shown = re.sub(r"\s+", " ", shown).strip(" .") or "未命名"
    suffix = PurePath(shown).suffix
    return shown if len(shown) <= LONGEST else shown[: LONGEST - len(suffix)] + suffix


def suffix_of(name: str) -> str:
    return PurePath(clean_name(name)).suffix.lower()


def hides_a_program(name: str) -> bool:
    """Whether an ending before the last is one that runs."""
    inner = clean_name(name).lower().split(".")[1:-1]
    return any(piece.strip() in _RUNNABLE for piece in inner)
