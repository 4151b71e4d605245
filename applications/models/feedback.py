from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.private import private_storage
from liaocheng_gk.labelled import Labelled
from liaocheng_gk.vault import LookupField, SealedCharField, SealedEmailField, SealedTextField


class Feedback(models.Model):
    """A complaint or report (条例47, 51), a mistake found on the site, or a request to correct one's own record (条例41).

    Kept in a register of its own: none of these counts in table three.
    """

    class Kind(Labelled):
        COMPLAINT = "complaint", "投诉、举报"
        SITE_ERROR = "site_error", "网站纠错"
        CORRECTION = "correction", "更正本人信息"

    class State(Labelled):
        NEW = "new", "待处理"
        HANDLING = "handling", "处理中"
        ANSWERED = "answered", "已答复"

    number = models.CharField("编号", max_length=20, unique=True, editable=False)
    submission_key = models.UUIDField(unique=True, editable=False)
    query_code_hash = models.CharField(max_length=64, editable=False)
    submitted_at = models.DateTimeField("提交时间", editable=False)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices())
    name = SealedCharField("姓名或者名称", max_length=100, blank=True, bind="submission_key")
    phone = SealedCharField("联系电话", max_length=30, blank=True, bind="submission_key")
    email = SealedEmailField("电子邮箱", blank=True, bind="submission_key")
    name_hash = LookupField(source="name", purpose="name", db_index=True)
    phone_hash = LookupField(source="phone", purpose="phone", db_index=True)
    content = SealedTextField("内容", max_length=4000, bind="submission_key")
    page = SealedCharField("涉及的页面或者记录", max_length=300, blank=True, bind="submission_key")
    evidence = models.FileField("证据材料", upload_to="evidence/%Y/", storage=private_storage, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices(), default=State.NEW.value)
    answer = SealedTextField("答复", blank=True, bind="submission_key")
    answered_on = models.DateField("答复日期", null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="承办人",
    )

    erased_on = models.DateField("个人信息清除日期", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "投诉举报、纠错与更正"
        ordering = ["-submitted_at"]
        default_permissions = ("change", "view")
        constraints = [
            models.CheckConstraint(
                name="feedback_answered_has_answer",
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message="标为已答复的，请填写答复和答复日期。",
            ),
            models.CheckConstraint(
                name="feedback_correction_names_person",
                condition=~Q(kind="correction") | (~Q(name="") & ~Q(phone="")),
                violation_error_message="申请更正本人信息的，请填写姓名和联系电话（条例第四十一条）。",
            ),
        ]

    def __str__(self) -> str:
        return self.number
