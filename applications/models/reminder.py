from django.db import models

from .application import Application


class Reminder(models.Model):
    """That a mail about a limit went out: once for each case, limit and number of days left."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="reminders", verbose_name="申请"
    )
    due_on = models.DateField("期限")
    days = models.SmallIntegerField("提前工作日数", help_text="-1：已逾期。")
    sent_at = models.DateTimeField("发送时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "期限提醒"
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["application", "due_on", "days"],
                name="reminder_once",
                violation_error_message="这一提醒已经发过。",
            )
        ]

    def __str__(self) -> str:
        return f"期限提醒 {self.due_on}"
