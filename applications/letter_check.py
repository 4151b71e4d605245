"""Whether a Word file may serve as a template: readable, harmless, complete, and without names nobody fills."""

import io
from zipfile import BadZipFile

from django.core.exceptions import ValidationError
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from liaocheng_gk.uploads.packages import Damaged, Hostile, active_parts, check_package, external_targets

from .law.letters import LetterKind
from .letter_facts import FIELDS
from .letters import fill

MOST_BYTES = 5 * 1024 * 1024
UNREADABLE = "这不是可以读取的 .docx 文件，请用 Word 或 WPS 另存为 .docx 后再上传。"

# A letter that never goes out, to see whether a template can be filled before one has to.
LISTS = ("paragraphs", "attachments", "slip")
SAMPLE = dict.fromkeys(FIELDS, "示例") | {name: ["示例"] for name in LISTS}


def template_faults(kind: LetterKind, source: bytes) -> list[str]:
    """What keeps ``source`` from being a template of ``kind``, each in words; empty if nothing does.

    Raises:
        ValidationError: no readable .docx, faulty placeholders, or it cannot be filled.
    """
    faults = [*_active_content(source)]
    present = _placeholders(source)
    missing = [name for name in kind.required_fields if name not in present]
    if missing:
        faults.append(f"模板缺少必须载明的内容：{_in_braces(missing)}。请在 Word 中补上这些占位符。")
    unknown = sorted(present - FIELDS.keys())
    if unknown:
        faults.append(f"模板中有系统不认识的占位符：{_in_braces(unknown)}。请改正或者删去。")
    if not faults:
        fill(kind, source, SAMPLE)
    return faults


def missing_fields(kind: LetterKind, source: bytes) -> list[str]:
    """Required fields that a template lacks, in the order of the law's table. Raises as ``template_faults`` does."""
    present = _placeholders(source)
    return [name for name in kind.required_fields if name not in present]


def _in_braces(names: list[str]) -> str:
    return "、".join(f"{{{{ {name} }}}}" for name in names)


def _placeholders(source: bytes) -> set[str]:
    try:
        return DocxTemplate(io.BytesIO(source)).get_undeclared_template_variables(
            ImmutableSandboxedEnvironment()
        )
    except TemplateError as error:
        raise ValidationError(f"模板中的占位符有误：{error}。") from error
    except (OSError, ValueError, KeyError, BadZipFile, PackageNotFoundError, etree.XMLSyntaxError) as error:
        raise ValidationError(UNREADABLE) from error


def _active_content(source: bytes) -> list[str]:
    """Macros, controls, embedded files, and links that fetch something when the letter is opened.

    Raises:
        ValidationError: no zip file, or one that unpacks to too much.
    """
    if len(source) > MOST_BYTES:
        raise ValidationError(f"模板文件超过 {MOST_BYTES // 1024 // 1024} MB，请压缩其中的图片后再上传。")
    try:
        check_package(source)
        links = external_targets(source, remote_only=False)
        found = active_parts(source) | {f"外部链接（{target[:80]}）" for target in links}
    except Damaged as error:
        raise ValidationError(UNREADABLE) from error
    except Hostile as error:
        raise ValidationError(
            f"模板文件{error}，不能使用。请用 Word 或 WPS 另存为 .docx 后再上传。"
        ) from error
    if not found:
        return []
    return [f"模板含有{'、'.join(sorted(found))}，不能使用。请删去后另存为 .docx 再上传。"]
