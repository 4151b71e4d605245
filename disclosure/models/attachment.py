"""The files of an item (附件)."""

from datetime import datetime
from pathlib import PurePath
from typing import Self
from uuid import uuid4

from django.apps import apps
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from disclosure import attachment_text
from disclosure.law.publication import FileState, Status
from liaocheng_gk.storage import delete_on_commit

from .item import Item


def stored_name(attachment: "Attachment", filename: str) -> str:
    """A name that tells nothing and cannot be guessed; the original is kept in the row only."""
    return f"items/{uuid4().hex}{PurePath(filename).suffix.lower()}"


class AttachmentQuerySet(models.QuerySet):
    def cleared(self) -> Self:
        """What the release gate let out; everything else waits where nobody outside can reach it."""
        return self.exclude(cleared="")

    def readers(self) -> Self:
        """The files as they are without the correction that waits."""
        return self.exclude(state=FileState.WAITING)

    def planned(self) -> Self:
        """The files as they will be once the correction that waits is public; what is reviewed."""
        return self.exclude(state=FileState.LEAVING)

    def correcting(self) -> Self:
        """Those that a correction brings or takes away."""
        return self.exclude(state=FileState.OWN)

    def note_addresses(self, at: datetime) -> None:
        """Keep in the books that these files were public, before they go: their addresses answer 410 from then on."""
        former = apps.get_model("disclosure", "FormerFile")
        rows = (former(number=row.pk, item_id=row.item_id, name=row.name, left_at=at) for row in self)
        former.objects.bulk_create(rows, ignore_conflicts=True)

    def forget(self) -> None:
        """Take the rows away, and the files themselves once that is committed; one that cannot be deleted then is swept."""
        for row in self:
            delete_on_commit(row.file.storage, row.file.name)
        self.delete()


class Attachment(models.Model):
    """A file of an item, downloaded under the name it came with.

    ``cleared``: digest of the content that passed the release gate; a new file or name has to pass anew. What waits on a
    public item is not cleared, so whoever asks for what is ``cleared`` cannot meet it. Triggers (``file_guard``) let the
    files of a public item change in no other way.
    """

    BEFORE_THE_GATE = "before-the-gate"  # in ``cleared``: public before anybody looked into it

    item = models.ForeignKey(Item, models.CASCADE, related_name="attachments", verbose_name="信息条目")
    file = models.FileField("文件", upload_to=stored_name, max_length=100)
    name = models.CharField("附件名称", max_length=200, help_text="留空则用原文件名。", blank=True)
    size = models.PositiveBigIntegerField("字节数", editable=False)
    position = models.PositiveSmallIntegerField("顺序", default=0)
    cleared = models.CharField("通过发布检查", max_length=64, blank=True, editable=False)
    state = models.CharField(
        "情况", max_length=8, choices=FileState.choices(), default=FileState.OWN.value, editable=False
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_state_is_known", condition=Q(state__in=[row.value for row in FileState])
            ),
            models.CheckConstraint(
                name="attachment_waits_inside",
                condition=~Q(state=FileState.WAITING.value) | Q(cleared=""),
                violation_error_message="待公开的附件不能先于审核公开。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        content = None
        if not self.file._committed:
            self._forget_file_on_commit()
            suffix = PurePath(self.file.name).suffix
            named = (self.name or PurePath(self.file.name).name).removesuffix(suffix)
            self.name = named[: 200 - len(suffix)] + suffix
            self.size = self.file.size
            self.cleared = ""
            content = self._content()
        elif self.cleared and not Attachment.objects.filter(pk=self.pk, name=self.name).exists():
            self.cleared = ""
        super().save(*args, **kwargs)
        if content is not None:
            apps.get_model("disclosure", "AttachmentText").objects.update_or_create(
                attachment=self, defaults=content
            )
        self.item.save()

    def get_absolute_url(self) -> str:
        return self.address_in(self.item)

    @transaction.atomic
    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Of a draft or of what was withdrawn; the database refuses it for what readers have."""
        self._forget_file_on_commit()
        if self.item.status == Status.WITHDRAWN:
            Attachment.objects.filter(pk=self.pk).note_addresses(timezone.now())
        done = super().delete(*args, **kwargs)
        self.item.save()
        return done

    def _content(self) -> dict[str, str]:
        """What a new file says, or why that cannot be read; never a reason to refuse it."""
        self.file.seek(0)
        content = self.file.read()
        self.file.seek(0)
        try:
            return {"text": attachment_text.text_in(self.file.name, content).replace("\x00", ""), "fault": ""}
        except attachment_text.NoText as error:
            return {"text": "", "fault": str(error)}

    def _forget_file_on_commit(self) -> None:
        """What was taken out or replaced must not stay on the disk."""
        old = Attachment.objects.filter(pk=self.pk).first()
        if old:
            delete_on_commit(old.file.storage, old.file.name)

    def address_in(self, item: Item) -> str:
        """The address under ``item``, its owner, which the caller already has: saves a query per file.

        Raises:
            ValueError: the item has no index number yet.
        """
        return f"{item.get_absolute_url()}files/{self.pk}/"

    @property
    def kind(self) -> str:
        """The type as readers know it: PDF, DOCX …"""
        return PurePath(self.name).suffix.lstrip(".").upper() or "文件"
