"""The text of an attachment, read when the file is uploaded. Searched once the file has passed the release gate."""

from django.db import models

from .attachment import Attachment


class AttachmentText(models.Model):
    """``fault``: why the file could not be read, for the desk; its name is found all the same."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="content")
    text = models.TextField("文字", blank=True)
    fault = models.CharField("未能读取的原因", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件文字"
        default_permissions = ()
