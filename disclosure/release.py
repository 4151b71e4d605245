"""The release gate on an item: its words and each of its files are looked into before anybody outside sees them.

A file that has not passed is not served. What is stopped is on record with who tried; a second person may let it pass
with a reason, for exactly that content. What cannot be looked into never passes.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from liaocheng_gk import audit
from liaocheng_gk.gate import Finding, inspect_file, inspect_text
from liaocheng_gk.phones import published_phones
from liaocheng_gk.uploads import PUBLIC, check_upload

from . import body as body_text
from .law.publication import FileState, NotAllowed
from .models import Attachment, GateStop, Item
from .stops import Part, Stopped, with_release
from .wording import own_words

RELEASE = "disclosure.release_gatestop"
# The words readers see, with what they are called.
WORDS = {
    "title": "标题", "document_number": "文号", "publisher": "发布机构", "department": "公开责任科室", "source": "来源",
    "summary": "内容概述", "keywords": "关键词", "body": "正文",
}  # fmt: skip


class GateClosed(Stopped, NotAllowed):
    """The item was not let out; ``parts`` are those with findings that stand."""

    def __init__(self, item: Item, parts: list[Part]) -> None:
        first = parts[0].findings[0]
        count = sum(len(part.findings) for part in parts)
        super().__init__(
            f"发布前检查发现 {count} 处不宜公开的内容，没有放行：{parts[0].name}，{first}"
            f"{'等' if count > 1 else ''}。内容已保留，请打开“发布检查”查看各处并处理。"
        )
        self.about, self.of, self.parts = item, {"item": item}, parts


def inspect(item: Item) -> list[Part]:
    """Look into the words and the files as they would be published."""
    phones = published_phones()
    parts = [_words(own_words(item) | (item.pending or {}), phones)]
    parts += [inspect_file_of(file, phones) for file in item.attachments.planned()]
    released = list(item.stops.released()) if item.pk else []
    return [with_release(part, released) for part in parts]


def inspect_words(item: Item, phones: list[str]) -> Part:
    """The words as readers see them now, without what waits."""
    return _words(own_words(item), phones)


def require_clear(item: Item) -> list[Part]:
    """Raises: GateClosed."""
    parts = inspect(item)
    standing = [part for part in parts if part.stands]
    if standing:
        raise GateClosed(item, standing)
    return parts


def let_out(item: Item) -> None:
    """For the door of publication: nothing of ``item`` is held back; its files may be served, with those that waited.

    Raises: GateClosed.
    """
    for part in require_clear(item):
        if part.attachment is not None:
            rows = Attachment.objects.filter(pk=part.attachment.pk)
            rows.update(cleared=part.digest, state=FileState.OWN)


@transaction.atomic
def release(stop: GateStop, *, by: User, at: datetime, reason: str) -> GateStop:
    """A second person lets exactly this content pass.

    Raises:
        NotAllowed: ``by`` was stopped with it, gave no reason, it was released before, or it can never pass.
        PermissionDenied: ``by`` may not release.
    """
    if not by.has_perm(RELEASE):
        raise PermissionDenied("您没有放行被拦截内容的权限。")
    stop = GateStop.objects.select_for_update(of=("self",)).select_related("item").get(pk=stop.pk)
    if stop.released_at:
        raise NotAllowed("这项内容已经放行，不必重复办理。")
    if stop.final:
        raise NotAllowed("这个文件系统无法检查，不能放行。请按提示换成可以检查的文件。")
    if stop.stopped_by_id == by.pk:
        raise NotAllowed("放行须由经办人以外的另一人办理。")
    if not reason.strip():
        raise NotAllowed("请写明放行理由。")
    stop.reason, stop.released_by, stop.released_at = reason.strip(), by, at
    stop.full_clean()
    stop.save()
    audit.record(by, "放行", stop, f"内容指纹 {stop.digest[:16]}")
    return stop


def reason_to_show(reason: str) -> str:
    """The reason of a withdrawal as readers will see it; nobody can release what it must not say, words can be chosen.

    Raises:
        NotAllowed: there is none, or it repeats what may not go out.
    """
    reason = reason.strip()
    if not reason:
        raise NotAllowed("请写明撤下原因，读者打开原网址时会看到。")
    if found := inspect_text(reason, allowed=published_phones()):
        told = f"{found[0].title}（{found[0].excerpt}）"
        raise NotAllowed(f"撤下原因中有{told}，读者会看到。没有撤下，请改写后再提交。")
    return reason


def _words(words: dict[str, Any], phones: list[str]) -> Part:
    texts = {name: str(words[name] or "") for name in WORDS}
    if not inspect_text(texts["publisher"], allowed=phones):
        del texts["publisher"]  # the door fills it in, which must not void what was released
    digest = sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    texts["body"] = body_text.plain(texts["body"])
    found = [
        finding if name == "body" else Finding(finding.rule, WORDS[name], finding.excerpt)
        for name, text in texts.items()
        for finding in inspect_text(text, allowed=phones, place=WORDS[name])
    ]
    found += [Finding(one.rule, "正文中的链接", one.excerpt) for one in _in_links(str(words["body"]), phones)]
    return Part("标题、正文等文字", digest, tuple(dict.fromkeys(found)))


def _in_links(body: str, phones: list[str]) -> list[Finding]:
    """Numbers in addresses and titles of links: not seen on the page, and public all the same.

    Eleven digits in a web address are a page's number, not a phone's.
    """
    return [
        finding
        for words in body_text.hidden_words(body)
        for finding in inspect_text(words, allowed=phones)
        if finding.rule != "MOBILE" or not words.startswith("http")
    ]


def inspect_file_of(row: Attachment, phones: list[str]) -> Part:
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        return Part(row.name, "", (Finding("MISSING", ""),), row)
    digest = sha256(row.name.encode() + b"\0" + content).hexdigest()
    found = inspect_file(row.name, content, allowed=phones)
    if not any(finding.final for finding in found):
        try:
            check_upload(ContentFile(content, name=row.name), PUBLIC)
        except ValidationError as error:
            found.append(Finding("REFUSED", "", error.messages[0].removeprefix(f"“{row.name}”")))
    return Part(row.name, digest, tuple(found), row)
