from django.db import models

from applications.private import private_storage
from liaocheng_gk.vault import SealedCharField

from .application import Application, CaseEvent


class ApplicantFile(models.Model):
    """A file that came with a supplement (补正) or with the reasons given (说明理由)."""

    application = models.ForeignKey(
        Application, models.PROTECT, related_name="applicant_files", verbose_name="申请"
    )
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="applicant_files", verbose_name="事项")
    name = SealedCharField("名称", max_length=200, bind="application_id")
    file = models.FileField("文件", upload_to="supplements/%Y/", storage=private_storage, max_length=200)
    size = models.PositiveIntegerField("大小（字节）")

    class Meta:
        verbose_name = verbose_name_plural = "申请人提交的材料"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
