import json
from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models

from liaocheng_gk.vault import SealedTextField


class DraftQuerySet(models.QuerySet):
    def kept(self, now: datetime) -> Self:
        return self.filter(saved_at__gt=now - Draft.GOOD_FOR)

    def expired(self, now: datetime) -> Self:
        return self.exclude(saved_at__gt=now - Draft.GOOD_FOR)


class Draft(models.Model):
    """What was typed into the application form and is not filed yet.

    Whoever holds the browser's cookie sees it, nobody else: no page of the office shows drafts.
    """

    GOOD_FOR = timedelta(days=7)

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    # Field name -> text, as posted, in JSON; the names of scans that wait are among them.
    typed = SealedTextField("填写的内容", default="", bind="key")
    saved_at = models.DateTimeField("保存时间", db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申请草稿"
        default_permissions = ()

    @property
    def fields(self) -> dict[str, str]:
        return json.loads(self.typed) if self.typed else {}

    @fields.setter
    def fields(self, value: dict[str, str]) -> None:
        self.typed = json.dumps(value, ensure_ascii=False)

    @property
    def kept_until(self) -> datetime:
        return self.saved_at + self.GOOD_FOR
