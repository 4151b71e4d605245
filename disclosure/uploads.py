"""Which files may be attached to an item."""

from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File

# Extension -> the first bytes such a file has; an empty tuple: any text will do.
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ALLOWED: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".doc": (_OLE,),
    ".docx": (_ZIP,),
    ".xls": (_OLE,),
    ".xlsx": (_ZIP,),
    ".ppt": (_OLE,),
    ".pptx": (_ZIP,),
    ".wps": (_OLE, _ZIP),
    ".et": (_OLE, _ZIP),
    ".ofd": (_ZIP,),
    ".zip": (_ZIP,),
    ".jpg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".txt": (),
    ".csv": (),
}
ALLOWED_WORDS = "、".join(suffix.lstrip(".") for suffix in ALLOWED)
ACCEPT = ",".join(ALLOWED)


def check_upload(file: File) -> None:
    """Refuse a file that is empty, too large, of another type, or not what its name says.

    Raises:
        ValidationError: what is wrong with this file and what to do, in Chinese.
    """
    name = PurePath(file.name).name
    suffix = PurePath(name).suffix.lower()
    if suffix not in ALLOWED:
        raise ValidationError(
            f"“{name}”的类型不能上传。可以上传：{ALLOWED_WORDS}。其他内容已保留，请更换文件后再保存。"
        )
    if file.size > settings.UPLOAD_LIMIT_MB * 1024 * 1024:
        raise ValidationError(
            f"“{name}”有 {file.size / 1024 / 1024:.1f} MB，超过 {settings.UPLOAD_LIMIT_MB} MB 的上限。"
            "其他内容已保留，请压缩或拆分后再上传。"
        )
    if not file.size:
        raise ValidationError(f"“{name}”是空文件。其他内容已保留，请重新选择文件。")
    file.seek(0)
    beginning = file.read(512)
    file.seek(0)
    starts = ALLOWED[suffix]
    if (starts and not beginning.startswith(starts)) or (not starts and b"\x00" in beginning):
        raise ValidationError(
            f"“{name}”的内容与扩展名 {suffix} 不符，可能已损坏或改过名。其他内容已保留，请用原软件另存后再上传。"
        )
