"""What may be uploaded and in what form it is kept: images are drawn anew, so nothing but the picture survives."""

import io
from dataclasses import dataclass

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

IMAGE_FORMATS = ("JPEG", "PNG", "WEBP", "BMP")
MAX_PIXELS = 60_000_000
LONGEST_SIDE = 3000
ACCEPTED = "JPG、PNG 照片或者 PDF 文件"


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed, ready to be stored under a generated name."""

    content: ContentFile
    content_type: str
    suffix: str

    @property
    def size(self) -> int:
        return self.content.size


def check_scan(upload: UploadedFile) -> CheckedFile:
    """Check a scan of an identity document and return it in the form to keep.

    Raises:
        ValidationError: too large, empty, damaged or of another kind; in words for the applicant.
    """
    limit = settings.UPLOAD_LIMIT_MB
    if upload.size > limit * 1024 * 1024:
        raise ValidationError(
            f"文件有 {upload.size / 1024 / 1024:.0f} MB，超过了 {limit} MB 的上限。请压缩图片或者重新拍照后再上传；"
            "您填写的其他内容都已保留。"
        )
    if upload.size == 0:
        raise ValidationError("上传的文件是空的，请重新选择文件；您填写的其他内容都已保留。")
    data = upload.read()
    if data.startswith(b"%PDF-"):
        return _check_pdf(data)
    return _check_image(data)


def _check_image(data: bytes) -> CheckedFile:
    try:
        with Image.open(io.BytesIO(data), formats=IMAGE_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError("图片尺寸过大，请缩小后再上传；您填写的其他内容都已保留。")
            picture = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValidationError(f"无法识别这个文件。请上传{ACCEPTED}；您填写的其他内容都已保留。") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return CheckedFile(ContentFile(out.getvalue()), "image/jpeg", ".jpg")


def _check_pdf(data: bytes) -> CheckedFile:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            active = {"/OpenAction", "/AA"} & set(pdf.Root.keys()) or "/JavaScript" in pdf.Root.get(
                "/Names", {}
            )
            encrypted, embedded = pdf.is_encrypted, bool(len(pdf.attachments))
    except (pikepdf.PdfError, ValueError) as error:
        raise ValidationError(
            "PDF 文件已损坏或者设有密码，请换一个文件；您填写的其他内容都已保留。"
        ) from error
    if encrypted or active or embedded:
        raise ValidationError(
            "PDF 文件设有密码，或者含有脚本、内嵌文件，不能接收。请改用照片或者普通 PDF；您填写的其他内容都已保留。"
        )
    return CheckedFile(ContentFile(data), "application/pdf", ".pdf")
