"""HTML to PDF by WeasyPrint, where it and a Chinese font are installed; their absence is said in words."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    import weasyprint

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"
FONT = "Noto Sans CJK SC"


class PdfUnavailable(RuntimeError):
    """This machine cannot make a readable PDF; the message names what is missing."""


def pdf_of(html: str, stylesheets: Sequence[str]) -> bytes:
    """``html`` on paper with ``stylesheets`` of ours (static names); nothing else is loaded from anywhere.

    Raises:
        PdfUnavailable: no Pango, or no Chinese font: the PDF would be boxes.
    """
    try:
        import weasyprint  # noqa: PLC0415 -- loads Pango, which a server may lack; half a second to import
    except (ImportError, OSError) as error:
        raise PdfUnavailable(f"本机没有安装生成 PDF 所需的组件，请安装：{PACKAGES}。") from error
    if not has_font(FONT):
        raise PdfUnavailable(f"本机没有中文字体“{FONT}”，请安装：fonts-noto-cjk。")
    paths = [Path(finders.find(name)) for name in stylesheets]
    sheets = [_sheet(path, path.stat().st_mtime_ns) for path in paths]

    def nothing(url: str) -> weasyprint.urls.URLFetcherResponse:
        """The page's links to stylesheets are answered by ``sheets``; nothing else may be loaded."""
        return weasyprint.urls.URLFetcherResponse(url, b"", {"Content-Type": "text/css"})

    return weasyprint.HTML(string=html, base_url="https://paper.invalid/", url_fetcher=nothing).write_pdf(
        stylesheets=sheets
    )


@lru_cache(maxsize=16)
def _sheet(path: Path, changed: int) -> "weasyprint.CSS":
    """A stylesheet parsed, once for each state of its file (``changed``: nanoseconds)."""
    import weasyprint  # noqa: PLC0415 -- as above

    return weasyprint.CSS(filename=path)


_found: set[str] = set()


def has_font(name: str) -> bool:
    """Whether the machine has this font. Asked of fontconfig until it has: a font found is not looked for again."""
    if name not in _found and (lister := shutil.which("fc-list")):
        told = subprocess.run([lister, name], capture_output=True, check=False, timeout=20)  # noqa: S603 -- fixed words
        if told.stdout.strip():
            _found.add(name)
    return name in _found
