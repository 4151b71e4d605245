"""A bucket of an S3-compatible store in the place of a folder, for several web servers. Loaded only where it is set.

An object is written in one request and seen whole or not at all, so nothing is ever half-written. Names are made up
by the code that saves and never used twice; no lock is needed. Every fault of the store is an ``OSError``, as a disk's,
and one that is not about a missing file is ``PlaceAway``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from .storage import PlaceAway, SealedFiles

# A store that does not answer is given up soon enough for the page that waits. Checksums beyond the old ones
# are refused by many compatible stores.
PATIENCE = {
    "connect_timeout": 3,
    "read_timeout": 20,
    "retries": {"total_max_attempts": 3, "mode": "standard"},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


def _as_disk(method: Callable[..., Any]) -> Callable[..., Any]:
    """Raise what a disk would raise: FileNotFoundError, or PlaceAway with the store's own fault."""

    @wraps(method)
    def call(self: "BucketStorage", *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            if code in ("404", "NoSuchKey"):
                raise FileNotFoundError(*args[:1]) from error
            raise PlaceAway(f"{method.__name__}: {code}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise PlaceAway(f"{method.__name__}: {type(error).__name__}") from error

    return call


class BucketStorage(S3Storage):
    """Objects below ``location`` of a bucket that nobody reads but the portal."""

    def __init__(self, *, addressing_style: str = "path", **options: Any) -> None:
        config = Config(s3={"addressing_style": addressing_style}, signature_version="s3v4", **PATIENCE)
        super().__init__(client_config=config, file_overwrite=False, **options)

    exists = _as_disk(S3Storage.exists)
    delete = _as_disk(S3Storage.delete)
    size = _as_disk(S3Storage.size)
    listdir = _as_disk(S3Storage.listdir)
    get_modified_time = _as_disk(S3Storage.get_modified_time)

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        raise ValueError(f"files of the bucket are handed out by the portal only: {name}")

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        self.replace(name, content.read())
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("an object is written whole, by save")
        return ContentFile(self.stored(name), name=name)

    @_as_disk
    def names(self, folder: str = "") -> list[str]:
        """Every object below ``folder``."""
        root = f"{self.location.rstrip('/')}/"
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=f"{root}{folder.strip('/')}/" if folder else root
        )
        return sorted(row["Key"].removeprefix(root) for page in pages for row in page.get("Contents", ()))

    @_as_disk
    def start(self, name: str, length: int) -> bytes:
        """The first bytes; less of a shorter object, and nothing of an empty one."""
        try:
            return self._get(name, Range=f"bytes=0-{length - 1}")
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "InvalidRange":
                return b""
            raise

    @_as_disk
    def stored(self, name: str) -> bytes:
        """An object as the bucket holds it."""
        return self._get(name)

    @_as_disk
    def replace(self, name: str, stored: bytes) -> None:
        """Put ``stored``, as it is, under a name, in one request: before it the old object, after it the new one."""
        self._client.put_object(
            Bucket=self.bucket_name,
            Key=self._normalize_name(name),
            Body=stored,
            ContentType=self.default_content_type,
        )

    def is_ready(self) -> bool:
        return self.names("nothing-is-here") == []

    def where(self) -> str:
        return f"{self.endpoint_url} {self.bucket_name}/{self.location}"

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _get(self, name: str, **options: str) -> bytes:
        answer = self._client.get_object(Bucket=self.bucket_name, Key=self._normalize_name(name), **options)
        with answer["Body"] as body:
            return body.read()


class PrivateBucketStorage(SealedFiles, BucketStorage):
    """Sealed objects: whoever holds the bucket alone reads nothing."""
