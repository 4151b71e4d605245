from django.db import models
from django.db.models import F, Q

from liaocheng_gk.labelled import Labelled
from liaocheng_gk.vault import SealedTextField

from .application import Application


class Dispute(models.Model):
    """A review or a suit about a case: one cell of table four of the annual report."""

    class Kind(Labelled):
        REVIEW = "review", "行政复议"
        DIRECT_SUIT = "direct_suit", "行政诉讼（未经复议直接起诉）"
        SUIT_AFTER_REVIEW = "suit_after_review", "行政诉讼（复议后起诉）"

    class Result(Labelled):
        UPHELD = "upheld", "结果维持"
        CORRECTED = "corrected", "结果纠正"
        OTHER = "other", "其他结果"
        PENDING = "pending", "尚未审结"

    application = models.ForeignKey(Application, models.PROTECT, related_name="disputes", verbose_name="申请")
    kind = models.CharField("类别", max_length=20, choices=Kind.choices())
    body = models.CharField("复议机关或者法院", max_length=60)
    case_number = models.CharField("案号", max_length=60, blank=True)
    accepted_on = models.DateField("受理日期")
    result = models.CharField("结果", max_length=12, choices=Result.choices(), default=Result.PENDING.value)
    concluded_on = models.DateField("审结日期", null=True, blank=True)
    note = SealedTextField("说明", blank=True, bind="application_id")

    class Meta:
        verbose_name = verbose_name_plural = "复议与诉讼"
        ordering = ["-accepted_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            models.CheckConstraint(
                name="dispute_concluded_has_day",
                condition=Q(result="pending", concluded_on__isnull=True)
                | ~Q(result="pending") & Q(concluded_on__isnull=False),
                violation_error_message="已审结的填写审结日期，尚未审结的不填。",
            ),
            models.CheckConstraint(
                name="dispute_days_in_order",
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("accepted_on")),
                violation_error_message="审结日期不能早于受理日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{Dispute.Kind(self.kind).label} {self.case_number}".strip()
