"""Pictures are drawn anew: what comes out holds the picture and nothing that came with it."""

import io

from PIL import Image, ImageOps

from .kinds import JPEG, PNG, Kind
from .packages import Damaged, Hostile

FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3000
_FAULTS = (
    *(
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ),
    *(MemoryError, OverflowError),
)


def redraw(data: bytes, *, as_scan: bool) -> tuple[bytes, Kind]:
    """The picture anew: ``as_scan`` always as a JPEG of at most ``LONGEST_SIDE``, otherwise as large as it came.

    Raises: Damaged; Hostile for more than ``MOST_PIXELS``.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Hostile(f"图片尺寸过大（{image.width}×{image.height}）")
            keeps_alpha = not as_scan and image.format == "PNG" and image.has_transparency_data
            turned = ImageOps.exif_transpose(image).convert("RGBA" if keeps_alpha else "RGB")
            kind = PNG if image.format == "PNG" and not as_scan else JPEG
    except _FAULTS as error:
        if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
            raise Hostile("图片尺寸过大") from error
        raise Damaged from error
    bare = Image.new(turned.mode, turned.size)
    bare.paste(turned)
    if as_scan:
        bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    if kind is PNG:
        bare.save(out, "PNG", optimize=False)
    else:
        bare.save(out, "JPEG", quality=88 if as_scan else 92)
    return out.getvalue(), kind
