"""Marks a copy of a private picture or PDF with who looked at it and when, all over it; the original stays as it is."""

import io
from functools import lru_cache

import pikepdf
from PIL import Image, ImageDraw, ImageFont

# The fonts that the report's PDF asks for, too; without one only ASCII can be written.
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
LONGEST_SIDE = 2400  # pixels of a picture on screen
MAX_PIXELS = 60_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
SLOPE = 28  # degrees
INK, EDGE = (90, 90, 90, 110), (255, 255, 255, 120)
PAGE = (1240, 1754)  # pixels of the mark over a page of a PDF


def marked(content: bytes, words: str, plain: str) -> tuple[bytes, str] | None:
    """A marked copy and its type; None for what is neither a picture nor a PDF.

    Args:
        words: what is written over it.
        plain: the same in ASCII, for a machine without a Chinese font.
    """
    if content.startswith(b"%PDF-"):
        return _marked_pdf(content, words, plain)
    return _marked_picture(content, words, plain)


def _marked_picture(content: bytes, words: str, plain: str) -> tuple[bytes, str] | None:
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
            picture = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.alpha_composite(mark(picture.size, words, plain))
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=85)
    return out.getvalue(), "image/jpeg"


def _marked_pdf(content: bytes, words: str, plain: str) -> tuple[bytes, str] | None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf, pikepdf.new() as over:
            over.add_blank_page(page_size=PAGE)
            _draw(over, mark(PAGE, words, plain))
            for page in pdf.pages:
                page.add_overlay(over.pages[0], pikepdf.Rectangle(*page.mediabox), shrink=False)
            out = io.BytesIO()
            pdf.save(out)
    except (pikepdf.PdfError, ValueError):
        return None
    return out.getvalue(), "application/pdf"


def _draw(pdf: pikepdf.Pdf, overlay: Image.Image) -> None:
    """Put ``overlay`` with its transparency over the one page of ``pdf``."""
    form = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "BitsPerComponent": 8}
    form |= {"Width": overlay.width, "Height": overlay.height, "ColorSpace": pikepdf.Name.DeviceGray}
    clear = pikepdf.Stream(pdf, overlay.getchannel("A").tobytes(), **form)
    ink = pikepdf.Stream(pdf, overlay.convert("L").tobytes(), **form, SMask=clear)
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Mark=pdf.make_indirect(ink)))
    page.Contents = pikepdf.Stream(pdf, f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Mark Do Q".encode())


def mark(size: tuple[int, int], words: str, plain: str) -> Image.Image:
    """``words`` all over a clear sheet, so that no part worth having is without them."""
    sheet = Image.new("RGBA", size)
    font = _font(max(14, min(size) // 28))
    text = words if isinstance(font, ImageFont.FreeTypeFont) and _is_chinese(font) else plain
    left, top, right, bottom = (round(edge) for edge in font.getbbox(text, stroke_width=1))
    line = Image.new("RGBA", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(line).text(
        (4 - left, 4 - top), text, font=font, fill=INK, stroke_width=1, stroke_fill=EDGE
    )
    tile = line.rotate(SLOPE, expand=True, resample=Image.Resampling.BICUBIC)
    for row, y in enumerate(range(-tile.height // 2, size[1], max(1, tile.height * 3 // 4))):
        for x in range(-(row % 2) * tile.width // 2, size[0], tile.width):
            layer = Image.new("RGBA", size)
            layer.paste(tile, (x, y))
            sheet = Image.alpha_composite(sheet, layer)
    return sheet


@lru_cache(maxsize=8)
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, height)
        except OSError:
            continue
    return ImageFont.load_default(height)


def _is_chinese(font: ImageFont.FreeTypeFont) -> bool:
    return str(font.path) in FONTS
