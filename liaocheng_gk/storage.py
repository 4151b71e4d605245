"""Where files lie, and the sealing of those that no address leads to: identity scans, letters, evidence.

A place holds bytes under names: a folder here, a bucket of an S3-compatible store in ``bucket.py``. Beyond Django's
storage it gives ``names``, ``start``, ``stored``, ``replace``, ``is_ready`` and ``where``. ``SealedFiles`` goes before
a place and seals what it is given.
"""

import os
import re
from pathlib import Path, PurePosixPath
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage
from django.db import transaction

from .vault import (
    HEADER,
    INFECTED,
    WAITING,
    file_key,
    open_file,
    open_waiting,
    seal_file,
    seal_waiting,
    sealed_overhead,
)

QUARANTINE = {
    WAITING: "正在等待病毒检查，检查通过以后才能查看",
    INFECTED: "没有通过病毒检查，内容已经删除，请另行取得",
}


class PlaceAway(OSError):
    """The place of the files refused or did not answer; nothing was written, and trying again later helps."""


class InQuarantine(PermissionDenied):
    """The file is there and stays shut; the message says why. Answered as a refusal wherever it comes up."""


def delete_on_commit(storage: Storage, name: str) -> None:
    """Delete a file once the transaction that forgets it is committed.

    What is committed stands also if the file cannot be deleted then; the sweep takes it (``orphans.py``).
    """
    # Not partial(): Django wants the name of what failed, and a partial has none.
    transaction.on_commit(lambda: storage.delete(name), robust=True)


class FolderStorage(FileSystemStorage):
    """A folder of this machine, or one that several share."""

    def names(self, folder: str = "") -> list[str]:
        """Every file below ``folder``."""
        root = Path(self.path(folder or "."))
        found = [path for path in sorted(root.rglob("*")) if path.is_file()] if root.is_dir() else []
        return [path.relative_to(self.location).as_posix() for path in found]

    def start(self, name: str, length: int) -> bytes:
        with Path(self.path(name)).open("rb") as file:
            return file.read(length)

    def stored(self, name: str) -> bytes:
        """A file as the disk holds it."""
        return Path(self.path(name)).read_bytes()

    def replace(self, name: str, stored: bytes) -> None:
        """Put ``stored``, as it is, in the place of a file; a crash leaves the old or the new one, never half."""
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{uuid4().hex}.new")
        beside.touch(mode=0o600)
        beside.write_bytes(stored)
        if self.file_permissions_mode is not None:
            beside.chmod(self.file_permissions_mode)
        beside.replace(path)

    def is_ready(self) -> bool:
        Path(self.location).mkdir(parents=True, exist_ok=True)
        return os.access(self.location, os.W_OK)

    def where(self) -> str:
        return str(self.location)


class SealedFiles:
    """Goes before a place. Asking a private file for its address is a mistake in the code and says so."""

    def url(self, name: str | None) -> str:
        raise ValueError(f"a private file has no URL: {name}")

    def generate_filename(self, filename: str) -> str:
        """A name of our own in the folder asked for: what a file was called may name a person."""
        asked = PurePosixPath(str(filename).replace("\\", "/"))
        suffix = asked.suffix.lower() if re.fullmatch(r"\.[a-z0-9]{1,5}", asked.suffix.lower()) else ""
        return super().generate_filename(str(asked.parent / f"{uuid4().hex}{suffix}"))

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        seal = seal_waiting if getattr(content, "unscanned", False) else seal_file
        stored = super()._save(name, ContentFile(seal(content.read(), name)))
        if stored != name:  # sealed for a name that another file took in this very moment
            self.delete(stored)
            raise FileExistsError(name)
        return stored

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("a private file is written whole, by save")
        stored = self.stored(name)
        if stored.startswith((WAITING, INFECTED)):
            raise InQuarantine(self.quarantine(name))
        return ContentFile(open_file(stored, name), name=name)

    def waiting(self, name: str) -> bytes:
        """What lies in quarantine under ``name``, for the scanner and for keeping it there."""
        return open_waiting(self.stored(name), name)

    def quarantine(self, name: str) -> str:
        """What keeps a file from being opened, in words for the office; empty if nothing does."""
        return QUARANTINE.get(self._start(name)[: len(WAITING)], "")

    def size(self, name: str) -> int:
        return super().size(name) - sealed_overhead(self._start(name))

    def is_waiting(self, name: str) -> bool:
        return self._start(name).startswith(WAITING)

    def is_infected(self, name: str) -> bool:
        """Whether only the note is left that a bad file lay here."""
        return self._start(name).startswith(INFECTED)

    def key_of(self, name: str) -> str | None:
        """The id of the key that sealed a file; None if it is not sealed."""
        return file_key(self._start(name))

    def _start(self, name: str) -> bytes:
        return self.start(name, HEADER)


class PrivateStorage(SealedFiles, FolderStorage):
    """Sealed files in a folder outside MEDIA."""
