"""Pictures: where, with what and by whom they were taken."""

import io

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from .findings import Finding

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF")
# What says how to draw the picture, and nothing about anybody.
_HARMLESS = {
    Base.Orientation, Base.XResolution, Base.YResolution, Base.ResolutionUnit, Base.ColorSpace, Base.YCbCrPositioning,
    Base.ExifOffset, Base.ImageWidth, Base.ImageLength, Base.BitsPerSample, Base.Compression, Base.SamplesPerPixel,
    Base.PhotometricInterpretation, Base.StripOffsets, Base.StripByteCounts, Base.RowsPerStrip,
    Base.PlanarConfiguration,
}  # fmt: skip
_HARMLESS_INFO = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "gamma", "srgb", "transparency", "icc_profile",
    "interlace", "progressive", "progression", "adobe", "adobe_transform", "background", "loop", "duration", "exif",
    "compression", "aspect", "chromaticity", "version", "extension", "timestamp",
}  # fmt: skip


class NotAPicture(Exception):
    """None of the formats we draw, damaged, or far too large."""


def inspect_picture(content: bytes) -> list[Finding]:
    """Raises: NotAPicture."""
    with _opened(content) as image:
        exif = image.getexif()
        found = []
        if set(exif.get_ifd(IFD.GPSInfo)) - {GPS.GPSVersionID}:
            found.append(Finding("EXIF", "", "拍摄地点"))
        if set(exif) - _HARMLESS - {IFD.GPSInfo} or exif.get_ifd(IFD.Exif):
            found.append(Finding("EXIF", "", "拍摄时间、设备或者作者"))
        if set(image.info) - _HARMLESS_INFO:
            found.append(Finding("EXIF", "", "图片中的说明文字"))
    return found


def has_place(content: bytes) -> bool:
    """Whether a picture tells where it was taken; one that cannot be read tells nothing."""
    try:
        with _opened(content) as image:
            return bool(set(image.getexif().get_ifd(IFD.GPSInfo)) - {GPS.GPSVersionID})
    except NotAPicture:
        return False


def _opened(content: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=FORMATS)
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotAPicture from error
