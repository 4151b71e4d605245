"""What every form of the public shares: it files at most once, and an upload that passed is not asked for again."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.signing import b62_decode

from applications import pending
from applications.uploads import CheckedFile, check_scan

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"
_KEY_SALT = "applications.submission_key"


def new_submission_key() -> str:
    """A signed key for a blank form: only the server makes them, and each files at most once."""
    return signing.dumps(str(uuid4()), salt=_KEY_SALT)


def read_submission_key(signed: str) -> UUID | None:
    """The key behind its signed form; None if it was not made here."""
    try:
        return UUID(signing.loads(signed, salt=_KEY_SALT))
    except signing.BadSignature:
        return None


def made_at(signed: str) -> float | None:
    """When the key behind its signed form was made (seconds since 1970); None if it was not made here."""
    if read_submission_key(signed) is None:
        return None
    return float(b62_decode(signed.rsplit(":", 2)[1]))


class SubmissionKeyField(forms.CharField):
    widget = forms.HiddenInput

    def clean(self, value: Any) -> UUID:
        key = read_submission_key(super().clean(value))
        if key is None:
            raise ValidationError("页面已失效，请刷新页面后重新提交；建议先复制保存已填写的内容。")
        return key


class KeepsUploads:
    """For a form whose uploads wait under a signed name once they passed, so that an error elsewhere costs none."""

    def take_upload(self, cleaned: dict[str, Any], upload: str, kept: str) -> CheckedFile | None:
        """The file of field ``upload``, checked, or the one kept before under the signed name in field ``kept``."""
        token = cleaned.get(kept, "")
        if cleaned.get(upload):
            try:
                checked = check_scan(cleaned[upload])
            except ValidationError as error:
                self.add_error(upload, error)
                return None
            self._remember(kept, pending.keep(checked))
            return checked
        checked = pending.fetch(token) if token else None
        self._remember(kept, token if checked else "")
        return checked

    def _remember(self, kept: str, token: str) -> None:
        """Put the signed name into the data, so that the form shown again carries it."""
        self.data = self.data.copy()
        self.data[self.add_prefix(kept)] = token
