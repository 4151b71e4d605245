"""The audit log: who did what, and who looked at whose data, as a chain of hashes that only grows.

An entry joins the transaction of the act it tells of: neither is ever there without the other. Appending holds a lock
until that transaction ends, so an act records itself last.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.utils import timezone

from .audit_entry import AuditEntry

APPLICANT, SYSTEM = "（申请人）", "（系统）"
BEGINNING = "0" * 64
LOCK = 0x676B6175  # any number that nothing else in this database locks
CHUNK = 2000


def record(by: User | str, act: str, thing: models.Model | str = "", detail: str = "") -> None:
    """Append one entry.

    Args:
        by: the colleague, or ``APPLICANT`` or ``SYSTEM``.
        act: what was done, in a few words of ours.
        thing: what it was done to; only its kind and number are kept.
        detail: never a name, a text or anything else of a person.
    """
    record_all(by, act, [thing], detail)


@transaction.atomic
def record_all(by: User | str, act: str, things: Iterable[models.Model | str], detail: str = "") -> None:
    """Append an entry for each of ``things``."""
    _lock()
    last = AuditEntry.objects.order_by("-seq").values_list("seq", "hash").first() or (0, BEGINNING)
    seq, previous = last
    entries = []
    for thing in things:
        seq += 1
        entry = AuditEntry(
            seq=seq,
            at=timezone.now(),
            actor=(by if isinstance(by, str) else by.get_username())[:150],
            act=act[:60],
            object=named(thing)[:120],
            detail=detail[:300],
            previous=previous,
        )
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)


def _lock() -> None:
    """One writer at a time. SQLite's transactions are that already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def named(thing: models.Model | str) -> str:
    """Kind and number, for no other word of a row is sure to be free of names."""
    if isinstance(thing, str):
        return thing
    number = getattr(thing, "number", "") or getattr(thing, "index_number", "") or f"#{thing.pk}"
    return f"{thing._meta.verbose_name} {number}"


def hash_of(entry: AuditEntry) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    content = [entry.seq, at, entry.actor, entry.act, entry.object, entry.detail, entry.previous]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Head:
    """The last entry at a moment: kept outside the database it proves that nothing was cut off behind it."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"


def read_heads(text: str) -> list[Head]:
    """The lines of an anchor file; what follows the hash is a remark. Raises ValueError on a line of another form."""
    heads = []
    for line in text.splitlines():
        if line.strip():
            seq, digest, *_ = line.split()
            heads.append(Head(int(seq), digest))
    return heads


def anchor_line(head: Head, at: datetime) -> str:
    return f"{head} {at.isoformat(timespec='seconds')}\n"


def verify(heads: Iterable[Head] = ()) -> tuple[Head, list[str]]:
    """Walk the whole chain; the last entry, and each fault in a sentence.

    Args:
        heads: what was anchored earlier.
    """
    wanted: dict[int, set[str]] = {}
    for anchored in heads:
        wanted.setdefault(anchored.seq, set()).add(anchored.hash)
    faults: list[str] = []
    last = Head(0, BEGINNING)
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=CHUNK):
        faults += _faults(entry, last)
        for digest in wanted.pop(entry.seq, ()):
            if digest != entry.hash:
                faults.append(f"第 {entry.seq} 条与以前记下的锚点不符：这一条或者以前的内容被整段改写。")
        last = Head(entry.seq, entry.hash)
    if missing := [seq for seq in wanted if seq > last.seq]:
        faults.append(f"末尾缺失：锚点记到第 {max(missing)} 条，日志只到第 {last.seq} 条。")
    return last, faults


def _faults(entry: AuditEntry, last: Head) -> Iterator[str]:
    if entry.seq != last.seq + 1:
        yield f"第 {last.seq} 条之后缺少 {entry.seq - last.seq - 1} 条。"
    elif entry.previous != last.hash:
        yield f"第 {entry.seq} 条接不上前一条：被改写或者调换过顺序。"
    if entry.hash != hash_of(entry):
        yield f"第 {entry.seq} 条的内容与校验值不符。"
