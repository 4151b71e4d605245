from django.db import models

from applications.private import private_storage
from liaocheng_gk.vault import SealedCharField

from .application import CaseEvent


class DraftFile(models.Model):
    """A file that goes out with a proposed reply once it is approved; its texts stand on the proposing event."""

    event = models.ForeignKey(CaseEvent, models.CASCADE, related_name="draft_files", verbose_name="拟稿")
    name = SealedCharField("名称", max_length=200, bind="event_id")
    file = models.FileField("文件", upload_to="drafts/%Y/", storage=private_storage, max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "拟稿附件"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
