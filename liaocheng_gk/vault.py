"""The vault: texts and files that only a holder of the keys can read; the database and the disk hold ciphertext.

AES-256-GCM. Each ciphertext names its key and is bound to its place (model, field, row or case), so that none opens
elsewhere. Equal texts have unequal ciphertexts; exact look-up goes over HMAC columns with a key of their own.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

NONCE, TAG = 12, 16  # bytes
PREFIX = "gkv1"
MAGIC = b"GKV1"
WAITING, INFECTED = (
    b"GKQ1",
    b"GKX1",
)  # files that a virus scanner has still to look at, and what is left of bad ones


class VaultError(Exception):
    """A ciphertext that no key at hand opens, or that stands in a place it was not made for."""


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _seal(content: bytes, place: str) -> tuple[str, bytes]:
    """The id of the current key, and nonce and ciphertext."""
    keyring = settings.GK_VAULT_KEYS
    nonce = secrets.token_bytes(NONCE)
    sealed = _cipher(keyring.keys[keyring.current]).encrypt(nonce, content, place.encode())
    return keyring.current, nonce + sealed


def _open(key_id: str, sealed: bytes, place: str) -> bytes:
    key = settings.GK_VAULT_KEYS.keys.get(key_id)
    if key is None:
        raise VaultError(f"no key “{key_id}” at hand for {place}")
    try:
        return _cipher(key).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError(f"damaged, or made for another place: {place}") from error


# --- texts ---


@dataclass(frozen=True)
class Sealed:
    """A text as the database holds it: ``gkv1:key id:base64``."""

    token: str

    @property
    def is_proper(self) -> bool:
        return self.token.startswith(f"{PREFIX}:") and self.token.count(":") == 2

    @property
    def key_id(self) -> str:
        return self.token.split(":")[1]


def seal_text(text: str, place: str) -> Sealed:
    key_id, sealed = _seal(text.encode(), place)
    return Sealed(f"{PREFIX}:{key_id}:{base64.b64encode(sealed).decode()}")


def open_text(sealed: Sealed, place: str) -> str:
    """The text. Raises VaultError."""
    if not sealed.is_proper:
        raise VaultError(f"not sealed: {place}")
    try:
        content = base64.b64decode(sealed.token.split(":")[2], validate=True)
    except binascii.Error as error:
        raise VaultError(f"damaged: {place}") from error
    return _open(sealed.key_id, content, place).decode()


class OnlyBlank(Exact):
    """What can be asked of a sealed column: whether it is empty, or still holds the very ciphertext that was read."""

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, str) and self.rhs:
            raise FieldError(f"{self.lhs.output_field} is sealed; look it up by its HMAC column")
        return super().get_prep_lookup()


class _Opener(DeferredAttribute):
    """Opens a sealed text when it is first asked for, and not before."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = open_text(value, self.field.place(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """A text that is sealed in the database. ``bind``: the field that says to which row or case it belongs.

    ``bind`` has to be set before the row is saved and never changes. An empty text stays empty, so that constraints
    can ask whether there is one.
    """

    descriptor_class = _Opener

    def __init__(self, *args: Any, bind: str, **kwargs: Any) -> None:
        self.bind = bind
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bind": self.bind}

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> type | None:
        return {"exact": OnlyBlank, "isnull": IsNull}.get(lookup_name)

    def place(self, instance: models.Model) -> str:
        """Where the text stands: what the ciphertext is bound to."""
        value = getattr(instance, self.bind)
        if value is None:
            raise VaultError(f"{self}: {self.bind} is not set yet")
        bound = instance._meta.get_field(self.bind.removesuffix("_id")).to_python(value)
        return f"{instance._meta.label_lower}.{self.name}:{bound}"

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, Sealed) else super().to_python(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return Sealed(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)  # not opened only to be sealed again
        if isinstance(value, Sealed) or not value:
            return value
        return seal_text(str(value), self.place(model_instance))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str) and value and not Sealed(value).is_proper:
            raise TypeError(f"{self} is sealed with its row: save the row, not the column")
        return value.token if isinstance(value, Sealed) else value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value.token if isinstance(value, Sealed) else value

    def value_to_string(self, obj: models.Model) -> str:
        """As ``dumpdata`` writes it: sealed."""
        value = self.pre_save(obj, add=False)
        return value.token if isinstance(value, Sealed) else value


class SealedCharField(SealedField, models.CharField):
    """One line; ``max_length`` is checked by forms and ``full_clean``, of the text and not of the ciphertext."""


class SealedEmailField(SealedField, models.EmailField):
    pass


class SealedTextField(SealedField, models.TextField):
    pass


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


# --- exact look-up ---


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, unicodedata.normalize("NFKC", text)))


NORMAL = {"name": _folded, "identity": _folded, "phone": _digits}


def lookup_hash(purpose: str, text: str) -> str:
    """What the look-up column of ``purpose`` holds for ``text``; empty for an empty text."""
    normal = NORMAL[purpose](text)
    if not normal:
        return ""
    key = settings.GK_VAULT_KEYS.lookup
    return hmac.new(key, f"{purpose}\0{normal}".encode(), hashlib.sha256).hexdigest()[:32]


class LookupField(models.CharField):
    """The HMAC of another field of the row, written with the row. ``purpose``: a key of ``NORMAL``."""

    def __init__(self, *args: Any, source: str, purpose: str, **kwargs: Any) -> None:
        self.source, self.purpose = source, purpose
        kwargs |= {"max_length": 32, "editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "editable", "blank", "default"):
            kwargs.pop(given, None)
        return name, path, args, kwargs | {"source": self.source, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = lookup_hash(self.purpose, getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def lookup_fields(model: type[models.Model]) -> list[LookupField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, LookupField)]


# --- files ---


def seal_file(content: bytes, name: str) -> bytes:
    """``content`` as it is stored under ``name``: magic, length and id of the key, nonce, ciphertext."""
    key_id, sealed = _seal(content, f"file:{name}")
    return MAGIC + bytes([len(key_id)]) + key_id.encode() + sealed


def open_file(stored: bytes, name: str) -> bytes:
    """Raises VaultError."""
    key_id = file_key(stored)
    if key_id is None:
        raise VaultError(f"not sealed: file:{name}")
    return _open(key_id, stored[len(MAGIC) + 1 + len(key_id) :], f"file:{name}")


def seal_waiting(content: bytes, name: str) -> bytes:
    """``content`` in quarantine: ``open_file`` does not open it, whatever name it is given."""
    return WAITING + seal_file(content, f"quarantine:{name}")[len(MAGIC) :]


def open_waiting(stored: bytes, name: str) -> bytes:
    """What lies in quarantine, for the scanner and for keeping it there. Raises VaultError."""
    if not stored.startswith(WAITING):
        raise VaultError(f"not in quarantine: file:{name}")
    return open_file(MAGIC + stored[len(WAITING) :], f"quarantine:{name}")


def file_key(start: bytes) -> str | None:
    """The id of the key of a stored file, from its first bytes; None if it is not sealed."""
    if not start.startswith((MAGIC, WAITING)) or len(start) <= len(MAGIC):
        return None
    begin = len(MAGIC) + 1
    return start[begin : begin + start[len(MAGIC)]].decode("ascii", "replace")


HEADER = len(MAGIC) + 1 + 16  # the longest id of a key has 16 characters


def sealed_overhead(start: bytes) -> int:
    """By how many bytes a sealed file is longer than its content."""
    return len(MAGIC) + 1 + len(file_key(start) or "") + NONCE + TAG
