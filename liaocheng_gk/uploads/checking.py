"""The one check of an upload. It takes a file apart in memory; only what passed ever reaches a storage."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from . import clamd
from .contents import check_contents
from .kinds import (
    DOCX,
    JPEG,
    LEGACY,
    OFD,
    PACKAGES,
    PDF,
    PICTURES,
    PNG,
    PPTX,
    TEXT,
    XLSX,
    ZIP,
    Kind,
    kind_of,
    words_for,
)
from .names import clean_name, hides_a_program, suffix_of
from .packages import Damaged, Hostile, active_parts, external_targets, holds_old_macros
from .pdfs import check_pdf
from .pictures import redraw

KEPT = "填写的其他内容已保留。"
# What may be attached to a public item: only what the release gate can look into.
PUBLIC: tuple[Kind, ...] = (PDF, DOCX, XLSX, PPTX, OFD, ZIP, JPEG, PNG, TEXT)
# What may be handed to an applicant: information as it exists, old formats included.
REPLY: tuple[Kind, ...] = (*PUBLIC, LEGACY)
# What applicants send, and scans of the office.
PICTURES_AND_PDF: tuple[Kind, ...] = (*PICTURES, PDF)
_OLD_FOR_NEW = "旧版格式无法检查是否带有隐藏内容，请另存为 .docx、.xlsx、.pptx 或者 PDF 后再上传。"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed, ready to be stored under a generated name. ``name``: the one to show, cleaned."""

    content: ContentFile
    content_type: str
    suffix: str
    name: str = ""

    @property
    def size(self) -> int:
        return self.content.size

    def named(self) -> ContentFile:
        """The content under the name it came with, for a form field."""
        self.content.name = f"{PurePath(self.name).stem}{self.suffix}"
        return self.content


def check_upload(
    upload: File, kinds: Sequence[Kind], *, as_scan: bool = False, may_wait: bool = False
) -> CheckedFile:
    """Check ``upload`` and return it in the form to keep.

    Args:
        kinds: the allow-list; name and content have to agree on one of them.
        as_scan: a picture is kept as a JPEG, whatever the file is called.
        may_wait: while the virus scanner is silent the file is taken all the same; the private storage then keeps it
            in quarantine, shut to everybody, until ``scan_quarantine`` had it looked at.

    Raises:
        ValidationError: what is wrong and what to do, in Chinese.
    """
    name = clean_name(upload.name or "")
    refuse = partial(_refused, name)
    limit = settings.UPLOAD_LIMIT_MB
    if upload.size > limit * 1024 * 1024:
        raise refuse(
            f"有 {upload.size / 1024 / 1024:.1f} MB，超过 {limit} MB 的上限。", "请压缩或者拆分后再上传。"
        )
    if not upload.size:
        raise refuse("是空文件。", "请重新选择文件。")
    upload.seek(0)
    data = upload.read()
    upload.seek(0)
    kind = _kind(name, data, kinds, refuse, as_scan=as_scan)
    try:
        data, kind = _inspected(data, kind, as_scan=as_scan)
    except Hostile as error:
        raise refuse(f"{error}，不能接收。", _advice(kind)) from error
    except Damaged as error:
        raise refuse(
            "已经损坏，无法打开。", f"请用原软件另存后再上传；可以上传：{words_for(kinds)}。"
        ) from error
    content = ContentFile(data)
    content.unscanned = not _is_scanned(data, refuse, may_wait=may_wait)
    suffix = suffix_of(name) if suffix_of(name) in kind.suffixes else kind.suffixes[0]
    return CheckedFile(content, kind.content_type, suffix, name)


def _kind(name: str, data: bytes, kinds: Sequence[Kind], refuse: partial, *, as_scan: bool) -> Kind:
    suffix = suffix_of(name)
    known = {ending for kind in kinds for ending in kind.suffixes}
    if suffix not in known:
        if suffix in LEGACY.suffixes:
            raise refuse("是旧版格式。", _OLD_FOR_NEW)
        raise refuse("的类型不能上传。", f"可以上传：{words_for(kinds)}。")
    if hides_a_program(name):
        raise refuse("的名称里有两个扩展名，可能有害，不能接收。", "请改名后再上传。")
    kind = kind_of(data)
    pictures_mixed = (
        as_scan and kind in PICTURES and suffix in {end for one in PICTURES for end in one.suffixes}
    )
    if kind is None or kind not in kinds or not (suffix in kind.suffixes or pictures_mixed):
        if kind is LEGACY and suffix in {*DOCX.suffixes, *XLSX.suffixes, *PPTX.suffixes}:
            raise refuse("设有密码，或者是改了名的旧版格式。", "请去除密码，另存后再上传。")
        raise refuse(f"的内容与扩展名 {suffix} 不符，可能已损坏或改过名。", "请用原软件另存后再上传。")
    return kind


def _inspected(data: bytes, kind: Kind, *, as_scan: bool) -> tuple[bytes, Kind]:
    """The content to keep. Raises: Hostile; Damaged."""
    if kind in PICTURES:
        return redraw(data, as_scan=as_scan)
    if kind is PDF:
        check_pdf(data)
    elif kind in PACKAGES:
        check_contents(data)
        if kind in (DOCX, XLSX, PPTX):
            found = active_parts(data) - {"嵌入的文件"}
            if external_targets(data, remote_only=True):
                found.add("从外部网址取内容的链接")
            if found:
                raise Hostile(f"含有{'、'.join(sorted(found))}")
    elif kind is LEGACY and holds_old_macros(data):
        raise Hostile("含有宏")
    return data, kind


def _is_scanned(data: bytes, refuse: partial, *, may_wait: bool) -> bool:
    """By clamd, if there is one; False if it is silent and the file may wait for it. Nothing goes on unseen."""
    if not settings.GK_CLAMD:
        return True
    try:
        virus = clamd.scan(data, settings.GK_CLAMD)
    except clamd.ScannerUnavailable as error:
        log.error("virus scanner unavailable: %s", error)
        if may_wait:
            return False
        raise refuse(
            "暂时无法进行病毒检查，没有接收。", "请过几分钟再上传；仍然不行的，请与我们联系或者当面提交。"
        ) from error
    if virus:
        log.warning("virus found in an upload: %s", virus)
        raise refuse("没有通过病毒检查，不能接收。", "请查杀病毒后换一个文件。")
    return True


def _advice(kind: Kind) -> str:
    if kind is PDF:
        return "请改用照片或者普通 PDF。"
    return "请压缩图片或者重新拍照后再上传。" if kind in PICTURES else "请去除后另存再上传。"


def _refused(name: str, what: str, advice: str) -> ValidationError:
    return ValidationError(f"“{name}”{what}{advice}{KEPT}")
