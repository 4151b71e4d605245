"""What lies in a zip package and would grow when it is opened: pictures, workbooks, further packages."""

import io
import warnings
import zipfile

from PIL import Image

from .kinds import XLSX, kind_of
from .packages import MOST_UNPACKED, Hostile, check_package
from .pictures import MOST_PIXELS
from .sheets import MOST_KEPT, check_expanse

DEEPEST = 2  # a zip file may hold an Office file, and that another
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".webp")
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, OverflowError)


def check_contents(data: bytes) -> None:
    """Check a package and everything in it, as deep as packages may lie in each other.

    Raises: Damaged; Hostile: too many parts, too large unpacked, too many pixels or cells, too deep.
    """
    _check(data, MOST_UNPACKED, depth=0)


def _check(data: bytes, most: int, *, depth: int) -> int:
    """What is left of ``most``, the bytes that all packages together may unpack to."""
    if depth > DEEPEST:
        raise Hostile(f"里的压缩包套了 {depth} 层以上")
    most -= check_package(data, most=most)
    if kind_of(data) is XLSX:
        check_expanse(data, most=MOST_KEPT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for row in archive.infolist():
            with archive.open(row) as part:
                start = part.read(4)
            if start == b"PK\x03\x04":
                most = _check(archive.read(row), most, depth=depth + 1)
            elif row.filename.lower().endswith(_PICTURES):
                _check_pixels(archive.read(row))
    return most


def _check_pixels(picture: bytes) -> None:
    """By what the picture says of itself; it is not drawn. One that cannot be read grows nowhere."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(picture)) as image:
                pixels = image.width * image.height
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1
    except _FAULTS:
        return
    if pixels > MOST_PIXELS:
        raise Hostile("里的图片尺寸过大")
