from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from applications.law.letters import LETTERS, LETTERS_BY_CODE
from applications.private import private_storage
from liaocheng_gk.vault import SealedCharField

from .application import Application, CaseEvent

LETTER_CHOICES = [(letter.code, letter.title) for letter in LETTERS]


class LetterTemplate(models.Model):
    """The office's own .docx for a letter; without one the layout that comes with the portal is used."""

    code = models.CharField("告知书", max_length=4, unique=True, choices=LETTER_CHOICES)
    file = models.FileField("模板（.docx）", upload_to="letter_templates/", storage=private_storage)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知书模板"
        ordering = ["code"]

    def __str__(self) -> str:
        return LETTERS_BY_CODE[self.code].title


class Letter(models.Model):
    """A letter as it went out: numbered on issue and immutable afterwards."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="letters", verbose_name="申请")
    event = models.ForeignKey(
        CaseEvent, models.PROTECT, null=True, related_name="letters", verbose_name="事项"
    )
    code = models.CharField("告知书", max_length=4, choices=LETTER_CHOICES)
    number = models.CharField("文号", max_length=40, blank=True)
    issued_on = models.DateField("发出日期")
    file = models.FileField("文件", upload_to="letters/%Y/", storage=private_storage, max_length=200)
    sha256 = models.CharField("校验值", max_length=64)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="发出人",
        help_text="空：申请人在网上办理后自动发出。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "告知书"
        ordering = ["pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                condition=~models.Q(number=""),
                name="letter_number_once",
                violation_error_message="文号已经用过。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise ValidationError("告知书发出后不能修改；如有差错，请另行制发。")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> tuple[int, dict[str, int]]:
        raise ValidationError("告知书发出后不能删除。")

    @property
    def title(self) -> str:
        return LETTERS_BY_CODE[self.code].title


class LetterFile(models.Model):
    """A file handed over with a letter: the information itself."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="files", verbose_name="告知书")
    name = SealedCharField("名称", max_length=200, bind="letter_id")
    file = models.FileField("文件", upload_to="replies/%Y/", storage=private_storage, max_length=200)
    size = models.PositiveIntegerField("大小（字节）")

    class Meta:
        verbose_name = verbose_name_plural = "随附文件"
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.name
