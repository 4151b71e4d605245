"""HTML to PDF by WeasyPrint, where it and a Chinese font are installed; their absence is said in words."""

import shutil
import subprocess
from collections.abc import Sequence

from django.contrib.staticfiles import finders

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
    if not has_font():
        raise PdfUnavailable(f"本机没有中文字体“{FONT}”，请安装：fonts-noto-cjk。")
    sheets = [weasyprint.CSS(filename=finders.find(name)) for name in stylesheets]

    def nothing(url: str) -> weasyprint.urls.URLFetcherResponse:
        """The page's links to stylesheets are answered by ``sheets``; nothing else may be loaded."""
        return weasyprint.urls.URLFetcherResponse(url, b"", {"Content-Type": "text/css"})

    return weasyprint.HTML(string=html, base_url="https://paper.invalid/", url_fetcher=nothing).write_pdf(
        stylesheets=sheets
    )


def has_font() -> bool:
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    found = subprocess.run([lister, FONT], capture_output=True, check=False, timeout=20)  # noqa: S603 -- fixed words
    return bool(found.stdout.strip())
