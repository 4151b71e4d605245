"""What the applicant sees of a scan that waits: a small picture inside the page itself, so that it has no address."""

import base64
import io
from dataclasses import dataclass

import pikepdf
from PIL import Image

from . import pending

WIDEST = 480  # pixels


@dataclass(frozen=True)
class Preview:
    """``picture`` is a data: address, empty for a PDF, which is told by its ``pages``."""

    kilobytes: int
    picture: str = ""
    pages: int = 0
    waits: bool = False  # for the virus scanner; until then nothing of it is shown


def preview_of(token: str) -> Preview | None:
    """The scan behind a signed name, made small; None if it does not wait any more."""
    scan = pending.fetch(token) if token else None
    if scan is None:
        return None
    size = max(1, round(scan.size / 1024))
    if getattr(scan.content, "unscanned", False):
        return Preview(size, waits=True)
    if scan.suffix == ".pdf":
        with pikepdf.open(scan.content) as document:
            return Preview(size, pages=len(document.pages))
    with Image.open(scan.content) as image:
        image.thumbnail((WIDEST, WIDEST))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=70)
    return Preview(size, picture="data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode())
