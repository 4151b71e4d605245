from typing import Any, NoReturn

from django.db import models


class AuditQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("an audit entry is never changed")

    def delete(self) -> NoReturn:
        raise TypeError("an audit entry is never deleted")


class AuditEntry(models.Model):
    """One act of the staff or one look at personal data; holds no personal data itself.

    Rows are appended by ``audit`` alone, each with the hash of the one before. The database refuses every change, too.
    """

    seq = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.CharField("何人", max_length=150)
    act = models.CharField("何事", max_length=60)
    object = models.CharField("对象", max_length=120, blank=True)
    detail = models.CharField("说明", max_length=300, blank=True)
    previous = models.CharField("前一条的校验值", max_length=64)
    hash = models.CharField("校验值", max_length=64)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        ordering = ["-seq"]
        default_permissions = ()
        permissions = [("read_auditentry", "查看审计日志")]

    def __str__(self) -> str:
        return f"{self.seq} {self.act}"

    def save(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("audit entries are appended by liaocheng_gk.audit")

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise TypeError("an audit entry is never deleted")
