from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from applications.law.corrections import Correction
from applications.private import private_storage

from .feedback import Feedback


class CorrectionReply(models.Model):
    """更正答复书 (L28) as it went out: one for each request, numbered on issue and immutable afterwards."""

    entry = models.OneToOneField(Feedback, models.PROTECT, related_name="reply", verbose_name="更正申请")
    result = models.CharField("处理结果", max_length=12, choices=Correction.choices())
    number = models.CharField("文号", max_length=40, unique=True)
    issued_on = models.DateField("发出日期")
    file = models.FileField("文件", upload_to="letters/%Y/", storage=private_storage, max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发出人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "更正答复书"
        ordering = ["pk"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"政府信息更正答复书 {self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise ValidationError("更正答复书发出后不能修改。")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise ValidationError("更正答复书发出后不能删除。")
